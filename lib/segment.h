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

#include "table.h"

/* How many events a user has, by thirds of the users of one group. */
enum segment_tier {
	SEGMENT_LO, SEGMENT_MID, SEGMENT_HI,
	SEGMENT_ALL,           /* a group too small to be divided */
	SEGMENT_TIERS
};

/* What ranks a user. The groups are the caller's: levels, or what else divides. */
struct segment_user {
	int group;             /* below SEGMENT_GROUPS */
	int32_t last;          /* day */
	int l28;
	uint64_t events;
	int64_t mass;          /* what m is a score of: a sum of values, or the events */
};

enum { SEGMENT_GROUPS = 64, SEGMENT_SCORES = 5 };

/* Where a user belongs. Scores are 1 to 5, 5 the best. */
struct segment_place {
	enum segment_tier tier;
	int r, f, m;           /* recency, frequency, mass */
};

/*
 * How scores are given. MIDRANK: f of l28; equal parts of the users, as above.
 * QUANTILE: f of the events; the rule of the R package rfm (rsquaredacademy/rfm):
 * four thresholds, each one more than the quantile (type 7 of R) at 1/5 to 4/5,
 * the score is 1 and one more for each that the value reaches. A threshold is
 * compared as the fraction that it is. What "one more" is, mass_unit says.
 */
enum segment_scoring { SEGMENT_MIDRANK, SEGMENT_QUANTILE };

struct segment_scale {
	struct table values;   /* how many users have each */
	uint64_t n;
	struct segment_cut {   /* a quantile: low + part/5 of the way to high */
		uint64_t low, high;
		uint64_t part;
	} cut[SEGMENT_SCORES - 1];
};

struct segments {
	uint64_t min;          /* users of the smallest segment */
	enum segment_scoring scoring;
	int64_t mass_unit;
	struct segment_scale last, frequency, mass;
	struct segment_scale group[SEGMENT_GROUPS];             /* events, within it */
	enum segment_tier into[SEGMENT_GROUPS][SEGMENT_ALL];    /* what a tier is merged into */
	uint64_t users[SEGMENT_GROUPS][SEGMENT_TIERS];          /* of each segment, merged */
};

void segment_init(struct segments *s, uint64_t min);
void segment_free(struct segments *s);

void segment_add(struct segments *s, const struct segment_user *u);

/*
 * All have been added. A group of less than 3 * min users is not divided. A
 * tier of less than min users is merged into its neighbour: lo and hi into
 * mid; mid, if it is still too small, into the smaller of lo and hi (lo where
 * they are equal). Equal counts of events can make tiers of any size.
 */
void segment_settle(struct segments *s);

/* Of a user that was added. */
struct segment_place segment_find(const struct segments *s, const struct segment_user *u);

/*
 * The ten segments of R's rfm, by boxes of scores, the first that fits; their
 * names as "loyal_customers"; and "others", where none does.
 */
enum { SEGMENT_BOXES = 11 };
int segment_box(const struct segment_place *p);
struct span segment_box_name(int box);

/* "lo", "mid", "hi", "all". */
struct span segment_tier_name(enum segment_tier tier);

/* "core.hi"; "core" where the group is not divided; "hi" where it has no name.
 * Valid as long as `to`, and as group. */
enum { SEGMENT_NAME = 80 };
struct span segment_name(struct span group, enum segment_tier tier, char to[SEGMENT_NAME]);

#endif
