/* Numbers: all of a text or nothing, at the edges of the types. */
#include "unit.h"

#include "num.h"

static void
whole_numbers(void **state)
{
	static const struct { const char *text; int rc; int64_t n; } rows[] = {
		{ "0", 0, 0 }, { "-0", 0, 0 }, { "007", 0, 7 }, { "42", 0, 42 }, { "-42", 0, -42 },
		{ "9223372036854775807", 0, INT64_MAX }, { "-9223372036854775808", 0, INT64_MIN },
		{ "9223372036854775808", -1, 0 }, { "-9223372036854775809", -1, 0 },
		{ "99999999999999999999999", -1, 0 },
		{ "", -1, 0 }, { "-", -1, 0 }, { "--1", -1, 0 }, { "+1", -1, 0 }, { " 1", -1, 0 },
		{ "1 ", -1, 0 }, { "1.0", -1, 0 }, { "1e3", -1, 0 }, { "0x10", -1, 0 },
		{ "12abc", -1, 0 }, { "\xd9\xa1", -1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t n = -77;

		assert_int_equal(num_int(span_of(rows[i].text), INT64_MIN, INT64_MAX, &n), rows[i].rc);
		assert_int_equal(n, rows[i].rc ? -77 : rows[i].n);
	}
}

static void
whole_numbers_in_range(void **state)
{
	int64_t n = -77;

	(void)state;
	assert_int_equal(num_int(SPAN("5"), 0, 5, &n), 0);
	assert_int_equal(num_int(SPAN("6"), 0, 5, &n), -1);
	assert_int_equal(num_int(SPAN("-1"), 0, 5, &n), -1);
	assert_int_equal(n, 5);
	assert_int_equal(num_int((struct span){ "1\0", 2 }, 0, 5, &n), -1);
}

static void
sizes(void **state)
{
	size_t n = 7;

	(void)state;
	assert_int_equal(num_size(SPAN("4096"), &n), 0);
	assert_int_equal(n, 4096);
	assert_int_equal(num_size(SPAN("64K"), &n), 0);
	assert_int_equal(n, 65536);
	assert_int_equal(num_size(SPAN("16M"), &n), 0);
	assert_int_equal(n, 16777216);
	assert_int_equal(num_size(SPAN("8589934591G"), &n), 0);
	assert_int_equal(num_size(SPAN("8589934592G"), &n), -1);
	assert_int_equal(n, (size_t)8589934591 << 30);
	for (const char *const *bad = (const char *const[]){ "", "K", "-1K", "1KB", "1.5M", "1 M", NULL };
	    *bad; bad++)
		assert_int_equal(num_size(span_of(*bad), &n), -1);
}

static void
lengths_of_time(void **state)
{
	static const struct { const char *text; int64_t n; } good[] = {
		{ "90", 90 }, { "90s", 90 }, { "15m", 900 }, { "36h", 129600 }, { "7d", 604800 },
		{ "2w", 1209600 }, { "0", 0 },
	};
	int64_t n;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_int_equal(num_seconds(span_of(good[i].text), &n), 0);
		assert_int_equal(n, good[i].n);
	}
	n = -77;
	assert_int_equal(num_seconds(SPAN("1y"), &n), -1);
	assert_int_equal(num_seconds(SPAN("-1d"), &n), -1);
	assert_int_equal(num_seconds(SPAN("9223372036854775807w"), &n), -1);
	assert_int_equal(n, -77);
}

static void
nanos(void **state)
{
	static const struct { const char *text; int rc; int64_t n; } rows[] = {
		{ "12.5", 0, 12500000000 }, { "0.000000001", 0, 1 }, { "-0.5", 0, -500000000 },
		{ "-1.25", 0, -1250000000 }, { "1", 0, 1000000000 }, { "1.0000000000000", 0, 1000000000 },
		{ "9223372036.854775807", 0, INT64_MAX }, { "9223372036.854775808", -1, 0 },
		{ "-9223372036.854775808", 0, INT64_MIN }, { "-9223372036.854775809", -1, 0 },
		{ "1.0000000001", -1, 0 }, { "1.", -1, 0 }, { ".5", -1, 0 }, { "-.5", -1, 0 },
		{ "1e3", -1, 0 }, { "1.5e3", -1, 0 }, { "", -1, 0 }, { "-", -1, 0 }, { "1.2.3", -1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t n = -77;

		assert_int_equal(num_nano(span_of(rows[i].text), &n), rows[i].rc);
		assert_int_equal(n, rows[i].rc ? -77 : rows[i].n);
	}
}

static void
grouped(void **state)
{
	char to[NUM_GROUPED];

	(void)state;
	assert_string_equal(num_grouped(0, to), "0");
	assert_string_equal(num_grouped(999, to), "999");
	assert_string_equal(num_grouped(1000, to), "1,000");
	assert_string_equal(num_grouped(1234567, to), "1,234,567");
	assert_string_equal(num_grouped(UINT64_MAX, to), "18,446,744,073,709,551,615");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(whole_numbers),
	cmocka_unit_test(whole_numbers_in_range),
	cmocka_unit_test(sizes),
	cmocka_unit_test(lengths_of_time),
	cmocka_unit_test(nanos),
	cmocka_unit_test(grouped),
};

UNIT_MAIN
