/*
 * proportion.h - k of n: what is known of one rate, and of two.
 *
 * Pure functions. n > 0 and 0 <= k <= n everywhere; z is the normal quantile of
 * the confidence, 1.959964 for 95%. In pairs, a is the message and b what it is
 * measured against. A bound that does not exist is INFINITY.
 *
 * Sources: Wilson 1927; Clopper, Pearson 1934; Newcombe, Statistics in Medicine
 * 17 (1998) 857-890, methods 3 and 10; Katz et al., Biometrics 34 (1978) 469;
 * Koopman, Biometrics 40 (1984) 513, with the restricted estimate of Miettinen
 * and Nurminen 1985. Brown, Cai, DasGupta 2001 compare them: Wald's interval,
 * which is not here, holds far less often than it says.
 */
#ifndef EVKIT_PROPORTION_H
#define EVKIT_PROPORTION_H

#include "span.h"

#include "dist.h"

struct proportion {
	int64_t k, n;
};

/* One rate: the score interval. Its ends are exact at k = 0 and k = n. */
struct interval proportion_wilson(struct proportion p, double z);

/* Those of the binomial's and of Jeffreys' beta distribution. For a confidence of
 * 95% tail is 0.025. */
struct interval proportion_exact(struct proportion p, double tail);
struct interval proportion_jeffreys(struct proportion p, double tail);

/* a - b: two Wilson intervals, squared and added. */
struct interval proportion_newcombe(struct proportion a, struct proportion b, double z);

/* a / b: the score interval, for any counts; and by logarithms, for k of 5 and more. */
struct interval proportion_koopman(struct proportion a, struct proportion b, double z);
struct interval proportion_katz(struct proportion a, struct proportion b, double z);

/* (a - b) in standard errors of the pooled rate: the score test. Its square is the
 * chi-square of the 2 x 2 table without correction. 0 where all or none converted. */
double proportion_score(struct proportion a, struct proportion b);

/* The least of the four expected counts: below 5 the score test is no guide. */
double proportion_least_expected(struct proportion a, struct proportion b);

/* Fisher's exact test, two-sided: all tables of the same sums that are no likelier
 * than this one, by a tolerance of 1e-7 as in R. Cost: the smallest sum. */
double proportion_fisher(struct proportion a, struct proportion b);

/* Whether `n` rates are one: chi-square, *df degrees. 0 with *df 0 for less than two. */
double proportion_same(const struct proportion *p, size_t n, int *df);

/* The least relative change of rate p that n users in each of two groups show with
 * 80% power at 5%: (1.95996 + 0.84162) sqrt(2 p (1 - p) / n) / p. */
double proportion_mde(double p, int64_t n);

/* Chance that a's rate is above b's, both with Jeffreys' prior, exact. */
double proportion_chance(struct proportion a, struct proportion b);

#endif
