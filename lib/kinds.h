/*
 * kinds.h - users in groups that do the same things: no rule, only the events.
 *
 * Each user becomes a point: how often he did what, the events' names folded
 * into CLUSTER_DIMS - 2 directions by a hash that also gives the sign; the days
 * since he was there; and of the last 28 days the active ones. Each number is
 * taken as log2(1 + n), less the median, in units of the median distance from
 * it (of the mean one, where that is 0), and cut at 8 of them. The points are
 * grouped by cluster.h. All in integers, users in the order of their ids: the
 * same events give the same groups.
 *
 * A group is called by its number, the largest is 1, and the names of up to
 * three events that its users did more often than all users did, by the share
 * of users: "2:Order Completed+Search".
 *
 * Cost: 145 bytes a user beside the population, and a table of group x name.
 */
#ifndef EVKIT_KINDS_H
#define EVKIT_KINDS_H

#include "arena.h"
#include "cluster.h"
#include "population.h"

enum { KINDS_USERS = 1 << 26 };   /* more than cluster.h's sums can hold */

struct kinds {
	size_t n;                      /* groups */
	struct span name[CLUSTER_MOST];
	uint64_t users[CLUSTER_MOST];
	struct arena arena;
};

/*
 * Groups p's users, which were counted with rules.kinds, and writes the number
 * of each one's group into person->group. At most KINDS_USERS.
 */
void kinds_find(struct kinds *k, struct population *p, const struct activity_frame *f,
    size_t groups, const char *salt);
void kinds_free(struct kinds *k);

#endif
