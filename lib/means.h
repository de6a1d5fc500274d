/*
 * means.h - two means, from sums that can be added up over shards.
 *
 * Pure functions. a is the message, b what it is measured against. Differences
 * are absolute, a - b, or relative, a / b - 1, by the delta method.
 *
 * Sources: Welch, Biometrika 34 (1947) 28. Confidence sequence: Waudby-Smith et
 * al., Time-uniform central limit theory (2021), equation 9. CUPED: Deng et al.,
 * WSDM 2013.
 */
#ifndef EVKIT_MEANS_H
#define EVKIT_MEANS_H

#include "span.h"

#include "dist.h"

struct means_sums {
	double n, sum, squares;
};

/* Of k successes among n: the variance is p(1 - p) then, without n - 1. */
struct means_group {
	double n, mean, variance;
};

struct means_group means_group(const struct means_sums *s);
struct means_group means_rate(double k, double n);

/* An estimate, its standard error, and the degrees of freedom after Welch. */
struct means_effect {
	double estimate, se, df, n;
};

struct means_effect means_difference(struct means_group a, struct means_group b);
struct means_effect means_lift(struct means_group a, struct means_group b);

/* By Student's t; alpha 0.05 is 95% of confidence. */
struct interval means_interval(const struct means_effect *e, double alpha);
double means_p(const struct means_effect *e);

/*
 * The same, if it is looked at again and again: all intervals of one experiment
 * hold at once with 1 - alpha. It is narrowest where e->n, both groups, is near
 * `tuned`; GrowthBook's choice is 5000.
 */
struct interval means_sequence(const struct means_effect *e, double alpha, double tuned);
double means_sequence_p(const struct means_effect *e, double alpha, double tuned);

/* The estimate seen with a normal prior. variance INFINITY: flat. */
struct means_belief {
	double mean, sd;
	double chance;         /* that it is above 0 */
};
struct means_belief means_belief(const struct means_effect *e, double mean, double variance);

/* Sums of y, and of x, which was known before: goals or active days. */
struct means_pairs {
	double n, y, yy, x, xx, xy;
};

/* a and b with what x explains taken off. */
struct means_cuped {
	struct means_group a, b;
	double theta;
	double reduction;      /* of the variance of a - b, as a share of it */
};
struct means_cuped means_cuped(const struct means_pairs *a, const struct means_pairs *b);

#endif
