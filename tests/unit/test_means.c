/* Against GrowthBook's tests of its statistics ($VECTORS, 5 digits), and by hand. */
#include "means.h"
#include "near.h"

/* 1 2 3 4 and 3 5 7: means 2.5 and 5, variances 5/3 and 4. */
static void
test_welch_by_hand(void **state)
{
	struct means_group a = means_group(&(struct means_sums){ 4, 10, 30 });
	struct means_group b = means_group(&(struct means_sums){ 3, 15, 83 });
	struct means_effect e = means_difference(a, b);
	double va = 5. / 12, vb = 4. / 3, v = va + vb;

	(void)state;
	assert_near(a.mean, 2.5, 1e-15);
	assert_near(a.variance, 5. / 3, 1e-14);
	assert_near(b.variance, 4, 1e-14);
	assert_near(e.estimate, -2.5, 1e-15);
	assert_near(e.se, sqrt(v), 1e-14);
	assert_near(e.df, v * v / (va * va / 3 + vb * vb / 2), 1e-14);
	assert_near(means_interval(&e, 0.05).hi, -2.5 + dist_t_find(0.025, e.df) * e.se, 1e-14);
	assert_near(means_p(&e), 2 * dist_t_above(2.5 / e.se, e.df), 1e-14);
	e = means_lift(a, b);
	assert_near(e.estimate, -0.5, 1e-14);
	assert_near(e.se, sqrt(va / 25 + vb * 0.25 / 25), 1e-14);
}

/* An interval at alpha reaches 0 where p is alpha; and it is wider than Student's. */
static void
test_sequence(void **state)
{
	struct means_effect e = { .se = 0.1, .df = 1e6, .n = 6000 };

	(void)state;
	e.estimate = (means_sequence(&e, 0.05, 5000).hi);
	assert_within(means_sequence(&e, 0.05, 5000).lo, 0, 1e-15);
	assert_near(means_sequence_p(&e, 0.05, 5000), 0.05, 1e-12);
	assert_true(means_interval(&e, 0.05).lo > 0.05);
}

/* y is 2x + 1 in both: all is explained. With nothing to explain nothing changes. */
static void
test_cuped(void **state)
{
	const struct means_pairs a = { 3, 15, 83, 6, 14, 34 };    /* x 1 2 3, y 3 5 7 */
	const struct means_pairs b = { 3, 21, 155, 9, 29, 67 };   /* x 2 3 4, y 5 7 9 */
	const struct means_pairs flat = { 3, 15, 83, 6, 12, 30 }; /* x 2 2 2 */
	struct means_cuped c = means_cuped(&a, &b);

	(void)state;
	assert_near(c.theta, 2, 1e-14);
	assert_near(c.a.mean, 6, 1e-14);
	assert_near(c.b.mean, 6, 1e-14);
	assert_within(c.a.variance, 0, 1e-13);
	assert_near(c.reduction, 1, 1e-13);
	c = means_cuped(&flat, &flat);
	assert_near(c.theta, 0, 0);
	assert_near(c.a.mean, 5, 1e-15);
	assert_near(c.reduction, 0, 0);
}

/* One side of a case: sums of a mean, or a rate. */
static struct means_group
group(const json_t *one, const char *side)
{
	const json_t *s = json_object_get(one, side);

	if (strcmp(json_string_value(json_object_get(one, "kind")), "mean"))
		return means_rate(near_number(s, "sum"), near_number(s, "n"));
	return means_group(&(struct means_sums){ near_number(s, "n"), near_number(s, "sum"),
		near_number(s, "sum_squares") });
}

/* GrowthBook's b is what is new. */
static struct means_effect
effect(const json_t *one)
{
	struct means_group a = group(one, "b"), b = group(one, "a");

	if (!strcmp(json_string_value(json_object_get(one, "diff")), "relative"))
		return means_lift(a, b);
	return means_difference(a, b);
}

static void
assert_told(const json_t *one, double estimate, double se, struct interval i)
{
	const json_t *ci = json_object_get(one, "ci");

	assert_within(estimate, near_number(one, "est"), 5.001e-6);
	assert_within(se, near_number(one, json_object_get(one, "se") ? "se" : "sd"), 5.001e-6);
	assert_within(i.lo, near_at(ci, 0), 5.001e-6);
	assert_within(i.hi, near_at(ci, 1), 5.001e-6);
}

static void
test_of_growthbook(void **state)
{
	json_t *file = near_load("ttest_sequential_growthbook.json"), *one;
	struct means_effect e;
	size_t i;

	(void)state;
	json_array_foreach(json_object_get(file, "cases"), i, one) {
		e = effect(one);
		assert_told(one, e.estimate, e.se, means_interval(&e, 0.05));
		assert_within(means_p(&e), near_number(one, "p"), 5.001e-6);
	}
	assert_int_equal(i, 3);
	json_array_foreach(json_object_get(file, "sequential"), i, one) {
		double tuned = near_number(one, "tuning");

		e = effect(one);
		assert_told(one, e.estimate, e.se, means_sequence(&e, 0.05, tuned));
		assert_within(means_sequence_p(&e, 0.05, tuned), near_number(one, "p"), 5.001e-6);
	}
	assert_int_equal(i, 2);
	json_decref(file);
}

static void
test_belief_of_growthbook(void **state)
{
	json_t *file = near_load("bayes_growthbook.json"), *one, *prior;
	size_t i;

	(void)state;
	json_array_foreach(json_object_get(file, "cases"), i, one) {
		struct means_effect e = effect(one);
		struct means_belief b;
		double half;

		prior = json_object_get(one, "prior");
		b = means_belief(&e, prior ? near_number(prior, "mean") : 0,
		    prior ? near_number(prior, "variance") : INFINITY);
		half = dist_normal_find(0.025) * b.sd;
		assert_told(one, b.mean, b.sd, (struct interval){ b.mean - half, b.mean + half });
		assert_within(b.chance, near_number(one, "ctw"), 5.001e-6);
	}
	assert_int_equal(i, 3);
	json_decref(file);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_welch_by_hand),
	cmocka_unit_test(test_sequence),
	cmocka_unit_test(test_cuped),
	cmocka_unit_test(test_of_growthbook),
	cmocka_unit_test(test_belief_of_growthbook),
};

UNIT_MAIN
