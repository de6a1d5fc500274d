/*
 * strata.h - one effect out of many groups that differ in size and rate.
 *
 * Each row is a segment: a has the message, b is what it is measured against.
 * Rows where one of the two has no users say nothing and are left out; so are,
 * for odds ratios, rows where all or none converted. Order of rows matters to
 * nothing but rounding.
 *
 * Sources: post-stratified difference: Miratrix, Sekhon, Yu, JRSS B 75 (2013)
 * 369; its ratio: Flanders, Rhodes, J. Chronic Diseases 40 (1987) 697. Odds
 * ratio: Mantel, Haenszel 1959; its variance: Robins, Breslow, Greenland,
 * Biometrics 42 (1986) 311. Test: Cochran 1954; Mantel, Haenszel.
 * Heterogeneity: Breslow, Day 1980, and Tarone, Biometrika 72 (1985) 91.
 */
#ifndef EVKIT_STRATA_H
#define EVKIT_STRATA_H

#include "proportion.h"

struct strata_row {
	struct proportion a, b;
};

/* An estimate with its standard error; p is two-sided, by the normal. */
struct strata_effect {
	double estimate, se;
	struct interval ci;
	double p;
};

/* sum (N_s / N)(p_as - p_bs), variance sum (N_s / N)^2 (v_as / n_as + v_bs / n_bs)
 * with v = p(1 - p). NAN where no row says anything. */
struct strata_effect strata_difference(const struct strata_row *row, size_t n, double z);

/* sum N_s p_as / sum N_s p_bs less 1: the lift that goes with that difference; se is of the
 * logarithm of the ratio. NAN where nobody converted of one of them. */
struct strata_effect strata_lift(const struct strata_row *row, size_t n, double z);

/* The odds ratio; se is of its logarithm. NAN or INFINITY where it does not exist. */
struct strata_effect strata_odds(const struct strata_row *row, size_t n, double z);

/* Chi-square with 1 degree: whether there is an effect at all. `corrected`: for
 * continuity, as R does. */
double strata_cmh(const struct strata_row *row, size_t n, bool corrected);

/* Whether the odds ratio differs between rows: Tarone's and Breslow and Day's
 * chi-square, with *df degrees. */
double strata_tarone(const struct strata_row *row, size_t n, int *df);
double strata_breslow_day(const struct strata_row *row, size_t n, int *df);

#endif
