/*
 * zone.h - one time zone a process: an IANA name or a fixed offset.
 *
 * glibc reads the zone files; a name it does not know would silently be UTC,
 * so the file is looked for first. The TZ variable of the environment is never
 * followed.
 */
#ifndef EVKIT_ZONE_H
#define EVKIT_ZONE_H

#include "span.h"

struct zone {
	bool fixed;            /* one offset for all time */
	int64_t offset;        /* of fixed; else of the quarter hour last asked */
	int64_t quarter;       /* which that was */
};

/* An option's taker: "UTC", "Europe/Berlin", "+05:30". NULL, or why not. A
 * zeroed struct with fixed = true is UTC. */
const char *zone_take(void *zone, const char *text);

/* Seconds to add to UTC seconds to get civil seconds. */
int64_t zone_offset(struct zone *z, int64_t utc);

/*
 * Civil seconds to UTC. Where the clock was put back and the time exists
 * twice, the earlier; where it was put forward and it does not exist, the time
 * as if the clock had not been moved. Returns 0, 1 twice, -1 not at all.
 */
int zone_to_utc(struct zone *z, int64_t civil, int64_t *utc);

#endif
