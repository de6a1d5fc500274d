/*
 * Against R by way of statsmodels, Newcombe's own table, and Fagerland 2015 (files
 * in $VECTORS); and without them against fractions counted by mpmath and Python.
 */
#include "near.h"
#include "proportion.h"

#define Z 1.959963984540054

static struct proportion
pair(const json_t *object, const char *k, const char *n)
{
	return (struct proportion){ (int64_t)near_number(object, k), (int64_t)near_number(object, n) };
}

/* Some bounds were printed with 7 to 11 decimals only: then half of the last counts. */
static void
assert_bound(double got, const json_t *want, double rel)
{
	double x = json_number_value(want), by = rel * x;

	if (!json_is_number(want))
		return;
	for (double unit = 1e-11; unit < 2e-7; unit *= 10)
		if (fabs(x / unit - round(x / unit)) < 1e-4)
			by = fmax(by, unit / 2);
	assert_within(got, x, by);
}

static void
assert_interval(struct interval got, const json_t *want, double rel)
{
	assert_bound(got.lo, json_array_get(want, 0), rel);
	assert_bound(got.hi, json_array_get(want, 1), rel);
}

/* By hand: k = 0 of 10, z^2 = 3.8416: hi = 3.8416 / 13.8416. */
static void
test_one_rate(void **state)
{
	struct proportion none = { 0, 10 }, all = { 10, 10 };

	(void)state;
	assert_near(proportion_wilson(none, 1.96).lo, 0, 0);
	assert_near(proportion_wilson(none, 1.96).hi, 3.8416 / 13.8416, 1e-14);
	assert_near(proportion_wilson(all, 1.96).lo, 10 / 13.8416, 1e-14);
	assert_near(proportion_wilson(all, 1.96).hi, 1, 0);
	/* 1 - 0.025^(1/10) */
	assert_near(proportion_exact(none, 0.025).hi, 1 - pow(0.025, 0.1), 1e-12);
	assert_near(proportion_exact(none, 0.025).lo, 0, 0);
	assert_near(proportion_exact(all, 0.025).lo, pow(0.025, 0.1), 1e-12);
	assert_near(proportion_exact(all, 0.025).hi, 1, 0);
	assert_near(proportion_jeffreys(none, 0.025).lo, 0, 0);
	/* Brown, Cai, DasGupta 2001, table 5: n = 7, x = 2: 0.065 to 0.648. */
	assert_within(proportion_jeffreys((struct proportion){ 2, 7 }, 0.025).lo, 0.065, 5e-4);
	assert_within(proportion_jeffreys((struct proportion){ 2, 7 }, 0.025).hi, 0.648, 5e-4);
}

static void
test_one_rate_of_R(void **state)
{
	json_t *file = near_load("binom_ci_R.json"), *one, *ci;
	size_t i, checked = 0;

	(void)state;
	json_array_foreach(json_object_get(file, "cases"), i, one) {
		struct proportion p = pair(one, "count", "n");

		ci = json_object_get(one, "ci95");
		assert_interval(proportion_wilson(p, Z), json_object_get(ci, "wilson"), 1e-9);
		assert_interval(proportion_exact(p, 0.025), json_object_get(ci, "exact"), 1e-9);
		checked++;
	}
	assert_true(checked >= 5);
	json_decref(file);
}

/* 85 of 573 and 126 of 554, by another program. */
static void
test_two_rates(void **state)
{
	struct proportion a = { 126, 554 }, b = { 85, 573 }, none = { 0, 20 };
	struct interval i = proportion_newcombe(a, b, Z);

	(void)state;
	assert_within(i.lo, 0.0335, 5e-5);
	assert_within(i.hi, 0.1245, 5e-5);
	i = proportion_koopman(a, b, Z);
	assert_within(i.lo, 1.197, 5e-4);
	assert_within(i.hi, 1.967, 5e-4);
	i = proportion_katz(a, b, Z);
	assert_within(i.lo, 1.195, 5e-4);
	assert_within(i.hi, 1.967, 5e-4);
	assert_within(2 * dist_normal_above(proportion_score(a, b)), 0.00067, 5e-6);
	assert_true(isinf(proportion_koopman(a, none, Z).hi));
	assert_near(proportion_koopman(none, a, Z).lo, 0, 0);
	assert_true(proportion_koopman(none, a, Z).hi < 1.1);
	assert_true(isinf(proportion_koopman(none, none, Z).hi));
	assert_true(isinf(proportion_katz(a, none, Z).hi));
	assert_near(proportion_score(none, none), 0, 0);
}

