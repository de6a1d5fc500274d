#include "special.h"

#include <math.h>
#include <stdbool.h>

/* Terms of a series or fraction; far more than sums of 10^9 need. */
enum { TERMS = 1000000 };

static const double tau = 6.283185307179586476925;
static const double tiny = 1e-300, close_enough = 1e-16;

/* What Stirling's formula lacks: lgamma(n + 1) - (n + 1/2) log n + n - log(tau) / 2. */
static double
stirling_rest(double n)
{
	double below = 0, r;

	for (; n < 15; n++)
		below += (n + 0.5) * log1p(1 / n) - 1;
	r = 1 / (n * n);
	return below + (1. / 12 - r * (1. / 360 - r * (1. / 1260 - r * (1. / 1680
	    - r * (1. / 1188 - r * 691. / 360360))))) / n;
}

double
special_lgamma(double x)
{
	return stirling_rest(x) + (x - 0.5) * log(x) - x + 0.5 * log(tau);
}

/* x log(x / m) + m - x without the cancellation where they are near each other. */
static double
deviance(double x, double m)
{
	double v = (x - m) / (x + m), sum = (x - m) * v, term = 2 * x * v;

	if (x == 0)
		return m;
	if (fabs(v) >= 0.1)
		return x * log(x / m) + m - x;
	for (int j = 3; j < 100; j += 2) {
		double before = sum;

		term *= v * v;
		sum += term / j;
		if (sum == before)
			break;
	}
	return sum;
}

double
special_poisson(double a, double x)
{
	if (a == 0)
		return exp(-x);
	return exp(-stirling_rest(a) - deviance(a, x)) / sqrt(tau * a);
}

double
special_binomial(double a, double b, double x, double y)
{
	double n = a + b, log_of;

	if (a == 0)
		return exp(b * (x < 0.5 ? log1p(-x) : log(y)));
	if (b == 0)
		return exp(a * (y < 0.5 ? log1p(-y) : log(x)));
	log_of = stirling_rest(n) - stirling_rest(a) - stirling_rest(b)
	    - deviance(a, n * x) - deviance(b, n * y);
	return exp(log_of) * sqrt(n / (tau * a * b));
}

/* P(a, x) by its series. */
static double
gamma_series(double a, double x)
{
	double term = 1, sum = 1;

	for (int i = 1; i < TERMS && term > sum * close_enough; i++) {
		term *= x / (a + i);
		sum += term;
	}
	return sum * special_poisson(a, x);
}

static double
away_from_0(double x)
{
	return fabs(x) < tiny ? tiny : x;
}

/* Q(a, x) by its continued fraction. */
static double
gamma_fraction(double a, double x)
{
	double b = x + 1 - a, c = 1 / tiny, d = 1 / away_from_0(b), h = d, step = 0;

	for (int i = 1; i < TERMS && fabs(step - 1) > close_enough; i++) {
		double an = -i * (i - a);

		b += 2;
		d = 1 / away_from_0(an * d + b);
		c = away_from_0(b + an / c);
		step = c * d;
		h *= step;
	}
	return h * a * special_poisson(a, x);
}

double
special_gamma_below(double a, double x)
{
	if (x <= 0)
		return 0;
	return x < a + 1 ? gamma_series(a, x) : 1 - gamma_fraction(a, x);
}

double
special_gamma_above(double a, double x)
{
	if (x <= 0)
		return 1;
	return x < a + 1 ? 1 - gamma_series(a, x) : gamma_fraction(a, x);
}

/* The continued fraction of I_x(a, b), where x is below the mean. */
static double
beta_fraction(double a, double b, double x)
{
	double c = 1, d = 1 / away_from_0(1 - (a + b) * x / (a + 1)), h = d, step = 0;

	for (int i = 1; i < TERMS && fabs(step - 1) > close_enough; i++) {
		double even = i * (b - i) * x / ((a + 2 * i - 1) * (a + 2 * i));
		double odd = -(a + i) * (a + b + i) * x / ((a + 2 * i) * (a + 2 * i + 1));

		d = 1 / away_from_0(1 + even * d);
		c = away_from_0(1 + even / c);
		h *= d * c;
		d = 1 / away_from_0(1 + odd * d);
		c = away_from_0(1 + odd / c);
		step = d * c;
		h *= step;
	}
	return h;
}

double
special_beta(double a, double b, double x, double y)
{
	bool low = x < (a + 1) / (a + b + 2);
	double front;

	if (x <= 0 || y <= 0)
		return x <= 0 ? 0 : 1;
	front = special_binomial(a, b, x, y) / (a + b);
	return low ? front * b * beta_fraction(a, b, x) : 1 - front * a * beta_fraction(b, a, y);
}
