/*
 * buf.h - bytes that grow, up to a ceiling.
 *
 * A zeroed struct is an empty buf with the default ceiling of 1 GiB. Growth
 * is by half, so putting n bytes costs O(n). A caller that can go on without
 * the bytes (a line over --max-line) checks first; past the ceiling, or out of
 * memory, the program ends: no caller could do anything else.
 */
#ifndef EVKIT_BUF_H
#define EVKIT_BUF_H

#include "span.h"

struct buf {
	char *p;
	size_t n;        /* bytes held */
	size_t cap;
	size_t max;      /* ceiling; 0: 1 GiB */
};

void buf_free(struct buf *b);

/* Makes room for `more` bytes after b->n. */
void buf_grow(struct buf *b, size_t more);

/* Room for n bytes at the end; the caller writes there and adds to b->n. */
static inline char *
buf_room(struct buf *b, size_t n)
{
	if (b->cap - b->n < n)
		buf_grow(b, n);
	return b->p + b->n;
}

static inline void
buf_put(struct buf *b, struct span s)
{
	if (s.n) {
		memcpy(buf_room(b, s.n), s.p, s.n);
		b->n += s.n;
	}
}

static inline void
buf_byte(struct buf *b, char c)
{
	*buf_room(b, 1) = c;
	b->n++;
}

void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What it holds; valid until it grows or is freed. */
static inline struct span
buf_span(const struct buf *b)
{
	return (struct span){ b->p, b->n };
}

/* A NUL after the bytes, not counted: for calls that want a C string. */
static inline const char *
buf_text(struct buf *b)
{
	*buf_room(b, 1) = '\0';
	return b->p;
}

#endif
