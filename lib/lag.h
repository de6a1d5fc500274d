/*
 * lag.h - whether times are local ones that were taken for UTC.
 *
 * An event that is sent as it happens reaches the server within seconds. Where
 * many seem to have taken the same whole number of quarter hours, to the
 * minute, their times are of a clock that far west or east of UTC: zones'
 * offsets are multiples of 15 minutes. Mixpanel's exports of projects made
 * before 2023 are the known case (docs.mixpanel.com, "export methods").
 *
 * Cost: 1 KB, and a division an event.
 */
#ifndef EVKIT_LAG_H
#define EVKIT_LAG_H

#include "span.h"

enum { LAG_STEP = 900, LAG_STEPS = 64 };   /* seconds; 16 hours either way */

struct lag {
	uint64_t seen;                     /* events with both times */
	uint64_t at[2 * LAG_STEPS + 1];    /* of them: at this many steps, to the minute */
};

/* Times in ns. */
void lag_see(struct lag *l, int64_t happened, int64_t received);

/* What `more` has seen too. */
void lag_merge(struct lag *l, const struct lag *more);

/*
 * What the events cluster at, in seconds: a positive number is a clock west of
 * UTC. *n is their number. 0: at nothing, or at no lag at all.
 */
int lag_cluster(const struct lag *l, uint64_t *n);

#endif
