/* Against R's mantelhaen.test and DescTools ($VECTORS), and by hand. */
#include "near.h"
#include "strata.h"

#define Z 1.959963984540054

/* Shares 0.25 and 0.75: differences 0.2 and 0.1. */
static void
test_difference(void **state)
{
	static const struct strata_row rows[] = {
		{ { 15, 50 }, { 5, 50 } },
		{ { 30, 150 }, { 15, 150 } },
		{ { 3, 3 }, { 0, 0 } },       /* nothing to compare with */
	};
	struct strata_effect e = strata_difference(rows, 3, Z);
	double v = 0.0625 * (0.3 * 0.7 + 0.1 * 0.9) / 50 + 0.5625 * (0.2 * 0.8 + 0.1 * 0.9) / 150;

	(void)state;
	assert_near(e.estimate, 0.125, 1e-14);
	assert_near(e.se, sqrt(v), 1e-14);
	assert_near(e.ci.hi, 0.125 + Z * sqrt(v), 1e-14);
	assert_near(e.p, erfc(0.125 / sqrt(2 * v)), 1e-11);
	assert_true(isnan(strata_difference(rows + 2, 1, Z).estimate));
	assert_true(isnan(strata_difference(rows, 0, Z).estimate));
}

/* Of one table it is Katz's interval of the ratio; of two, weighted by hand. */
static void
test_lift(void **state)
{
	static const struct strata_row rows[] = {
		{ { 15, 50 }, { 5, 50 } },
		{ { 30, 150 }, { 15, 150 } },
		{ { 3, 3 }, { 0, 0 } },
	};
	struct strata_effect e = strata_lift(rows, 1, Z);
	double se = sqrt(1. / 15 - 1. / 50 + 1. / 5 - 1. / 50);

	(void)state;
	assert_near(e.estimate, 2, 1e-14);
	assert_near(e.se, se, 1e-14);
	assert_near(e.ci.lo, 3 * exp(-Z * se) - 1, 1e-13);
	assert_near(strata_lift(rows, 3, Z).estimate, 1.25, 1e-14);
	assert_true(isnan(strata_lift(rows + 2, 1, Z).estimate));
}

/* One table: the odds ratio is its own, the variance of its logarithm is Woolf's. */
static void
test_one_table(void **state)
{
	static const struct strata_row row = { { 20, 50 }, { 10, 60 } };
	struct strata_effect e = strata_odds(&row, 1, Z);
	int df;

	(void)state;
	assert_near(e.estimate, (20. * 50) / (30 * 10), 1e-14);
	assert_near(e.se, sqrt(1. / 20 + 1. / 30 + 1. / 10 + 1. / 50), 1e-14);
	/* (20 - 50 * 30 / 110)^2 / (50 * 60 * 30 * 80 / (110^2 * 109)) */
	assert_near(strata_cmh(&row, 1, false), pow(20 - 1500. / 110, 2) / (7.2e6 / (12100 * 109)), 1e-13);
	assert_near(strata_tarone(&row, 1, &df), 0, 0);
	assert_int_equal(df, 0);
}

/* The same odds ratio everywhere is no heterogeneity. */
static void
test_homogeneous(void **state)
{
	static const struct strata_row rows[] = {
		{ { 20, 50 }, { 10, 60 } }, { { 40, 100 }, { 20, 120 } }, { { 0, 9 }, { 0, 9 } },
	};
	int df;

	(void)state;
	assert_within(strata_breslow_day(rows, 3, &df), 0, 1e-12);
	assert_int_equal(df, 1);
}

static size_t
read_tables(const json_t *tables, struct strata_row *rows)
{
	json_t *t;
	size_t i;

	json_array_foreach(tables, i, t) {
		const json_t *x = json_array_get(t, 0), *y = json_array_get(t, 1);

		rows[i] = (struct strata_row){
			{ (int64_t)near_at(x, 0), (int64_t)(near_at(x, 0) + near_at(x, 1)) },
			{ (int64_t)near_at(y, 0), (int64_t)(near_at(y, 0) + near_at(y, 1)) },
		};
	}
	return i;
}

static void
test_of_R(void **state)
{
	json_t *file = near_load("stratified_mh_R.json"), *one, *ci;
	double rel = near_number(file, "rtol"), sum;
	struct strata_row rows[8];
	size_t i, n;
	int df;

	(void)state;
	json_array_foreach(json_object_get(file, "cases"), i, one) {
		struct strata_effect e;

		n = read_tables(json_object_get(one, "tables"), rows);
		e = strata_odds(rows, n, Z);
		ci = json_object_get(one, "or_ci");
		assert_near(e.estimate, near_number(one, "or"), rel);
		assert_near(e.ci.lo, near_at(ci, 0), rel);
		assert_near(e.ci.hi, near_at(ci, 1), rel);
		sum = strata_cmh(rows, n, true);
		assert_near(sum, near_number(one, "mh_stat"), rel);
		assert_near(dist_chi2_above(sum, 1), near_number(one, "mh_p"), rel);
		if (!json_object_get(one, "bd"))
			continue;
		assert_near(strata_breslow_day(rows, n, &df), near_number(one, "bd"), rel);
		sum = strata_tarone(rows, n, &df);
		assert_near(sum, near_number(one, "bd_tarone"), rel);
		assert_near(dist_chi2_above(sum, df), near_number(one, "bd_tarone_p"), rel);
	}
	assert_int_equal(i, 3);
	json_decref(file);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_difference),
		cmocka_unit_test(test_lift),
	cmocka_unit_test(test_one_table),
	cmocka_unit_test(test_homogeneous),
	cmocka_unit_test(test_of_R),
};

UNIT_MAIN
