/*
 * rate.h - so many bytes a second, all transfers together: a token bucket.
 *
 * It is kept as the time up to which the bytes that came are paid for. They are
 * spent when they have come, so that a large piece makes a debt, and a wait.
 * What is not used is kept for a quarter of a second, no longer. Pure: the
 * clock is the caller's.
 */
#ifndef EVKIT_RATE_H
#define EVKIT_RATE_H

#include "span.h"

/* With per_s alone set, nothing has come yet. */
struct rate {
	size_t per_s;          /* bytes; 0: no limit */
	int64_t paid_ns;
};

/* n bytes have come. */
void rate_spend(struct rate *r, size_t n, int64_t now_ms);

/* How long until more may come: 0, or ms. */
int64_t rate_wait_ms(const struct rate *r, int64_t now_ms);

/* The largest piece that keeps the flow even: an eighth of a second's, but from
 * 1 KiB to most. */
size_t rate_piece(const struct rate *r, size_t most);

#endif
