/* Against mpmath 1.4 with 40 digits. */
#include "dist.h"
#include "near.h"

static void
test_normal(void **state)
{
	static const double of[][2] = {
		{ -8, 0.99999999999999938 },
		{ -1, 0.84134474606854295 },
		{ 0, 0.5 },
		{ 1, 0.15865525393145705 },
		{ 5, 2.8665157187919391e-7 },
		{ 20, 2.7536241186062337e-89 },
		{ 37, 5.7255712225245768e-300 },
	};
	static const double find[][2] = {
		{ 0.025, 1.9599639845400542 },
		{ 0.2, 0.84162123357291421 },
		{ 0.9, -1.2815515655446005 },
		{ 1e-6, 4.7534243088228989 },
		{ 0.0005, 3.2905267314918948 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		assert_near(dist_normal_above(of[i][0]), of[i][1], 1e-12);
	for (size_t i = 0; i < sizeof find / sizeof *find; i++)
		assert_near(dist_normal_find(find[i][0]), find[i][1], 1e-13);
	assert_within(dist_normal_find(0.5), 0, 1e-15);
}

static void
test_chi2(void **state)
{
	static const double of[][3] = {
		{ 3.841, 1, 0.050013683763956705 },
		{ 11.11938768628861, 3, 0.011097511366581334 },
		{ 0.5, 10, 0.99999338828943897 },
		{ 900, 5, 2.6614147330185111e-192 },
		{ 1e4, 10000, 0.49811936596618264 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		assert_near(dist_chi2_above(of[i][0], of[i][1]), of[i][2], 1e-11);
}

static void
test_t(void **state)
{
	static const double of[][3] = {
		{ 2, 5, 0.050969739414929178 },
		{ 1.96, 1000, 0.025136592477874357 },
		{ 0.1, 3, 0.46332617440040291 },
		{ 12, 7.5, 1.8304032278097398e-6 },
		{ 40, 2, 0.00031220733609237032 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		assert_near(dist_t_above(of[i][0], of[i][1]), of[i][2], 1e-12);
		assert_near(dist_t_above(-of[i][0], of[i][1]), 1 - of[i][2], 1e-12);
	}
	assert_near(dist_t_find(0.025, 10), 2.2281388519862747, 1e-12);
	assert_near(dist_t_find(0.025, 6462.3), 1.9603311460855244, 1e-12);
	assert_near(dist_t_find(0.001, 2), 22.327124770119875, 1e-12);
	assert_near(dist_t_find(0.975, 10), -2.2281388519862747, 1e-12);
}

/* With b = 1 the beta distribution is x^a. */
static void
test_beta(void **state)
{
	(void)state;
	assert_near(dist_beta_below(0.3, 4, 1), 0.0081, 1e-13);
	assert_near(dist_beta_find(0.0081, 4, 1), 0.3, 1e-12);
	assert_near(dist_beta_find(0.5, 7, 7), 0.5, 1e-13);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_normal),
	cmocka_unit_test(test_chi2),
	cmocka_unit_test(test_t),
	cmocka_unit_test(test_beta),
};

UNIT_MAIN