/* The score interval and the score test say the same of equality. */
static void
test_koopman_agrees_with_the_test(void **state)
{
	(void)state;
	for (int64_t k = 0; k <= 30; k++) {
		struct proportion a = { k, 30 }, b = { 9, 41 };
		struct interval i = proportion_koopman(a, b, Z);
		bool apart = i.lo > 1 || i.hi < 1;

		assert_int_equal(apart, fabs(proportion_score(a, b)) > Z);
	}
}

static void
test_two_rates_of_others(void **state)
{
	json_t *file = near_load("two_proportions_ci.json"), *one;
	size_t i, checked = 0;

	(void)state;
	json_array_foreach(json_object_get(file, "cases"), i, one) {
		struct proportion a = pair(one, "k1", "n1"), b = pair(one, "k2", "n2");
		const char *method = json_string_value(json_object_get(one, "method"));
		json_t *ci = json_object_get(one, "ci"), *tolerance = json_object_get(one, "atol");
		struct interval got;

		if (!strcmp(method, "newcombe"))
			got = proportion_newcombe(a, b, Z);
		else if (!strcmp(method, "koopman"))
			got = proportion_koopman(a, b, Z);
		else if (!strcmp(method, "katz-log"))
			got = proportion_katz(a, b, Z);
		else
			continue;
		if (tolerance) {
			assert_within(got.lo, near_at(ci, 0), json_number_value(tolerance));
			assert_within(got.hi, near_at(ci, 1), json_number_value(tolerance));
		} else {
			assert_interval(got, ci, near_number(one, "rtol"));
		}
		checked++;
	}
	assert_int_equal(checked, 4);
	json_decref(file);
}

static void
test_newcombe_of_newcombe(void **state)
{
	json_t *file = near_load("newcombe1998_table2.json"), *one;
	size_t i;

	(void)state;
	json_array_foreach(json_object_get(file, "cases"), i, one) {
		struct interval got = proportion_newcombe(pair(one, "k1", "n1"), pair(one, "k2", "n2"), Z);
		json_t *ci = json_object_get(one, "ci");

		assert_within(got.lo, near_at(ci, 0), near_number(one, "atol"));
		assert_within(got.hi, near_at(ci, 1), near_number(one, "atol"));
	}
	assert_int_equal(i, 8);
	json_decref(file);
}

