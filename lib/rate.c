#include "rate.h"

#define MS INT64_C(1000000)

enum { KEPT_MS = 250, PIECES_PER_S = 8, LEAST_PIECE = 1 << 10, MOST_SPENT = 1 << 30 };

void
rate_spend(struct rate *r, size_t n, int64_t now_ms)
{
	int64_t earliest = (now_ms - KEPT_MS) * MS;
	uint64_t bytes = n < MOST_SPENT ? n : MOST_SPENT;

	if (!r->per_s)
		return;
	if (r->paid_ns < earliest)
		r->paid_ns = earliest;
	r->paid_ns += (int64_t)(bytes * 1000 * (uint64_t)MS / r->per_s);
}

int64_t
rate_wait_ms(const struct rate *r, int64_t now_ms)
{
	int64_t debt = r->paid_ns - now_ms * MS;

	return r->per_s && debt > 0 ? (debt + MS - 1) / MS : 0;
}

size_t
rate_piece(const struct rate *r, size_t most)
{
	size_t piece = r->per_s / PIECES_PER_S;

	if (!r->per_s || piece > most)
		return most;
	return piece > LEAST_PIECE ? piece : LEAST_PIECE;
}
