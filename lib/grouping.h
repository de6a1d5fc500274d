/*
 * grouping.h - a population's users, each in the segment that a rule gives.
 *
 * The group is a level of activity, built in or by one's own rules; or a stage
 * of life; or a box of scores; or what users do. Groups by levels and life are divided into
 * tiers (segment.h), so that every segment can hold every message.
 */
#ifndef EVKIT_GROUPING_H
#define EVKIT_GROUPING_H

#include "kinds.h"
#include "levels.h"
#include "segment.h"

enum grouping_by { GROUPING_LEVELS, GROUPING_LIFECYCLE, GROUPING_RFM, GROUPING_CLUSTER };

struct grouping {
	enum grouping_by by;
	struct levels levels;          /* n 0: the built-in ones */
	int64_t clusters;              /* how many, at most */
	const char *salt;              /* of the draw of their first centres */
	int64_t min;                   /* users of the smallest segment */
	struct activity_frame frame;
	bool valued;                   /* m is a score of the values, not of the events */
	struct segments segments;
	struct kinds kinds;
};

/* What is said of one user. */
struct grouped {
	struct activity_view view;
	struct segment_place place;
	struct span activity;          /* the level's name */
	struct span segment;
	char text[SEGMENT_NAME];       /* segment may lie here */
};

/* Ranks all users against each other; the fields before `valued` are set. */
void grouping_begin(struct grouping *g, struct population *p);
void grouping_free(struct grouping *g);

/* *to stays where it is as long as it is used. */
void grouping_find(const struct grouping *g, const struct person *u, struct grouped *to);

/* How many users each segment has, as lines on stderr. tz is the zone's name. */
void grouping_print(const struct grouping *g, const char *tz, uint64_t users);

#endif
