#include "notes.h"

#include <stdarg.h>

#include "diag.h"

/* Of a longer one warn() shows no more either. */
enum { LONGEST = 4096 };

/* In front of each text, which ends in a NUL. */
struct head {
	const char *about;
	uint64_t number;
	size_t n;
};

static void
hold(struct buf *b, const struct head *h, const char *text)
{
	buf_put(b, (struct span){ (const char *)h, sizeof *h });
	buf_put(b, (struct span){ text, h->n });
}

void
notes_warn(struct notes *n, const char *about, uint64_t number, const char *format, ...)
{
	char text[LONGEST];
	va_list args;

	va_start(args, format);
	if (vsnprintf(text, sizeof text, format, args) < 0)
		text[0] = '\0';
	va_end(args);
	if (n->held)
		hold(&n->buf, &(struct head){ about, number, strlen(text) + 1 }, text);
	else
		warn("%s", text);
}

bool
notes_next(const struct notes *n, size_t *at, struct note *note)
{
	struct head h;

	if (*at == n->buf.n)
		return false;
	memcpy(&h, n->buf.p + *at, sizeof h);
	*note = (struct note){ h.about, h.number, n->buf.p + *at + sizeof h };
	*at += sizeof h + h.n;
	return true;
}

void
notes_release(struct notes *n)
{
	buf_free(&n->buf);
	n->held = false;
}
