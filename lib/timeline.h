/*
 * timeline.h - the relevant events of many users, gathered from unsorted input.
 *
 * Each event is 16 bytes in one pool: when, what, and which event of the same
 * user came before it in the input. A user holds the number of the last. At
 * the end one user's events are gathered, put in order of time, and looked at.
 *
 * `what` is the caller's: which steps it matches, or which kind it is.
 *
 * Cost: 16 bytes an event, in pieces of 1 MiB that never move, and 8 bytes a
 * user. At most 2^32 - 1 events (64 GiB); more ends the program.
 */
#ifndef EVKIT_TIMELINE_H
#define EVKIT_TIMELINE_H

#include "span.h"

struct timeline_event {
	int64_t ns;
	uint32_t what;
	uint32_t before;       /* in the pool; 0: none */
};

/* One user's; a zeroed struct is empty. */
struct timeline {
	uint32_t last, n;
};

struct timeline_pool {
	struct timeline_event **piece;
	uint32_t pieces;
	uint32_t n;                      /* events in all, and one unused */
	struct timeline_event *gathered;
	size_t cap;
};

/* A zeroed struct is an empty pool. */
void timeline_free(struct timeline_pool *p);

/* Forgets all events, and keeps the memory for others. */
void timeline_clear(struct timeline_pool *p);

void timeline_add(struct timeline_pool *p, struct timeline *t, int64_t ns, uint32_t what);

/* The same in two steps: an event, whose number is returned, and later whose it is.
 * A user's events are given to him in the order of their numbers. */
uint32_t timeline_put(struct timeline_pool *p, int64_t ns, uint32_t what);
void timeline_give(struct timeline_pool *p, struct timeline *t, uint32_t number);

/* Asks for the memory of t's last event, and waits for nothing: for a user who is
 * some places ahead in an order in which their events lie anywhere. */
void timeline_fetch(const struct timeline_pool *p, const struct timeline *t);

/* The order of two events at the same time, for what the caller shows; <0, 0, >0. */
typedef int timeline_order(const void *arg, uint32_t a, uint32_t b);

/*
 * All events of t by time, those at the same time by `order` (NULL: by the
 * value of what). Valid until the next call.
 */
const struct timeline_event *timeline_sorted(struct timeline_pool *p, const struct timeline *t,
    timeline_order *order, const void *arg);

/*
 * Whether b is not before a and at most `window` after it. Both ends count.
 * Exact over the whole range of time: no sum that could overflow.
 */
static inline bool
timeline_within(int64_t a, int64_t b, int64_t window)
{
	return a <= b && (uint64_t)b - (uint64_t)a <= (uint64_t)window;
}

/* Whether the window that began at a is over at b. */
static inline bool
timeline_over(int64_t a, int64_t b, int64_t window)
{
	return a <= b && (uint64_t)b - (uint64_t)a >= (uint64_t)window;
}

#endif
