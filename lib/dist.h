/*
 * dist.h - the distributions that statistics are compared with.
 *
 * "above" is the chance of a value greater than the given one: the upper tail,
 * with all its digits also where it is 1e-200. Quantiles are found by bisection
 * of these, down to neighbouring doubles: no table, no approximation of its own.
 * All are made of special.h, so the digits are the same everywhere.
 */
#ifndef EVKIT_DIST_H
#define EVKIT_DIST_H

/* What lies between two bounds with the stated confidence. */
struct interval {
	double lo, hi;
};

double dist_normal_above(double z);
double dist_chi2_above(double x, double df);
double dist_t_above(double t, double df);
double dist_beta_below(double x, double a, double b);

/* The value with that much above it, 0 < above < 1: 1.959964 for 0.025. */
double dist_normal_find(double above);
double dist_t_find(double above, double df);

/* The value with that much below it. */
double dist_beta_find(double below, double a, double b);

#endif
