/*
 * exposure.h - what followed the messages that one user was shown.
 *
 * A goal belongs to an exposure where it is another event, not before it, and
 * at most the window after it: both ends count, and a goal at the very moment
 * of the exposure counts. An event that is an exposure and a goal may be the
 * goal of another exposure, never its own.
 *
 * Three questions that must not be mixed:
 *   user      did the user reach the goal after the first exposure? For
 *             comparing messages: each user counts once.
 *             exposure_next once.
 *   exposure  did a goal follow this exposure? A goal may follow several.
 *             exposure_next until it returns false.
 *   credit    which exposure does a goal belong to? Each goal to one, or
 *             shared by all in whose window it lies. The sum of the credits is
 *             the number of goals that have an exposure. exposure_credit.
 *
 * Cost: O(exposures + goals) a user; shared credit one outcome a pair.
 */
#ifndef EVKIT_EXPOSURE_H
#define EVKIT_EXPOSURE_H

#include "message.h"
#include "timeline.h"

enum exposure_touch { EXPOSURE_LAST, EXPOSURE_FIRST, EXPOSURE_LINEAR };

/* One user's events; a zeroed struct is ready for exposure_load. */
struct exposures {
	const struct timeline_event *event;
	int64_t window;
	uint32_t *shown, *goal;    /* places in event, by time */
	size_t shown_n, goal_n, cap;
	size_t at;                 /* the exposure, or goal, that is next */
	size_t from, to;           /* what lies in the window of it */
	size_t own;                /* the last goal that was an exposure too */
	size_t share, shares_left; /* linear: the next of from .. to */
	int64_t *sum;              /* with values: of all goals before one */
	uint64_t credited, lost;   /* goals with and without an exposure */
};

struct exposure_outcome {
	uint32_t shown;            /* place of the exposure among the events */
	uint64_t goals;            /* 0: not converted */
	int64_t goal_ns;           /* of the first goal, or the one that is credited */
	uint64_t shares;           /* by how many exposures the goal is shared */
	int64_t value;             /* of all goals, with values; shared: of the whole goal */
};

void exposure_free(struct exposures *x);

/* Begins with one user: events in order of time (timeline_sorted with
 * message_order), valid until the last call. False: the sum of the values is
 * out of range. */
bool exposure_load(struct exposures *x, const struct timeline_event *event, size_t n,
    const struct messages *m);

/* The one message that all exposures showed, 0 if none has any; false if they
 * showed several. */
bool exposure_message(const struct exposures *x, const struct messages *m, uint32_t *text);

/* The next exposure and what came of it. False: that was all. */
bool exposure_next(struct exposures *x, struct exposure_outcome *o);

/* The next credit; *o is that of the call before. Of exposures at the same time
 * the last in order counts as the last, and the first as the first. False:
 * that was all. */
bool exposure_credit(struct exposures *x, enum exposure_touch touch, struct exposure_outcome *o);

#endif
