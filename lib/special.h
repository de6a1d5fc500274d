/*
 * special.h - gamma and beta functions, and the densities they are made of.
 *
 * Our own, since libm's lgamma differs between systems in digits that a report
 * shows; of libm only sqrt, exp, log and log1p are used. Relative error about
 * 1e-14, also with counts of millions: densities go by Loader's deviance
 * (C. Loader, Fast and Accurate Computation of Binomial Probabilities, 2000),
 * in which nothing large cancels; tails by series and Lentz's continued
 * fractions (Press et al., Numerical Recipes, 6.2 and 6.4).
 *
 * Cost: a density 50 ns, a tail up to some microseconds.
 */
#ifndef EVKIT_SPECIAL_H
#define EVKIT_SPECIAL_H

/* log of the gamma function, x > 0. */
double special_lgamma(double x);

/* x^a e^-x / gamma(a + 1), a >= 0, x > 0: Poisson's density, for any real a. */
double special_poisson(double a, double x);

/* x^a y^b gamma(a + b + 1) / (gamma(a + 1) gamma(b + 1)), where x + y = 1. */
double special_binomial(double a, double b, double x, double y);

/* The regularized incomplete gamma functions, a > 0, x >= 0: P, and Q = 1 - P. */
double special_gamma_below(double a, double x);
double special_gamma_above(double a, double x);

/* The regularized incomplete beta function I_x(a, b), a, b > 0. y is 1 - x, given
 * besides so that no digits are lost; above x it is special_beta(b, a, y, x). */
double special_beta(double a, double b, double x, double y);

#endif
