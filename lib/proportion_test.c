#include <math.h>

#include "proportion.h"

double
proportion_score(struct proportion a, struct proportion b)
{
	double n1 = (double)a.n, n2 = (double)b.n, k = (double)(a.k + b.k), n = n1 + n2;
	double variance = k * (n - k) / (n * n) * (1 / n1 + 1 / n2);

	if (variance <= 0)
		return 0;
	return ((double)a.k / n1 - (double)b.k / n2) / sqrt(variance);
}

double
proportion_least_expected(struct proportion a, struct proportion b)
{
	double n = (double)(a.n + b.n), k = (double)(a.k + b.k);

	return fmin(k, n - k) * fmin((double)a.n, (double)b.n) / n;
}

/* One column of k out of both rows: what a can hold of it. */
struct hyper {
	int64_t n1, n2, k, lo, hi;
};

/* How much likelier x + 1 in the first row is than x. */
static double
step_up(const struct hyper *h, int64_t x)
{
	return (double)(h->k - x) * (double)(h->n1 - x) /
	    ((double)(x + 1) * (double)(h->n2 - h->k + x + 1));
}

/* The likelihood of x, where that of `from` is 1. */
static double
walk(const struct hyper *h, int64_t from, int64_t x)
{
	double w = 1;

	for (; from < x && w > 0; from++)
		w *= step_up(h, from);
	for (; from > x && w > 0; from--)
		w /= step_up(h, from - 1);
	return w;
}

/* Sums likelihoods from x to one end: all of them, and those no greater than most. */
static void
sum_side(const struct hyper *h, int64_t x, double w, int way, double most, double *all,
    double *part)
{
	while (w > 0 && x >= h->lo && x <= h->hi) {
		*all += w;
		*part += w <= most ? w : 0;
		if (way > 0)
			w *= x < h->hi ? step_up(h, x) : 0;
		else
			w = x > h->lo ? w / step_up(h, x - 1) : 0;
		x += way;
	}
}

double
proportion_fisher(struct proportion a, struct proportion b)
{
	struct hyper h = { .n1 = a.n, .n2 = b.n, .k = a.k + b.k };
	double all = 0, part = 0, most;
	int64_t mode;

	h.lo = h.k > h.n2 ? h.k - h.n2 : 0;
	h.hi = h.k < h.n1 ? h.k : h.n1;
	mode = (int64_t)((double)(h.k + 1) * (double)(h.n1 + 1) / (double)(h.n1 + h.n2 + 2));
	mode = mode < h.lo ? h.lo : mode > h.hi ? h.hi : mode;
	most = walk(&h, mode, a.k) * (1 + 1e-7);
	sum_side(&h, mode, 1, 1, most, &all, &part);
	if (mode > h.lo)
		sum_side(&h, mode - 1, walk(&h, mode, mode - 1), -1, most, &all, &part);
	return part / all;
}

double
proportion_same(const struct proportion *p, size_t n, int *df)
{
	double k = 0, all = 0, sum = 0;

	for (size_t i = 0; i < n; i++) {
		k += (double)p[i].k;
		all += (double)p[i].n;
	}
	*df = n ? (int)n - 1 : 0;
	if (n < 2 || k == 0 || k == all)
		return 0;
	for (size_t i = 0; i < n; i++) {
		double off = (double)p[i].k - (double)p[i].n * k / all;

		sum += off * off / ((double)p[i].n * k * (all - k) / (all * all));
	}
	return sum;
}
