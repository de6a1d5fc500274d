#include "retry.h"

#include "hash.h"

int64_t
retry_wait_ms(unsigned failed, int64_t after_ms, uint64_t *jitter)
{
	unsigned doublings = failed > 1 ? failed - 1 : 0;
	int64_t most = RETRY_MOST_MS, wait;

	if (doublings < 5)
		most = (int64_t)RETRY_FIRST_MS << doublings;
	if (after_ms > RETRY_AFTER_MOST_MS)
		after_ms = RETRY_AFTER_MOST_MS;
	/* The remainder favours small values by less than 1 in 10^14. */
	wait = (int64_t)(hash_random(jitter) % (uint64_t)(most + 1));
	return wait > after_ms ? wait : after_ms;
}

int64_t
retry_next(struct retry *r, int64_t now_ms, int64_t budget_ms, int64_t after_ms, uint64_t *jitter)
{
	int64_t wait;

	if (!r->failed)
		r->began_ms = now_ms;
	if (r->failed < UINT32_MAX)
		r->failed++;
	wait = retry_wait_ms(r->failed, after_ms, jitter);
	return now_ms - r->began_ms + wait > budget_ms ? -1 : wait;
}
