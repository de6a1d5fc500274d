/*
 * segment.h - users in groups that are alike: tiers, segments, scores.
 *
 * Two passes over the users: segment_add for each, segment_settle, and then
 * segment_find says for each where it belongs. All of it are ranks among the
 * users, counted exactly and in integers: the order in which they come does
 * not matter, and users with equal values always share rank, tier and segment.
 *
 * Ranks are midranks: of N users, a value that L users are below and E share
 * lies at (L + E/2) / N of the way, and a scale of k steps is cut into equal
 * parts. All equal: everyone is in the middle step.
 *
 * Memory: about 40 bytes for each different value, not for each user.
 */
#ifndef EVKIT_SEGMENT_H
#define EVKIT_SEGMENT_H

#include "activity.h"
#include "table.h"

/* How many events a user has, by thirds of the users of one level. */
enum segment_tier {
	SEGMENT_LO, SEGMENT_MID, SEGMENT_HI,
	SEGMENT_ALL,           /* a level too small to be divided */
	SEGMENT_TIERS
};

/* Where a user belongs. Scores are 1 to 5, 5 the best. */
struct segment_place {
	enum segment_tier tier;
	int r, f, m;           /* recency, frequency (l28), mass (events) */
};

struct segment_scale {
	struct table values;   /* how many users have each */
	uint64_t n;
};

struct segments {
	uint64_t min;          /* users of the smallest segment */
	struct segment_scale last, l28, events;
	struct segment_scale level[ACTIVITY_LEVELS];            /* events, within it */
	enum segment_tier into[ACTIVITY_LEVELS][SEGMENT_ALL];   /* what a tier is merged into */
	uint64_t users[ACTIVITY_LEVELS][SEGMENT_TIERS];         /* of each segment, merged */
};

void segment_init(struct segments *s, uint64_t min);
void segment_free(struct segments *s);

void segment_add(struct segments *s, const struct activity *a, const struct activity_view *v);

/*
 * All have been added. A level of less than 3 * min users is not divided. A
 * tier of less than min users is merged into its neighbour: lo and hi into
 * mid; mid, if it is still too small, into the smaller of lo and hi (lo where
 * they are equal). Equal counts of events can make tiers of any size.
 */
void segment_settle(struct segments *s);

/* Of a user that was added. */
struct segment_place segment_find(const struct segments *s, const struct activity *a,
    const struct activity_view *v);

/* "lo", "mid", "hi", "all". */
struct span segment_tier_name(enum segment_tier tier);

/* "core.hi"; "core" where the level is not divided; "hi" where no level is
 * known. Valid as long as `to`. */
enum { SEGMENT_NAME = 24 };
struct span segment_name(enum activity_level level, enum segment_tier tier, char to[SEGMENT_NAME]);

#endif
