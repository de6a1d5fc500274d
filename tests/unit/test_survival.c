/* Freireich's leukaemia trial (1963), 6-MP arm, as in every textbook; and edges. */
#include "near.h"
#include "survival.h"

static void
test_freireich(void **state)
{
	struct survival_user u[] = {
		{ 6, true }, { 6, true }, { 6, true }, { 6, false }, { 7, true }, { 9, false },
		{ 10, true }, { 10, false }, { 11, false }, { 13, true }, { 16, true }, { 17, false },
		{ 19, false }, { 20, false }, { 22, true }, { 23, true }, { 25, false }, { 32, false },
		{ 32, false }, { 34, false }, { 35, false },
	};
	static const struct {
		int64_t time;
		uint64_t left;
		double share;
	} want[] = {
		{ 6, 21, 0.857 }, { 7, 17, 0.807 }, { 10, 15, 0.753 }, { 13, 12, 0.690 },
		{ 16, 11, 0.627 }, { 22, 7, 0.538 }, { 23, 6, 0.448 },
	};
	struct survival_point got[21];

	(void)state;
	assert_int_equal(survival_curve(u, 21, 1.959963984540054, got), 7);
	for (size_t i = 0; i < 7; i++) {
		assert_int_equal(got[i].time, want[i].time);
		assert_int_equal(got[i].left, want[i].left);
		assert_within(got[i].share, want[i].share, 5e-4);
	}
	/* log(-log) at 6: sqrt(3 / (21 * 18)) / -log(6/7) = 0.57791. */
	assert_within(got[0].ci.lo, pow(6. / 7, exp(1.959964 * 0.577910)), 1e-5);
	assert_within(got[0].ci.hi, pow(6. / 7, exp(-1.959964 * 0.577910)), 1e-5);
}

static void
test_edges(void **state)
{
	struct survival_user gone[] = { { 5, false }, { 3, false } };
	struct survival_user all[] = { { 5, true }, { 3, true } };
	struct survival_point to[2];

	(void)state;
	assert_int_equal(survival_curve(gone, 2, 1.96, to), 0);
	assert_int_equal(survival_curve(NULL, 0, 1.96, to), 0);
	assert_int_equal(survival_curve(all, 2, 1.96, to), 2);
	assert_near(to[0].share, 0.5, 0);
	assert_near(to[1].share, 0, 0);
	assert_near(to[1].ci.lo, 0, 0);
	assert_near(to[1].ci.hi, 1, 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_freireich),
	cmocka_unit_test(test_edges),
};

UNIT_MAIN
