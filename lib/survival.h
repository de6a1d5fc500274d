/*
 * survival.h - how many have converted by when, of users seen for unequal times.
 *
 * Kaplan and Meier, JASA 53 (1958) 457: a user who was seen for three days only
 * counts in the first three. The interval is Greenwood's, by log(-log S), which
 * stays between 0 and 1 (Kalbfleisch, Prentice 1980).
 */
#ifndef EVKIT_SURVIVAL_H
#define EVKIT_SURVIVAL_H

#include "span.h"

#include "dist.h"

/* Seen until `time`; whether that is the time of conversion. */
struct survival_user {
	int64_t time;
	bool converted;
};

/* From `time` to the next point. `left` have neither converted nor gone before it. */
struct survival_point {
	int64_t time;
	uint64_t left, converted;
	double share;          /* who will not have converted */
	struct interval ci;
};

/*
 * One point for each time at which someone converted, ascending; returns their
 * number, at most n. users is put in order of time.
 */
size_t survival_curve(struct survival_user *users, size_t n, double z, struct survival_point *to);

#endif
