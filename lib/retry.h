/*
 * retry.h - how long to wait before something is tried again.
 *
 * Truncated exponential backoff with full jitter, as Google's retry strategy
 * and AWS's "Exponential Backoff And Jitter" have it: a random part of 1 s,
 * 2 s, 4 s ... 32 s, and never less than what the server asks for in
 * Retry-After. What limits the tries is time without progress, not their
 * number: a long download that gets on after each break goes on for ever.
 *
 * Pure: the clock and the randomness come from the caller, who also sleeps.
 */
#ifndef EVKIT_RETRY_H
#define EVKIT_RETRY_H

#include "fault.h"
#include "span.h"

enum {
	RETRY_FIRST_MS = 1000,
	RETRY_MOST_MS = 32000,
	RETRY_AFTER_MOST_MS = INT32_MAX,   /* of Retry-After: more is taken as this */
};

/* A zeroed struct has not failed yet. */
struct retry {
	unsigned failed;       /* tries since the last progress */
	int64_t began_ms;      /* when the first of them failed */
};

/*
 * The wait after the failed-th failure in a row (from 1). after_ms is what
 * the server asked for, 0 if nothing. *jitter is the state of hash_random.
 */
int64_t retry_wait_ms(unsigned failed, int64_t after_ms, uint64_t *jitter);

/*
 * It failed at now_ms: the wait before the next try, or -1 if that would come
 * later than budget_ms after the first failure: who may not ask before is not
 * asked at all.
 */
int64_t retry_next(struct retry *r, int64_t now_ms, int64_t budget_ms, int64_t after_ms,
    uint64_t *jitter);

/* It got on: the budget is whole again. */
static inline void
retry_progress(struct retry *r)
{
	*r = (struct retry){ 0 };
}

/* How patiently and how loudly things are tried again, for a whole program. */
struct retry_policy {
	int64_t budget_ms;     /* without progress */
	uint64_t jitter;       /* state of hash_random */
	/* Told before each wait, so that it can be shown; may be NULL. */
	void (*tell)(void *arg, const char *where, const struct fault *why, int64_t wait_ms);
	void *arg;
};

#endif
