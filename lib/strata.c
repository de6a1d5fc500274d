#include "strata.h"

#include <math.h>

/* A row as doubles: converted and not, of a and of b. */
struct fourfold {
	double a, b, c, d, n;
};

/* false: the row says nothing. */
static bool
fourfold(const struct strata_row *r, struct fourfold *t)
{
	*t = (struct fourfold){
		(double)r->a.k, (double)(r->a.n - r->a.k), (double)r->b.k, (double)(r->b.n - r->b.k), 0,
	};
	t->n = t->a + t->b + t->c + t->d;
	return r->a.n > 0 && r->b.n > 0;
}

static struct strata_effect
effect(double estimate, double se, double z)
{
	return (struct strata_effect){
		.estimate = estimate,
		.se = se,
		.ci = { estimate - z * se, estimate + z * se },
		.p = 2 * dist_normal_above(fabs(estimate / se)),
	};
}

/* Of the strata that tell something. */
static double
users_of(const struct strata_row *row, size_t n)
{
	struct fourfold t;
	double all = 0;

	for (size_t i = 0; i < n; i++)
		all += fourfold(&row[i], &t) ? t.n : 0;
	return all;
}

struct strata_effect
strata_difference(const struct strata_row *row, size_t n, double z)
{
	double all = users_of(row, n), sum = 0, variance = 0;
	struct fourfold t;

	for (size_t i = 0; i < n; i++) {
		double n1, n2, share;

		if (!fourfold(&row[i], &t))
			continue;
		n1 = t.a + t.b;
		n2 = t.c + t.d;
		share = t.n / all;
		sum += share * (t.a / n1 - t.c / n2);
		variance += share * share * (t.a * t.b / (n1 * n1 * n1) + t.c * t.d / (n2 * n2 * n2));
	}
	return effect(all > 0 ? sum : NAN, sqrt(variance), z);
}

struct strata_effect
strata_lift(const struct strata_row *row, size_t n, double z)
{
	double all = users_of(row, n), a = 0, b = 0, va = 0, vb = 0;
	struct strata_effect e;
	struct fourfold t;

	for (size_t i = 0; i < n; i++) {
		double n1, n2, share;

		if (!fourfold(&row[i], &t))
			continue;
		n1 = t.a + t.b;
		n2 = t.c + t.d;
		share = t.n / all;
		a += share * t.a / n1;
		b += share * t.c / n2;
		va += share * share * t.a * t.b / (n1 * n1 * n1);
		vb += share * share * t.c * t.d / (n2 * n2 * n2);
	}
	if (!(a > 0) || !(b > 0))
		return (struct strata_effect){ NAN, NAN, { NAN, NAN }, NAN };
	e = effect(log(a / b), sqrt(va / (a * a) + vb / (b * b)), z);
	e.estimate = a / b - 1;
	e.ci = (struct interval){ exp(e.ci.lo) - 1, exp(e.ci.hi) - 1 };
	return e;
}

static double
odds_ratio(const struct strata_row *row, size_t n)
{
	double r = 0, s = 0;
	struct fourfold t;

	for (size_t i = 0; i < n; i++)
		if (fourfold(&row[i], &t)) {
			r += t.a * t.d / t.n;
			s += t.b * t.c / t.n;
		}
	return r / s;
}

struct strata_effect
strata_odds(const struct strata_row *row, size_t n, double z)
{
	double r = 0, s = 0, pr = 0, mixed = 0, qs = 0;
	struct strata_effect e;
	struct fourfold t;

	for (size_t i = 0; i < n; i++) {
		double ri, si, p, q;

		if (!fourfold(&row[i], &t))
			continue;
		ri = t.a * t.d / t.n;
		si = t.b * t.c / t.n;
		p = (t.a + t.d) / t.n;
		q = (t.b + t.c) / t.n;
		r += ri;
		s += si;
		pr += p * ri;
		mixed += p * si + q * ri;
		qs += q * si;
	}
	e = effect(log(r / s), sqrt(pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s)), z);
	e.estimate = r / s;
	e.ci = (struct interval){ exp(e.ci.lo), exp(e.ci.hi) };
	return e;
}

double
strata_cmh(const struct strata_row *row, size_t n, bool corrected)
{
	double off = 0, variance = 0;
	struct fourfold t;

	for (size_t i = 0; i < n; i++) {
		double n1, m1;

		if (!fourfold(&row[i], &t) || t.n < 2)
			continue;
		n1 = t.a + t.b;
		m1 = t.a + t.c;
		off += t.a - n1 * m1 / t.n;
		variance += n1 * (t.n - n1) * m1 * (t.n - m1) / (t.n * t.n * (t.n - 1));
	}
	off = fabs(off);
	off -= corrected ? fmin(off, 0.5) : 0;
	return variance > 0 ? off * off / variance : 0;
}

/* What a would be, given the sums of a row and the odds ratio. */
static double
expected(const struct fourfold *t, double odds)
{
	double n1 = t->a + t->b, n2 = t->c + t->d, m1 = t->a + t->c;
	double first = 1 - odds, second = n2 - m1 + odds * (n1 + m1), third = -odds * n1 * m1;
	double root = sqrt(second * second - 4 * first * third);

	return -2 * third / (second + root);
}

/* Breslow and Day's sum; *rest is what Tarone takes off. */
static double
heterogeneity(const struct strata_row *row, size_t n, int *df, double *rest)
{
	double odds = odds_ratio(row, n), sum = 0, off = 0, variance = 0;
	struct fourfold t;
	int rows = 0;

	for (size_t i = 0; i < n; i++) {
		double e, v;

		if (!fourfold(&row[i], &t) || t.a + t.c == 0 || t.b + t.d == 0)
			continue;
		e = expected(&t, odds);
		v = 1 / (1 / e + 1 / (t.a + t.b - e) + 1 / (t.a + t.c - e) + 1 / (t.d - t.a + e));
		sum += (t.a - e) * (t.a - e) / v;
		off += t.a - e;
		variance += v;
		rows++;
	}
	*df = rows > 1 ? rows - 1 : 0;
	*rest = variance > 0 ? off * off / variance : 0;
	return rows > 1 ? sum : 0;
}

double
strata_breslow_day(const struct strata_row *row, size_t n, int *df)
{
	double rest;

	return heterogeneity(row, n, df, &rest);
}

double
strata_tarone(const struct strata_row *row, size_t n, int *df)
{
	double rest, sum = heterogeneity(row, n, df, &rest);

	return *df ? sum - rest : 0;
}
