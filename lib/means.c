#include "means.h"

#include <math.h>

struct means_group
means_group(const struct means_sums *s)
{
	double mean = s->sum / s->n;

	return (struct means_group){ s->n, mean, (s->squares - s->sum * mean) / (s->n - 1) };
}

struct means_group
means_rate(double k, double n)
{
	return (struct means_group){ n, k / n, k / n * (1 - k / n) };
}

static struct means_effect
effect(double estimate, double va, double vb, struct means_group a, struct means_group b)
{
	double v = va + vb;

	return (struct means_effect){
		.estimate = estimate,
		.se = sqrt(v),
		.df = v * v / (va * va / (a.n - 1) + vb * vb / (b.n - 1)),
		.n = a.n + b.n,
	};
}

struct means_effect
means_difference(struct means_group a, struct means_group b)
{
	return effect(a.mean - b.mean, a.variance / a.n, b.variance / b.n, a, b);
}

struct means_effect
means_lift(struct means_group a, struct means_group b)
{
	double ratio = a.mean / b.mean, mm = b.mean * b.mean;
	struct means_effect plain = means_difference(a, b);
	struct means_effect e = effect((a.mean - b.mean) / fabs(b.mean), a.variance / a.n / mm,
	    ratio * ratio * b.variance / b.n / mm, a, b);

	e.df = plain.df;
	return e;
}

struct interval
means_interval(const struct means_effect *e, double alpha)
{
	double half = dist_t_find(alpha / 2, e->df) * e->se;

	return (struct interval){ e->estimate - half, e->estimate + half };
}

double
means_p(const struct means_effect *e)
{
	return 2 * dist_t_above(fabs(e->estimate / e->se), e->df);
}

/* n rho^2 of the sequence's mixture. */
static double
mixture(const struct means_effect *e, double alpha, double tuned)
{
	double wide = -2 * log(alpha);

	return e->n * (wide + log1p(wide)) / tuned;
}

struct interval
means_sequence(const struct means_effect *e, double alpha, double tuned)
{
	double m = mixture(e, alpha, tuned);
	double half = e->se * sqrt(2 * (m + 1) / m * log(sqrt(m + 1) / alpha));

	return (struct interval){ e->estimate - half, e->estimate + half };
}

double
means_sequence_p(const struct means_effect *e, double alpha, double tuned)
{
	double m = mixture(e, alpha, tuned), z = e->estimate / e->se;

	return fmin(1, sqrt(m + 1) * exp(-z * z * m / (2 * (m + 1))));
}

struct means_belief
means_belief(const struct means_effect *e, double mean, double variance)
{
	double before = 1 / variance, seen = 1 / (e->se * e->se), all = before + seen;
	struct means_belief b = { .sd = 1 / sqrt(all) };

	b.mean = (mean * before + e->estimate * seen) / all;
	b.chance = dist_normal_above(-b.mean / b.sd);
	return b;
}

/* Sum of products around the means. */
static double
around(double ab, double a, double b, double n)
{
	return ab - a * b / n;
}

static struct means_group
adjusted(const struct means_pairs *s, double theta, double middle)
{
	double v = around(s->yy, s->y, s->y, s->n) + theta * theta * around(s->xx, s->x, s->x, s->n)
	    - 2 * theta * around(s->xy, s->x, s->y, s->n);

	return (struct means_group){
		s->n, s->y / s->n - theta * (s->x / s->n - middle), v / (s->n - 1),
	};
}

struct means_cuped
means_cuped(const struct means_pairs *a, const struct means_pairs *b)
{
	double xx = around(a->xx, a->x, a->x, a->n) + around(b->xx, b->x, b->x, b->n);
	double xy = around(a->xy, a->x, a->y, a->n) + around(b->xy, b->x, b->y, b->n);
	double middle = (a->x + b->x) / (a->n + b->n), before, after;
	struct means_cuped c = { .theta = xx > 0 ? xy / xx : 0 };

	c.a = adjusted(a, c.theta, middle);
	c.b = adjusted(b, c.theta, middle);
	before = around(a->yy, a->y, a->y, a->n) / (a->n - 1) / a->n +
	    around(b->yy, b->y, b->y, b->n) / (b->n - 1) / b->n;
	after = c.a.variance / c.a.n + c.b.variance / c.b.n;
	c.reduction = before > 0 ? 1 - after / before : 0;
	return c;
}
