/*
 * mix.h - how often each of many users did each kind of thing.
 *
 * A user's kinds are a chain in one pool, 16 bytes each, the first seen last.
 * Cost of a count: O(kinds of that user).
 */
#ifndef EVKIT_MIX_H
#define EVKIT_MIX_H

#include "span.h"

struct mix_count {
	uint32_t kind;         /* the caller's number of it */
	uint32_t next;
	uint64_t n;
};

/* A zeroed struct is an empty pool. */
struct mix_pool {
	struct mix_count *count;
	uint32_t n;            /* counts, and one unused */
	uint32_t cap;
};

void mix_free(struct mix_pool *p);

/* *head is a user's chain; 0: empty. */
void mix_add(struct mix_pool *p, uint32_t *head, uint32_t kind, uint64_t n);

/* NULL at the end. Valid until the next mix_add. */
static inline const struct mix_count *
mix_at(const struct mix_pool *p, uint32_t at)
{
	return at ? &p->count[at] : NULL;
}

#endif
