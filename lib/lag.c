#include "lag.h"

#include "tstamp.h"

/* A live event is received after it happened, but clocks are not quite equal. */
enum { EARLY = 5, LATE = 60 };

/* Fewer may stand there by chance: 65 of 900 seconds count. */
enum { FEW = 3, SHARE = 4 };

void
lag_see(struct lag *l, int64_t happened, int64_t received)
{
	int64_t ns, seconds, step;

	if (__builtin_sub_overflow(received, happened, &ns))
		return;
	l->seen++;
	seconds = tstamp_seconds(ns) + EARLY;
	step = seconds / LAG_STEP - (seconds % LAG_STEP < 0);
	if (step >= -LAG_STEPS && step <= LAG_STEPS && seconds - step * LAG_STEP < EARLY + LATE)
		l->at[step + LAG_STEPS]++;
}

void
lag_merge(struct lag *l, const struct lag *more)
{
	l->seen += more->seen;
	for (size_t i = 0; i < sizeof l->at / sizeof *l->at; i++)
		l->at[i] += more->at[i];
}

int
lag_cluster(const struct lag *l, uint64_t *n)
{
	int best = LAG_STEPS;

	for (int i = 0; i <= 2 * LAG_STEPS; i++)
		if (l->at[i] > l->at[best])
			best = i;
	*n = l->at[best];
	/* Of a year's events, half have the summer's offset. */
	if (*n < FEW || *n < l->seen / SHARE)
		return 0;
	return (best - LAG_STEPS) * LAG_STEP;
}
