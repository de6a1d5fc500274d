/*
 * funnel.h - how far one user got through steps, exactly.
 *
 * A chain e1 .. ek is k different events, ej matching step j, at times t1 <=
 * t2 <= .. <= tk with tk - t1 <= window, both ends counted. The level is the
 * length of the longest chain. Events at the same time have no order among
 * them: any order that helps is taken, so the order in which events arrived
 * never matters. One event fills one step of a chain, however many it matches.
 * Other events between the steps do not matter.
 *
 * The chain that is reported is the first to reach the level; of those that
 * reach it at that moment the one that started last; and its steps in between
 * are the first that there are after that start.
 *
 * Why one chain a length is enough: the only thing that a chain's past says
 * about its future is when it started, and a later start can do all that an
 * earlier one can. So the state is one chain a length. (Peers: ClickHouse's
 * windowFunnel lets one event fill several steps and loses chains in
 * strict_increase mode; PostHog loses some where times are equal.)
 *
 * Cost: O(events * steps) a user, and a matching where times are equal.
 */
#ifndef EVKIT_FUNNEL_H
#define EVKIT_FUNNEL_H

#include "timeline.h"

enum { FUNNEL_STEPS = 32 };

struct funnel_chain {
	int level;                  /* 0: no event of step 1 */
	int64_t ns[FUNNEL_STEPS];   /* of the first `level` steps */
};

/* Events in order of time; bit j of `what`: matches step j + 1. */
struct funnel_chain funnel_run(const struct timeline_event *event, size_t n, int steps,
    int64_t window);

#endif
