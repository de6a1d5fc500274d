/*
 * funnel.h - how far one user got through steps, exactly.
 *
 * A chain e1 .. ek is k different events, ej matching step j, at times t1 <=
 * t2 <= .. <= tk with tk - t1 <= window, both ends counted. The level is the
 * length of the longest chain. Events at the same time have no order among
 * them: any order that helps is taken, so the order in which events arrived
 * never matters. One event fills one step of a chain, however many it matches.
 * Other events between the steps do not matter. A rule makes it narrower:
 *
 *   first      a chain begins with the first event of step 1
 *   strict     all events of the user between t1 and tk are of the chain; at t1
 *              and tk themselves others may stand outside of it
 *   increase   t1 < t2 < .. < tk
 *   grace      times are rounded down to multiples of it before all else, so
 *              events within one have no order; the chain has the real times
 *   any_order  the steps may stand in any order: the most different steps that
 *              different events within one window match
 *   exclusion  an event between step `from` and step `to` ends the chain: one
 *              that is of `from` steps or more before that moment, and of less
 *              than `to` with it. It keeps its level and is `excluded`. With
 *              any_order there are none.
 *
 * The chain that is reported is the first to reach the level; of those that
 * reach it at that moment the one that started last; and where no rule makes
 * it narrower its steps in between are the first that there are after that
 * start.
 *
 * Why one chain a length is enough: the only thing that a chain's past says
 * about its future is when it started, and a later start can do all that an
 * earlier one can. So the state is one chain a length. (Peers: ClickHouse's
 * windowFunnel lets one event fill several steps and loses chains in
 * strict_increase mode; PostHog loses some where times are equal.)
 *
 * Cost: O(events * steps) a user, and a matching where times are equal; with
 * any_order O(events * steps^3).
 */
#ifndef EVKIT_FUNNEL_H
#define EVKIT_FUNNEL_H

#include "timeline.h"

/* Bit j of timeline_event.what: matches step j + 1. Above the steps' bits those
 * of the exclusions. */
enum { FUNNEL_STEPS = 24, FUNNEL_EXCLUSIONS = 8 };

struct funnel_rule {
	int steps;
	int64_t window;             /* ns */
	bool first, strict, increase, any_order;
	int64_t grace;              /* ns; 0: none */
	struct funnel_exclusion {
		int from, to;           /* steps, 1 <= from < to <= steps */
	} exclusion[FUNNEL_EXCLUSIONS];
	int exclusions;
};

struct funnel_chain {
	int level;                  /* 0: no event of step 1 */
	int64_t start;              /* time of the first event, rounded by grace */
	uint32_t filled;            /* the steps, as bits: the first `level`, or any */
	int64_t ns[FUNNEL_STEPS];   /* of the steps that are filled */
	bool excluded;
	int64_t end;                /* when it was complete, excluded, or its window over */
};

/*
 * Events in order of time. With rule->strict all events of the user, else at
 * least those that match something. *hit (may be NULL) becomes true if an
 * exclusion ended any chain before the last step was reached.
 */
struct funnel_chain funnel_run(const struct timeline_event *event, size_t n,
    const struct funnel_rule *rule, bool *hit);

/*
 * The same for attempts one after the other: the next begins with the first
 * event of step 1 behind the end of the one before. *at is 0 at first, and
 * where to go on; false: there are no more.
 */
bool funnel_next(const struct timeline_event *event, size_t n, const struct funnel_rule *rule,
    size_t *at, struct funnel_chain *chain, bool *hit);

#endif
