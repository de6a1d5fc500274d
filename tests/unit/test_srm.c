/* Against GrowthBook's tests ($VECTORS), and chi-squares by hand. */
#include "near.h"
#include "srm.h"

static void
test_by_hand(void **state)
{
	static const double half[] = { 1, 1 }, quarter[] = { 3, 1 }, one[] = { 1, 0 };

	(void)state;
	/* (10^2 + 10^2) / 50 = 4, and of 1 degree 2 * above(2). */
	assert_near(srm_p((uint64_t[]){ 60, 40 }, half, 2), 0.04550026389635841, 1e-12);
	/* 75 expected and 25: (15^2 / 75 + 15^2 / 25) = 12. */
	assert_near(srm_p((uint64_t[]){ 60, 40 }, quarter, 2), 0.0005320055051392493, 1e-12);
	assert_near(srm_p((uint64_t[]){ 60, 40 }, one, 2), 1, 0);
	assert_near(srm_p((uint64_t[]){ 0, 0 }, half, 2), 1, 0);
}

static void
test_of_others(void **state)
{
	json_t *file = near_load("srm_growthbook.json"), *one;
	size_t i;

	(void)state;
	json_array_foreach(json_object_get(file, "cases"), i, one) {
		json_t *users = json_object_get(one, "users"), *weights = json_object_get(one, "weights");
		size_t n = json_array_size(users);
		uint64_t u[8];
		double w[8];

		for (size_t k = 0; k < n; k++) {
			u[k] = (uint64_t)near_at(users, k);
			w[k] = near_at(weights, k);
		}
		assert_within(srm_p(u, w, n), near_number(one, "p"), 5e-10);
	}
	assert_int_equal(i, 10);
	json_decref(file);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_by_hand),
	cmocka_unit_test(test_of_others),
};

UNIT_MAIN
