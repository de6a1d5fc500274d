#include "srm.h"

#include "dist.h"

double
srm_p(const uint64_t *users, const double *weights, size_t n)
{
	double all = 0, weight = 0, sum = 0;
	int groups = 0;

	for (size_t i = 0; i < n; i++) {
		all += weights[i] > 0 ? (double)users[i] : 0;
		weight += weights[i];
		groups += weights[i] > 0;
	}
	if (groups < 2 || all <= 0)
		return 1;
	for (size_t i = 0; i < n; i++) {
		double expected = all * weights[i] / weight, off = (double)users[i] - expected;

		sum += weights[i] > 0 ? off * off / expected : 0;
	}
	return dist_chi2_above(sum, groups - 1);
}
