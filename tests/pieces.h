/* pieces.h - an input's source that gives `piece` bytes a call, then ends, or fails. */
#ifndef EVKIT_PIECES_H
#define EVKIT_PIECES_H

#include "input.h"

struct pieces {
	struct span rest;
	size_t piece;
	bool fails;
};

static inline ssize_t
pieces_give(void *arg, char *to, size_t n, struct fault *why)
{
	struct pieces *p = arg;
	size_t given = p->piece < n ? p->piece : n;

	if (given > p->rest.n)
		given = p->rest.n;
	if (!given)
		return p->fails ? fault_set(why, "the wire was cut") : 0;
	memcpy(to, p->rest.p, given);
	p->rest = span_after(p->rest, given);
	return (ssize_t)given;
}

#endif