/* Sums of exact fractions. */
static void
test_fisher(void **state)
{
	static const struct {
		struct proportion a, b;
		double p;
	} of[] = {
		{ { 3, 20 }, { 0, 20 }, 0.23076923076923077 },
		{ { 1, 10 }, { 9, 12 }, 0.003691355084543939 },
		{ { 85, 573 }, { 126, 554 }, 0.0007587178209470256 },
		{ { 0, 5 }, { 0, 7 }, 1.0 },
		{ { 5, 5 }, { 7, 7 }, 1.0 },
		{ { 7, 34 }, { 1, 34 }, 0.054400130495065655 },
		{ { 40, 1000 }, { 20, 900 }, 0.03475569542346234 },
		{ { 2, 2 }, { 0, 3 }, 0.1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		assert_near(proportion_fisher(of[i].a, of[i].b), of[i].p, 1e-12);
		assert_near(proportion_fisher(of[i].b, of[i].a), of[i].p, 1e-12);
	}
	assert_near(proportion_least_expected(of[0].a, of[0].b), 1.5, 1e-15);
	/* Nothing overflows or gets lost with many. */
	assert_true(proportion_fisher((struct proportion){ 500000, 1000000 },
	    (struct proportion){ 1000, 1000000 }) < 1e-300);
}

static void
test_same(void **state)
{
	json_t *file = near_load("chisq_proptest_R.json"), *raw = json_object_get(file, "pairwise_p_raw");
	json_t *z = json_object_get(file, "ztest2"), *pairs = json_object_get(file, "pairwise_pairs"), *ab;
	json_t *score = json_object_get(file, "one_sample_score_ci_R_prop_test");
	json_t *exact = json_object_get(file, "clopper_pearson_R_binom_test");
	struct proportion p[4];
	size_t i;
	int df;

	(void)state;
	for (i = 0; i < 4; i++)
		p[i] = (struct proportion){ (int64_t)near_at(json_object_get(file, "k"), i),
			(int64_t)near_at(json_object_get(file, "n"), i) };
	assert_near(proportion_same(p, 4, &df), near_number(file, "statistic"), 1e-9);
	assert_int_equal(df, 3);
	json_array_foreach(pairs, i, ab) {
		double s = proportion_score(p[(int)near_at(ab, 0)], p[(int)near_at(ab, 1)]);

		assert_near(2 * dist_normal_above(fabs(s)), near_at(raw, i), 1e-9);
	}
	assert_near(proportion_score(pair(z, "k1", "n1"), pair(z, "k2", "n2")), near_number(z, "z"),
	    1e-9);
	assert_interval(proportion_wilson(pair(score, "k", "n"), Z), json_object_get(score, "ci95"),
	    1e-9);
	assert_interval(proportion_exact(pair(exact, "k", "n"), 0.025), json_object_get(exact, "ci95"),
	    1e-9);
	json_decref(file);
}

/* Pearson, by hand. */
static void
test_same_by_hand(void **state)
{
	static const struct proportion p[] = { { 10, 20 }, { 20, 20 }, { 0, 20 } };
	int df;

	(void)state;
	/* Expected 10 and 10 in each: (0 + 100 + 100) / 10, twice. */
	assert_near(proportion_same(p, 3, &df), 40, 1e-14);
	assert_int_equal(df, 2);
	assert_near(proportion_same(p, 1, &df), 0, 0);
	assert_int_equal(df, 0);
}

/* Integrals by mpmath. */
static void
test_chance(void **state)
{
	static const struct {
		struct proportion a, b;
		double chance;
	} of[] = {
		{ { 1, 2 }, { 0, 2 }, 0.86025309739498 },
		{ { 0, 5 }, { 0, 5 }, 0.5 },
		{ { 12, 40 }, { 5, 38 }, 0.96535598228457 },
		{ { 126, 554 }, { 85, 573 }, 0.99967480936895 },
		{ { 0, 30 }, { 1, 25 }, 0.15137646856085 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		assert_near(proportion_chance(of[i].a, of[i].b), of[i].chance, 1e-11);
		assert_near(proportion_chance(of[i].b, of[i].a), 1 - of[i].chance, 1e-9);
	}
	/* Of a rate that is known as well as exactly: 1 - I_0.1(k + 1/2, n - k + 1/2). */
	assert_within(proportion_chance((struct proportion){ 2, 20 },
	    (struct proportion){ 100000000, 1000000000 }), 0.5418683984, 1e-6);
	assert_within(proportion_chance((struct proportion){ 10, 100 },
	    (struct proportion){ 100000000, 1000000000 }), 0.5179498200, 1e-6);
	assert_within(proportion_chance((struct proportion){ 100000000, 1000000000 },
	    (struct proportion){ 10, 100 }), 1 - 0.5179498200, 1e-6);
}

/* p = 0.1, n = 1000: 2.8016 * sqrt(0.18 / 1000) / 0.1 */
static void
test_mde(void **state)
{
	(void)state;
	assert_near(proportion_mde(0.1, 1000),
	    (1.9599639845400542 + 0.8416212335729142) * sqrt(0.00018) / 0.1, 1e-12);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_one_rate),
	cmocka_unit_test(test_one_rate_of_R),
	cmocka_unit_test(test_two_rates),
	cmocka_unit_test(test_koopman_agrees_with_the_test),
	cmocka_unit_test(test_two_rates_of_others),
	cmocka_unit_test(test_newcombe_of_newcombe),
	cmocka_unit_test(test_fisher),
	cmocka_unit_test(test_same),
	cmocka_unit_test(test_same_by_hand),
	cmocka_unit_test(test_chance),
	cmocka_unit_test(test_mde),
};

UNIT_MAIN
