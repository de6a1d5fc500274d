/*
 * grouping.h - a population's users, each in the segment that a rule gives.
 *
 * The group is a level of activity, built in or by one's own rules; or a stage
 * of life; or a box of scores. Groups by levels and life are divided into
 * tiers (segment.h), so that every segment can hold every message.
 */
#ifndef EVKIT_GROUPING_H
#define EVKIT_GROUPING_H

#include "levels.h"
#include "population.h"
#include "segment.h"

enum grouping_by { GROUPING_LEVELS, GROUPING_LIFECYCLE, GROUPING_RFM };

struct grouping {
	enum grouping_by by;
	struct levels levels;          /* n 0: the built-in ones */
	int64_t min;                   /* users of the smallest segment */
	struct activity_frame frame;
	bool valued;                   /* m is a score of the values, not of the events */
	struct segments segments;
};

/* What is said of one user. */
struct grouped {
	struct activity_view view;
	struct segment_place place;
	struct span activity;          /* the level's name */
	struct span segment;
	char text[SEGMENT_NAME];       /* segment may lie here */
};

/* Ranks all users against each other; g's first four fields are set. */
void grouping_begin(struct grouping *g, const struct population *p);
void grouping_free(struct grouping *g);

/* *to stays where it is as long as it is used. */
void grouping_find(const struct grouping *g, const struct person *u, struct grouped *to);

/* How many users each segment has, as lines on stderr. tz is the zone's name. */
void grouping_print(const struct grouping *g, const char *tz, uint64_t users);

#endif
