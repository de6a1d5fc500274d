/*
 * funnel_match.h - events without order among them, given to steps.
 *
 * Which steps can have an event each, no event with two of them: a maximum
 * matching, grown step by step along augmenting paths (Berge 1957).
 */
#ifndef EVKIT_FUNNEL_MATCH_H
#define EVKIT_FUNNEL_MATCH_H

#include "funnel.h"

enum { FUNNEL_KEPT = FUNNEL_STEPS * FUNNEL_STEPS };

/* Large, and one for each moment: only the first `n` of the arrays are ever set. */
struct funnel_group {
	uint32_t what[FUNNEL_KEPT];
	int64_t ns[FUNNEL_KEPT];
	int n;                        /* that are kept */
	size_t all;                   /* that there were */
	uint32_t excluding;           /* exclusions that one of them matches, as bits */
	int matching[FUNNEL_STEPS];   /* how many match each step */
};

void funnel_group_clear(struct funnel_group *g);

/*
 * A step needs one event, and at most steps - 1 others are taken by other
 * steps: of each step's events no more than `steps` can matter. So a group is
 * bounded, however many events share a time.
 */
void funnel_group_add(struct funnel_group *g, const struct timeline_event *e, int steps);

struct funnel_matching {
	const struct funnel_group *g;
	int known;                    /* events of the group that have a step_of */
	int step_of[FUNNEL_KEPT];     /* of the event; -1: free */
	int event_of[FUNNEL_STEPS];   /* of a step that was given one */
	int from[FUNNEL_KEPT];        /* while searching: the step that wants the event */
	bool seen[FUNNEL_KEPT];
};

/* The group may grow afterwards: new events are free. */
void funnel_match_begin(struct funnel_matching *m, const struct funnel_group *g);

/*
 * Gives `step` an event too, if there is a way to do so; events that were given
 * stay given, perhaps to another step. False: the matching is as it was.
 */
bool funnel_match_step(struct funnel_matching *m, int step);

#endif
