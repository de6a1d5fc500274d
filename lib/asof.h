/*
 * asof.h - the time up to which the data counts. Never the clock's.
 *
 * It is the time of the last event, unless an option gave it: then later
 * events are not looked at.
 */
#ifndef EVKIT_ASOF_H
#define EVKIT_ASOF_H

#include "span.h"

struct asof {
	bool given;
	bool any;              /* ns is known */
	int64_t ns;
};

/* An option's taker: a time, or a date, which is that day's end in UTC. */
const char *asof_take(void *asof, const char *text);

/* One event's time: false if it is later than what was given. */
static inline bool
asof_see(struct asof *a, int64_t ns)
{
	if (a->given)
		return ns <= a->ns;
	if (!a->any || ns > a->ns)
		a->ns = ns;
	a->any = true;
	return true;
}

#endif
