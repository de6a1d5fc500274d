#include "proportion.h"

#include <math.h>

#include "special.h"

static double
rate_of(struct proportion p)
{
	return (double)p.k / (double)p.n;
}

struct interval
proportion_wilson(struct proportion p, double z)
{
	double n = (double)p.n, k = (double)p.k, q = n - k, zz = z * z;
	double half = z * sqrt(k * q / n + zz / 4), all = n + zz;
	struct interval i = { (k + zz / 2 - half) / all, (k + zz / 2 + half) / all };

	/* What remains of rounding at the ends would be a rate below 0. */
	if (!p.k)
		i.lo = 0;
	if (p.k == p.n)
		i.hi = 1;
	return i;
}

struct interval
proportion_exact(struct proportion p, double tail)
{
	double k = (double)p.k, n = (double)p.n;

	return (struct interval){
		p.k ? dist_beta_find(tail, k, n - k + 1) : 0,
		p.k < p.n ? 1 - dist_beta_find(tail, n - k, k + 1) : 1,
	};
}

struct interval
proportion_jeffreys(struct proportion p, double tail)
{
	double a = (double)p.k + 0.5, b = (double)(p.n - p.k) + 0.5;

	return (struct interval){
		p.k ? dist_beta_find(tail, a, b) : 0,
		p.k < p.n ? 1 - dist_beta_find(tail, b, a) : 1,
	};
}

struct interval
proportion_newcombe(struct proportion a, struct proportion b, double z)
{
	struct interval x = proportion_wilson(a, z), y = proportion_wilson(b, z);
	double p = rate_of(a), q = rate_of(b);

	return (struct interval){
		p - q - hypot(p - x.lo, y.hi - q),
		p - q + hypot(x.hi - p, q - y.lo),
	};
}

struct interval
proportion_katz(struct proportion a, struct proportion b, double z)
{
	double ratio = rate_of(a) / rate_of(b), times;

	if (!a.k || !b.k)
		return (struct interval){ 0, INFINITY };
	times = exp(z * sqrt(1 / (double)a.k - 1 / (double)a.n + 1 / (double)b.k - 1 / (double)b.n));
	return (struct interval){ ratio / times, ratio * times };
}

/* (k - np)^2 / (np(1 - p)) of the rate that a fit allows. */
static double
misfit(struct proportion p, double rate)
{
	double n = (double)p.n, off = (double)p.k - n * rate, v = n * rate * (1 - rate);

	return off == 0 ? 0 : off * off / v;
}

/* Koopman's chi-square: how badly the counts fit a ratio. */
static double
ratio_misfit(struct proportion a, struct proportion b, double ratio)
{
	double n1 = (double)a.n, n2 = (double)b.n, k1 = (double)a.k, k2 = (double)b.k;
	double first = (n1 + n2) * ratio, second = (n1 + k2) * ratio + k1 + n2, all = k1 + k2;
	double root = sqrt(fmax(second * second - 4 * first * all, 0));
	double rate = 2 * all / (second + root);

	return misfit(a, fmin(ratio * rate, 1)) + misfit(b, fmin(rate, 1));
}

/* The ratio between a good one and a bad one, both as logarithms, that just fits. */
static double
ratio_bound(struct proportion a, struct proportion b, double z, double good, double bad)
{
	for (int i = 0; i < 200; i++) {
		double mid = (good + bad) / 2;

		if (ratio_misfit(a, b, exp(mid)) < z * z)
			good = mid;
		else
			bad = mid;
	}
	return exp(good);
}

struct interval
proportion_koopman(struct proportion a, struct proportion b, double z)
{
	const double far = 60;     /* e^60: more than any two counts can show */
	double best = a.k && b.k ? log(rate_of(a) / rate_of(b)) : a.k ? far : -far;

	if (!a.k && !b.k)
		return (struct interval){ 0, INFINITY };
	return (struct interval){
		a.k ? ratio_bound(a, b, z, best, -far) : 0,
		b.k ? ratio_bound(a, b, z, best, far) : INFINITY,
	};
}

double
proportion_mde(double p, int64_t n)
{
	double z = dist_normal_find(0.025) + dist_normal_find(0.2);

	return z * sqrt(2 * p * (1 - p) / (double)n) / p;
}

/*
 * With x = sin^2 t the density of a and the chance of b have no singular ends, and
 * Gauss and Legendre's rule of five points, on short pieces, is exact to 1e-13.
 */
double
proportion_chance(struct proportion a, struct proportion b)
{
	enum { PIECES = 100, POINTS = 5 };
	static const double at[POINTS] = { -0.9061798459386640, -0.5384693101056831, 0,
		0.5384693101056831, 0.9061798459386640 };
	static const double weight[POINTS] = { 0.2369268850561891, 0.4786286704993665,
		0.5688888888888889, 0.4786286704993665, 0.2369268850561891 };
	bool turned = b.n > a.n;
	/* Over the narrower of the two: beside it the other's tail has no step. */
	struct proportion over = turned ? b : a, other = turned ? a : b;
	double n = (double)over.n, k = (double)over.k, won = 0, all = 0;
	double others = (double)other.k + 0.5, rest = (double)(other.n - other.k) + 0.5;
	double middle = asin(sqrt((k + 0.5) / (n + 1))), width = 6 / sqrt(n + 1);
	double lo = fmax(middle - width, 0), half = (fmin(middle + width, asin(1)) - lo) / (2 * PIECES);

	for (int i = 0; i < PIECES * POINTS; i++) {
		double t = lo + half * (2 * (i / POINTS) + 1 + at[i % POINTS]);
		double x = sin(t) * sin(t), y = cos(t) * cos(t);
		double w = special_binomial(k, n - k, x, y) * weight[i % POINTS];

		all += w;
		won += w * (turned ? special_beta(rest, others, y, x) : special_beta(others, rest, x, y));
	}
	return won / all;
}
