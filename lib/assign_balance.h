/*
 * assign_balance.h - how equally the messages are spread, measured.
 *
 * "apart" is how many users two messages differ by, at most; with unequal weights
 * of users for each 1 of weight. A standardized mean difference is that of two
 * messages' users in units of their standard deviation, sqrt((s_a^2 + s_b^2) / 2);
 * the largest of all pairs counts, and events go by log(1 + events). Below 0.1 is
 * usually called balanced. Means and deviations are of sums of integers, so no
 * order of users changes a digit.
 */
#ifndef EVKIT_ASSIGN_BALANCE_H
#define EVKIT_ASSIGN_BALANCE_H

#include "assign.h"
#include "out.h"

struct assign_balance {
	const struct assign *assign;
	uint64_t *row, *level, *all;   /* users by message; of all rows, all levels, in all */
	double row_apart, level_apart, all_apart;   /* the most */
	double smd[USER_NUMBERS];
	double smd_most;
	double srm;            /* p of the counts in all, srm.h */
	uint64_t other;        /* users whose message is not in the plan */
};

/* The largest difference alone; smd may be NULL. */
double assign_balance_smd(const struct assign *a, double smd[USER_NUMBERS]);

void assign_balance_init(struct assign_balance *b, const struct assign *a);
void assign_balance_free(struct assign_balance *b);

/* Of the users of each message. */
double assign_balance_apart(const struct assign_plan *p, const uint64_t *users);

/* What a run was, for the last record. */
struct assign_about {
	const char *design;    /* "blocked", "ledger", "growthbook2" ... */
	struct span salt;
	int64_t tried;         /* salts */
	uint64_t known;        /* users of the ledger */
};

/* One record a segment that has users, one a level, and the total; for stderr, the
 * same in three lines. */
void assign_balance_write(struct out *o, const struct assign_balance *b,
    const struct assign_about *about);
void assign_balance_print(const struct assign_balance *b);

#endif
