/* Against GrowthBook's and R's numbers ($VECTORS), and by hand. */
#include "near.h"
#include "several.h"

static void
test_by_hand(void **state)
{
	static const double p[] = { 0.04, 0.01, 0.03, 0.5 };
	double q[4];

	(void)state;
	/* Ranks 3 1 2 4: 0.04 * 4/3, 0.01 * 4, min(0.03 * 4/2, 0.04 * 4/3), 0.5 */
	several_bh(p, q, 4);
	assert_near(q[0], 0.16 / 3, 1e-14);
	assert_near(q[1], 0.04, 1e-14);
	assert_near(q[2], 0.16 / 3, 1e-14);
	assert_near(q[3], 0.5, 1e-14);
	/* 0.01 * 4, 0.03 * 3, max(0.04 * 2, 0.09), 0.5 */
	several_holm(p, q, 4);
	assert_near(q[0], 0.09, 1e-14);
	assert_near(q[1], 0.04, 1e-14);
	assert_near(q[2], 0.09, 1e-14);
	assert_near(q[3], 0.5, 1e-14);
	several_bh(p, q, 0);
	memcpy(q, p, sizeof q);
	several_holm(q, q, 4);
	assert_near(q[2], 0.09, 1e-14);
}

static void
compare(const json_t *p, const json_t *want, void (*adjust)(const double *, double *, size_t))
{
	double in[16], out[16];
	size_t n = json_array_size(p);

	assert_in_range(n, 2, 16);
	for (size_t i = 0; i < n; i++)
		in[i] = near_at(p, i);
	adjust(in, out, n);
	for (size_t i = 0; i < n; i++)
		assert_near(out[i], near_at(want, i), 1e-4);
}

static void
test_of_others(void **state)
{
	json_t *file = near_load("multiplicity_growthbook.json");
	json_t *bh = json_object_get(file, "bh"), *holm = json_object_get(file, "holm");

	(void)state;
	compare(json_object_get(bh, "p"), json_object_get(bh, "adj"), several_bh);
	compare(json_object_get(holm, "p"), json_object_get(holm, "adj"), several_holm);
	json_decref(file);
	file = near_load("chisq_proptest_R.json");
	compare(json_object_get(file, "pairwise_p_raw"), json_object_get(file, "pairwise_p_holm"),
	    several_holm);
	json_decref(file);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_by_hand),
	cmocka_unit_test(test_of_others),
};

UNIT_MAIN
