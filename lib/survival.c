#include "survival.h"

#include <math.h>

static int
by_time(const void *a, const void *b)
{
	const struct survival_user *x = a, *y = b;

	return (x->time > y->time) - (x->time < y->time);
}

static struct interval
around(double share, double sum, double z)
{
	double half;

	if (share >= 1)
		return (struct interval){ 1, 1 };
	/* Nobody is left: Greenwood's sum is infinite, and nothing can be said. */
	if (share <= 0)
		return (struct interval){ 0, 1 };
	half = z * sqrt(sum) / -log(share);
	return (struct interval){ pow(share, exp(half)), pow(share, exp(-half)) };
}

size_t
survival_curve(struct survival_user *users, size_t n, double z, struct survival_point *to)
{
	double share = 1, sum = 0;
	size_t points = 0;

	if (n)
		qsort(users, n, sizeof *users, by_time);
	for (size_t i = 0, next; i < n; i = next) {
		uint64_t left = n - i, converted = 0;

		for (next = i; next < n && users[next].time == users[i].time; next++)
			converted += users[next].converted;
		if (!converted)
			continue;
		share *= (double)(left - converted) / (double)left;
		sum += (double)converted / ((double)left * (double)(left - converted));
		to[points++] = (struct survival_point){
			users[i].time, left, converted, share, around(share, sum, z),
		};
	}
	return points;
}
