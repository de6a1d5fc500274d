#include "buf.h"

#include <stdarg.h>

#include "diag.h"

enum { FIRST = 256, DEFAULT_MAX = 1 << 30 };

void
buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){ .max = b->max };
}

void
buf_grow(struct buf *b, size_t more)
{
	size_t max = b->max ? b->max : DEFAULT_MAX;
	size_t need, cap;
	char *p;

	if (__builtin_add_overflow(b->n, more, &need) || need > max)
		die(DIAG_STOPPED, "a buffer would pass its ceiling of %zu bytes", max);
	cap = b->cap + b->cap / 2;
	if (cap < FIRST)
		cap = FIRST;
	if (cap < need)
		cap = need;
	if (cap > max)
		cap = max;
	if (!(p = realloc(b->p, cap)))
		die_errno(DIAG_STOPPED, "%zu bytes of memory", cap);
	b->p = p;
	b->cap = cap;
}

void
buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		die(DIAG_STOPPED, "a text that cannot be formatted");
	va_start(args, format);
	if (vsnprintf(buf_room(b, (size_t)n + 1), (size_t)n + 1, format, args) > 0)
		b->n += (size_t)n;
	va_end(args);
}
