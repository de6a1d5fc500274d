/*
 * zone.h - one time zone a process: an IANA name or a fixed offset.
 *
 * glibc reads the zone files. It takes a name that it does not know for UTC
 * without a word, so the file is looked at first, in the folder that TZDIR
 * names, else in /usr/share/zoneinfo. The environment's TZ is never followed;
 * a named zone sets it, so there can be only one.
 *
 * Cost of a question: an offset is kept for each of ZONE_DAYS days, so most
 * answers are one look at a table; a day that was not kept costs two calls of
 * localtime_r. This rests on the zones' history: no zone ever changed twice
 * within 3.9 days (tzdata 2026).
 */
#ifndef EVKIT_ZONE_H
#define EVKIT_ZONE_H

#include "span.h"

enum { ZONE_DAYS = 512 };

/* The UTC day from `day` to day + 1 has one offset throughout, or it changes. */
struct zone_day {
	int32_t day;
	int32_t offset;
	bool changes;
};

struct zone {
	const char *name;      /* as it was given; lives as long as argv */
	bool fixed;            /* one offset for all time: */
	int64_t offset;        /* seconds */
	struct zone_day kept[ZONE_DAYS];   /* of a named zone, by day modulo ZONE_DAYS */
};

#define ZONE_UTC ((struct zone){ .name = "UTC", .fixed = true })

/*
 * An option's taker: "UTC", "Europe/Berlin", "+05:30", "+0530", "-03". NULL,
 * or why not. Offsets are east of Greenwich, as in RFC 3339. "localtime" and
 * "right/..." are refused: the first is another zone on each machine, the
 * second counts leap seconds, which timestamps do not.
 */
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
