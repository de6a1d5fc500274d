/* Drawings: scales and round values. */
#include "near.h"
#include "svg.h"

static void
scales(void **state)
{
	struct svg_scale up = { 0, 1, 100, 20, false }, ratio = { 0.25, 4, 0, 100, true };

	(void)state;
	assert_near(svg_at(&up, 0.25), 80, 1e-12);
	assert_near(svg_at(&up, -3), 100, 1e-12);
	assert_near(svg_at(&up, 3), 20, 1e-12);
	assert_near(svg_at(&ratio, 1), 50, 1e-12);
	assert_near(svg_at(&ratio, 2), 75, 1e-12);
	assert_near(svg_at(&ratio, 100), 100, 1e-12);
}

static void
ticks_are_round(void **state)
{
	static const struct {
		double from, to;
		size_t most, n;
		double first, last;
		int digits;
	} rows[] = {
		{ 0, 10, 5, 6, 0, 10, 0 }, { 0, 7, 7, 8, 0, 7, 0 }, { 0, 0.2, 5, 5, 0, 0.2, 2 },
		{ -0.2, 0.3, 5, 6, -0.2, 0.3, 1 }, { 0.13, 0.98, 5, 4, 0.2, 0.8, 1 },
		{ 18800, 18811, 5, 3, 18800, 18810, 0 }, { 0, 28, 7, 6, 0, 25, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct svg_ticks t;

		svg_ticks(&t, rows[i].from, rows[i].to, rows[i].most);
		assert_int_equal(t.n, rows[i].n);
		assert_within(t.at[0], rows[i].first, 1e-9);
		assert_within(t.at[t.n - 1], rows[i].last, 1e-9);
		assert_int_equal(t.digits, rows[i].digits);
	}
}

static void
ranges_are_widened(void **state)
{
	double from = 0, to = 0.173;

	(void)state;
	svg_round(&from, &to, 5);
	assert_near(to, 0.2, 1e-12);
	from = to = 0;
	svg_round(&from, &to, 5);
	assert_true(to > from);
	from = -0.031;
	to = 0.12;
	svg_round(&from, &to, 5);
	assert_near(from, -0.05, 1e-12);
	assert_near(to, 0.15, 1e-12);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(scales),
	cmocka_unit_test(ticks_are_round),
	cmocka_unit_test(ranges_are_widened),
};

UNIT_MAIN
