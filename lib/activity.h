/*
 * activity.h - how active a user is: a state of 24 bytes, and what it tells.
 *
 * The state of a user is the first and the last active day, the number of
 * events, and 64 bits: bit i is set where the user was active i units (days or
 * weeks) before the last. An event costs O(1) and may come in any order:
 * first, last and bits of the same events are always the same, and two states
 * of one user merge into the state of all events. How much a user did within
 * one unit changes only the number of events.
 *
 * Days are civil days since 1970-01-01 in the caller's zone. A week is the
 * calendar's, Monday to Sunday (ISO 8601).
 */
#ifndef EVKIT_ACTIVITY_H
#define EVKIT_ACTIVITY_H

#include "span.h"

enum activity_unit { ACTIVITY_DAYS, ACTIVITY_WEEKS };

struct activity {
	int32_t first, last;   /* days */
	uint64_t bits;         /* units back from the last day's */
	uint64_t events;       /* 0: a zeroed struct, no event yet */
};

/* The unit that a day lies in, counted from 1970. */
int32_t activity_unit(int32_t day, enum activity_unit unit);

/* One event on that day. */
void activity_update(struct activity *a, int32_t day, enum activity_unit unit);

/* a becomes the state of the events of both. The order does not matter. */
void activity_merge(struct activity *a, const struct activity *b, enum activity_unit unit);

/*
 * The days on which there is any event at all: those that are no activity, too,
 * show that the data reach so far. A zeroed struct has seen none.
 */
struct activity_days {
	bool any;
	int32_t first, last;
	int32_t second;        /* the next after the first; the first, where there is but one */
	int32_t before;        /* the one before the last; the last, where there is but one */
};

void activity_days_see(struct activity_days *d, int32_t day);

/*
 * The levels, in the order of their rules: the first that holds. With units
 * of days and a window of 28:
 *   new          first seen in the last 7 days; the data span 14 or more
 *   dormant      not seen for 28 days
 *   slipping     not seen for 7 days
 *   resurrected  seen in the last 7 days, not in the 28 before; 35 or more
 *   power        active on 4 days a week or more, over the window
 *   core         active on 1 day a week or more
 *   casual       all others
 *   unknown      the data span less than 7 days: nothing can be said
 */
enum activity_level {
	ACTIVITY_NEW, ACTIVITY_DORMANT, ACTIVITY_SLIPPING, ACTIVITY_RESURRECTED,
	ACTIVITY_POWER, ACTIVITY_CORE, ACTIVITY_CASUAL, ACTIVITY_UNKNOWN,
	ACTIVITY_LEVELS
};

/*
 * The last 7 days against the 7 before them and all earlier ones (Amplitude's
 * and PostHog's lifecycle, with trailing weeks).
 *   new          active, never seen before
 *   current      active, and in the 7 days before too
 *   resurrected  active, not in the 7 days before, but earlier
 *   dormant      not active, but in the 7 days before
 *   inactive     neither
 *   unknown      active, and the 7 days before are not all in the data
 */
enum activity_cycle {
	ACTIVITY_CYCLE_NEW, ACTIVITY_CYCLE_CURRENT, ACTIVITY_CYCLE_RESURRECTED,
	ACTIVITY_CYCLE_DORMANT, ACTIVITY_CYCLE_INACTIVE, ACTIVITY_CYCLE_UNKNOWN,
	ACTIVITY_CYCLES
};

/* Their names as in the records. */
struct span activity_level_name(enum activity_level level);
struct span activity_cycle_name(enum activity_cycle cycle);

/*
 * Bounds of a window: it ends where slipping does, so it is no shorter than 7,
 * and with the 7 units before it fits the 64 bits.
 */
enum { ACTIVITY_WINDOW = 28, ACTIVITY_WINDOW_MIN = 7, ACTIVITY_WINDOW_MAX = 57 };

/* What users are measured against. */
struct activity_frame {
	int32_t as_of;         /* day */
	int32_t begin;         /* first day of the data, not after as_of */
	enum activity_unit unit;
	int window;            /* units; ACTIVITY_WINDOW_MIN to _MAX */
};

/* Units from the first to as_of, both counted; with less than ACTIVITY_SHORTEST
 * of them no level is known. */
enum { ACTIVITY_SHORTEST = 7 };
int32_t activity_span(const struct activity_frame *f);

/* What the state says on a day not before its last. */
struct activity_view {
	enum activity_level level;
	enum activity_cycle cycle;
	int32_t recency_days;  /* from the last active day to as_of */
	int32_t tenure_days;   /* from the first */
	int l7, l28;           /* active units of the last 7 and 28 */
};

struct activity_view activity_view(const struct activity *a, const struct activity_frame *f);

#endif
