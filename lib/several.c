#include "several.h"

#include "diag.h"

struct ranked {
	double p;
	size_t i;
};

static int
by_p(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return (x->p > y->p) - (x->p < y->p);
}

static struct ranked *
rank(const double *p, size_t n)
{
	struct ranked *r = calloc(n + 1, sizeof *r);

	if (!r)
		die_errno(DIAG_STOPPED, "memory for %zu p-values", n);
	for (size_t i = 0; i < n; i++)
		r[i] = (struct ranked){ p[i], i };
	qsort(r, n, sizeof *r, by_p);
	return r;
}

void
several_bh(const double *p, double *adjusted, size_t n)
{
	struct ranked *r = rank(p, n);
	double least = 1;

	for (size_t i = n; i > 0; i--) {
		double q = r[i - 1].p * (double)n / (double)i;

		least = q < least ? q : least;
		adjusted[r[i - 1].i] = least;
	}
	free(r);
}

void
several_holm(const double *p, double *adjusted, size_t n)
{
	struct ranked *r = rank(p, n);
	double most = 0;

	for (size_t i = 0; i < n; i++) {
		double q = r[i].p * (double)(n - i);

		q = q < 1 ? q : 1;
		most = q > most ? q : most;
		adjusted[r[i].i] = most;
	}
	free(r);
}
