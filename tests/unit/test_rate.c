/* Bytes a second: the long run, the first moment, idle times, debts. */
#include "unit.h"

#include "rate.h"

/* Pieces as they are let in, for so long: how many bytes came. */
static int64_t
bytes_in(struct rate *r, size_t piece, int64_t from_ms, int64_t to_ms)
{
	int64_t bytes = 0, now = from_ms;

	while (now < to_ms) {
		int64_t wait = rate_wait_ms(r, now);

		if (wait) {
			now += wait;
			continue;
		}
		rate_spend(r, piece, now);
		bytes += (int64_t)piece;
	}
	return bytes;
}

static void
the_long_run_is_the_rate(void **state)
{
	static const size_t rates[] = { 1, 7, 1000, 4096, 1000000, 123456789 };
	static const size_t pieces[] = { 1, 1000, 16384, 524288 };

	(void)state;
	for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
		for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
			struct rate r = { .per_s = rates[i] };
			int64_t seconds = 10, most, got;

			if (rates[i] / pieces[k] > 100000)
				continue;
			got = bytes_in(&r, pieces[k], 5000, 5000 + seconds * 1000);
			most = (int64_t)rates[i] * seconds;
			/* A quarter of a second's more at the start, a piece at the end. */
			assert_true(got <= most + most / 40 + (int64_t)pieces[k] + 1);
			assert_true(got >= most - (int64_t)pieces[k]);
		}
}

static void
what_is_not_used_is_soon_lost(void **state)
{
	struct rate r = { .per_s = 1000 };

	(void)state;
	bytes_in(&r, 10, 0, 1000);
	/* An hour later there is a quarter of a second's, not an hour's. */
	assert_in_range(bytes_in(&r, 10, 3600000, 3600001), 250, 270);
}

static void
a_large_piece_is_paid_off(void **state)
{
	struct rate r = { .per_s = 1000 };

	(void)state;
	rate_spend(&r, 5250, 10000);
	assert_int_equal(rate_wait_ms(&r, 10000), 5000);
	assert_int_equal(rate_wait_ms(&r, 14999), 1);
	assert_int_equal(rate_wait_ms(&r, 15000), 0);
}

static void
no_limit_is_no_wait(void **state)
{
	struct rate r = { 0 };

	(void)state;
	rate_spend(&r, SIZE_MAX, 1);
	assert_int_equal(rate_wait_ms(&r, 1), 0);
	assert_int_equal(rate_piece(&r, 512), 512);
}

static void
pieces_fit_the_rate(void **state)
{
	const struct rate slow = { .per_s = 80 }, some = { .per_s = 80000 },
	    fast = { .per_s = SIZE_MAX };
	struct rate r = fast;

	(void)state;
	assert_int_equal(rate_piece(&slow, 65536), 1024);
	assert_int_equal(rate_piece(&some, 65536), 10000);
	assert_int_equal(rate_piece(&fast, 65536), 65536);
	rate_spend(&r, SIZE_MAX, 1);
	assert_int_equal(rate_wait_ms(&r, 1), 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_long_run_is_the_rate),
	cmocka_unit_test(what_is_not_used_is_soon_lost),
	cmocka_unit_test(a_large_piece_is_paid_off),
	cmocka_unit_test(no_limit_is_no_wait),
	cmocka_unit_test(pieces_fit_the_rate),
};

UNIT_MAIN
