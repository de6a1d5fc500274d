#include "dist.h"

#include <math.h>

#include "special.h"

double
dist_normal_above(double z)
{
	double tail = 0.5 * special_gamma_above(0.5, 0.5 * z * z);

	return z < 0 ? 1 - tail : tail;
}

double
dist_chi2_above(double x, double df)
{
	return special_gamma_above(0.5 * df, 0.5 * x);
}

double
dist_t_above(double t, double df)
{
	double all = df + t * t, tail = 0.5 * special_beta(0.5 * df, 0.5, df / all, t * t / all);

	return t < 0 ? 1 - tail : tail;
}

double
dist_beta_below(double x, double a, double b)
{
	return special_beta(a, b, x, 1 - x);
}

/* A falling function of x; lo and hi lie on both sides of where it is `value`. */
static double
bisect(double (*f)(double x, double p, double q), double p, double q, double value, double lo,
    double hi)
{
	for (;;) {
		double mid = lo + (hi - lo) / 2;

		if (mid <= lo || mid >= hi)
			return mid;
		if (f(mid, p, q) > value)
			lo = mid;
		else
			hi = mid;
	}
}

static double
normal(double z, double p, double q)
{
	(void)p;
	(void)q;
	return dist_normal_above(z);
}

static double
student(double t, double df, double q)
{
	(void)q;
	return dist_t_above(t, df);
}

static double
beta_above(double x, double a, double b)
{
	return special_beta(b, a, 1 - x, x);
}

double
dist_normal_find(double above)
{
	return above > 0.5 ? -dist_normal_find(1 - above) : bisect(normal, 0, 0, above, 0, 40);
}

double
dist_t_find(double above, double df)
{
	double far = 1;

	if (above > 0.5)
		return -dist_t_find(1 - above, df);
	while (far < 1e300 && dist_t_above(far, df) > above)
		far *= 2;
	return bisect(student, df, 0, above, 0, far);
}

double
dist_beta_find(double below, double a, double b)
{
	return bisect(beta_above, a, b, 1 - below, 0, 1);
}
