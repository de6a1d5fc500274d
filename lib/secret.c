#include "secret.h"

#include "uri.h"
#include "whole.h"

enum { MOST = 64 << 10, LEAST_HIDDEN = 4 };

int
secret_read(const char *path, const char *variable, struct buf *to, struct fault *why)
{
	const char *text = getenv(variable);
	size_t before = to->n;

	if (path) {
		if (whole_read(path, MOST, to, why))
			return -1;
	} else if (text) {
		buf_put(to, span_of(text));
	} else {
		return fault_set(why, "no key: name a file that holds it, or set %s", variable);
	}
	while (to->n > before && memchr(" \t\r\n", to->p[to->n - 1], 4))
		to->n--;
	return to->n > before ? 0 : fault_set(why, "%s: is empty", path ? path : variable);
}

bool
secret_is_line(struct span secret)
{
	for (size_t i = 0; i < secret.n; i++)
		if ((unsigned char)secret.p[i] < ' ' || secret.p[i] == 0x7f)
			return false;
	return secret.n > 0;
}

/* Of a secret that was cut off at the text's end, how much stands there. */
static size_t
cut_off(struct span text, struct span secret)
{
	size_t n = secret.n < text.n ? secret.n : text.n;

	while (n >= LEAST_HIDDEN && !span_ends(text, (struct span){ secret.p, n }))
		n--;
	return n < LEAST_HIDDEN ? 0 : n;
}

static void
hide(struct fault *f, struct span secret)
{
	struct buf made = { 0 };
	struct span rest = span_of(f->text);
	const char *at;
	size_t cut;

	/* A shorter one would be found by chance, in words. */
	if (secret.n < LEAST_HIDDEN)
		return;
	while ((at = memmem(rest.p, rest.n, secret.p, secret.n))) {
		buf_put(&made, span_from(rest.p, at));
		buf_put(&made, SPAN("***"));
		rest = span_from(at + secret.n, rest.p + rest.n);
	}
	cut = cut_off(rest, secret);
	buf_put(&made, (struct span){ rest.p, rest.n - cut });
	if (cut)
		buf_put(&made, SPAN("***"));
	snprintf(f->text, sizeof f->text, "%s", buf_text(&made));
	buf_free(&made);
}

void
secret_hide(struct fault *f, struct span secret)
{
	struct buf encoded = { 0 };

	hide(f, secret);
	uri_encode(&encoded, secret);
	if (!span_eq(buf_span(&encoded), secret))
		hide(f, buf_span(&encoded));
	buf_free(&encoded);
}
