/* Waits: within their bounds, spread over them, never under Retry-After; and the
 * budget is time without progress. */
#include "unit.h"

#include "retry.h"

static void
waits_double_up_to_a_ceiling(void **state)
{
	static const int64_t most[] = { 1000, 1000, 2000, 4000, 8000, 16000, 32000, 32000, 32000 };
	uint64_t jitter = 1;

	(void)state;
	for (unsigned failed = 0; failed < sizeof most / sizeof *most; failed++) {
		int64_t least = INT64_MAX, highest = -1, sum = 0;

		for (int i = 0; i < 2000; i++) {
			int64_t wait = retry_wait_ms(failed, 0, &jitter);

			least = wait < least ? wait : least;
			highest = wait > highest ? wait : highest;
			sum += wait;
		}
		assert_true(least >= 0 && least < most[failed] / 50);
		assert_true(highest <= most[failed] && highest > most[failed] * 49 / 50);
		assert_true(sum / 2000 > most[failed] * 45 / 100);
		assert_true(sum / 2000 < most[failed] * 55 / 100);
	}
	assert_true(retry_wait_ms(4000000000u, 0, &jitter) <= 32000);
}

static void
the_server_is_waited_for(void **state)
{
	uint64_t jitter = 2;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		assert_true(retry_wait_ms(1, 5000, &jitter) == 5000);
		assert_true(retry_wait_ms(9, 20000, &jitter) >= 20000);
		assert_true(retry_wait_ms(1, INT64_MAX, &jitter) == INT32_MAX);
	}
}

static void
the_same_state_gives_the_same_waits(void **state)
{
	uint64_t a = 99, b = 99;

	(void)state;
	for (unsigned i = 1; i < 50; i++)
		assert_int_equal(retry_wait_ms(i, 0, &a), retry_wait_ms(i, 0, &b));
	assert_true(a == b && a != 99);
}

static void
the_budget_is_time_without_progress(void **state)
{
	struct retry r = { 0 };
	uint64_t jitter = 3;

	(void)state;
	assert_true(retry_next(&r, 1000, 60000, 0, &jitter) >= 0);
	assert_true(retry_next(&r, 20000, 60000, 0, &jitter) >= 0);
	/* At 60.9 s a wait of 0 is within; at 61.1 s nothing is. */
	assert_int_equal(retry_next(&r, 61001, 60000, 0, &jitter), -1);
	retry_progress(&r);
	assert_true(retry_next(&r, 61001, 60000, 0, &jitter) >= 0);
	assert_int_equal(r.failed, 1);
	assert_int_equal(retry_next(&r, 61001, 60000, 60001, &jitter), -1);
}

static void
no_budget_is_one_try(void **state)
{
	struct retry r = { 0 };
	uint64_t jitter = 4;

	(void)state;
	assert_int_equal(retry_next(&r, 5, -1, 0, &jitter), -1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(waits_double_up_to_a_ceiling),
	cmocka_unit_test(the_server_is_waited_for),
	cmocka_unit_test(the_same_state_gives_the_same_waits),
	cmocka_unit_test(the_budget_is_time_without_progress),
	cmocka_unit_test(no_budget_is_one_try),
};

UNIT_MAIN
