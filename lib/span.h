/*
 * span.h - a borrowed run of bytes.
 *
 * A span owns nothing and is never freed. It may hold any byte, NUL too, and
 * has no terminator. How long it is valid is said by whoever lends it.
 */
#ifndef EVKIT_SPAN_H
#define EVKIT_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "banned.h"

struct span {
	const char *p;
	size_t n;
};

/* The bytes of a string literal. */
#define SPAN(literal) ((struct span){ "" literal, sizeof(literal) - 1 })

/* For "%.*s": at most 200 bytes, so that no input floods a message. */
#define SPAN_SHOW(s) ((s).n < 200 ? (int)(s).n : 200), (s).p

static inline struct span
span_of(const char *text)
{
	return (struct span){ text, strlen(text) };
}

static inline struct span
span_from(const char *start, const char *end)
{
	return (struct span){ start, (size_t)(end - start) };
}

static inline bool
span_eq(struct span a, struct span b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
span_is(struct span a, const char *text)
{
	return span_eq(a, span_of(text));
}

static inline bool
span_starts(struct span s, struct span with)
{
	return s.n >= with.n && (with.n == 0 || memcmp(s.p, with.p, with.n) == 0);
}

static inline bool
span_ends(struct span s, struct span with)
{
	return s.n >= with.n &&
	    (with.n == 0 || memcmp(s.p + s.n - with.n, with.p, with.n) == 0);
}

/* s without its first n bytes; n is at most s.n. */
static inline struct span
span_after(struct span s, size_t n)
{
	return (struct span){ s.p + n, s.n - n };
}

/* The order of bytes, shorter first where one starts the other: <0, 0, >0. */
static inline int
span_cmp(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* Where byte c first is in s; s.n if nowhere. */
static inline size_t
span_find(struct span s, char c)
{
	const char *at = s.n ? memchr(s.p, c, s.n) : NULL;

	return at ? (size_t)(at - s.p) : s.n;
}

/* Takes one byte off *rest, if it is c. */
static inline bool
span_take(struct span *rest, char c)
{
	if (!rest->n || rest->p[0] != c)
		return false;
	*rest = span_after(*rest, 1);
	return true;
}

/* Takes the bytes before the first `c` off *rest, and that c too. */
static inline struct span
span_cut(struct span *rest, char c)
{
	size_t n = span_find(*rest, c);
	struct span part = { rest->p, n };

	*rest = span_after(*rest, n < rest->n ? n + 1 : n);
	return part;
}

#endif
