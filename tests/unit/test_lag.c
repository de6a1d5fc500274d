/* Local times that were taken for UTC: what is a cluster, and what is chance. */
#include "unit.h"

#include "lag.h"
#include "tstamp.h"

/* n events, received `seconds` and up to `spread` more after they happened. */
static void
see(struct lag *l, int n, int seconds, int spread)
{
	for (int i = 0; i < n; i++)
		lag_see(l, 0, (seconds + (spread ? i * 7919 % spread : 0)) * TSTAMP_SECOND);
}

static int
cluster(const struct lag *l)
{
	uint64_t n;

	return lag_cluster(l, &n);
}

static void
zones(void **state)
{
	(void)state;
	for (int step = -56; step <= 56; step++) {
		struct lag l = { 0 };

		see(&l, 100, step * 900, 50);
		assert_int_equal(cluster(&l), step * 900);
	}
}

static void
half_a_year_each(void **state)
{
	struct lag l = { 0 };

	(void)state;
	see(&l, 60, 7 * 3600, 40);
	see(&l, 50, 8 * 3600, 40);
	see(&l, 40, 7 * 3600, 80000);
	assert_int_equal(cluster(&l), 7 * 3600);
}

static void
chance(void **state)
{
	struct lag live = { 0 }, late = { 0 }, few = { 0 }, far = { 0 }, both = { 0 };

	(void)state;
	see(&live, 100, 1, 50);
	assert_int_equal(cluster(&live), 0);
	see(&late, 1000, 0, 50000);
	assert_int_equal(cluster(&late), 0);
	see(&few, 2, 3600, 0);
	assert_int_equal(cluster(&few), 0);
	see(&far, 100, 30 * 3600, 0);
	lag_see(&far, INT64_MIN, INT64_MAX);
	assert_int_equal(cluster(&far), 0);
	see(&both, 50, 0, 0);
	see(&both, 50, 3600, 0);
	assert_int_equal(cluster(&both), 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(zones),
	cmocka_unit_test(half_a_year_each),
	cmocka_unit_test(chance),
};

UNIT_MAIN
