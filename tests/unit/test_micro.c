/* Amounts: exact, cut towards zero, refused where they do not fit. */
#include "unit.h"

#include "micro.h"

static void
amounts(void **state)
{
	static const struct { const char *text; int rc; int64_t n; } rows[] = {
		{ "0", 0, 0 }, { "-0", 0, 0 }, { "0e999999999999", 0, 0 }, { "0.00", 0, 0 },
		{ "7", 0, 7000000 }, { "12.5", 0, 12500000 }, { "-12.50", 0, -12500000 },
		{ "19.99", 0, 19990000 }, { "0.000001", 0, 1 }, { "-0.000001", 0, -1 },
		{ "0.0000010", 0, 1 }, { "0.0000015", 1, 1 }, { "-0.0000015", 1, -1 },
		{ "0.0000009", 1, 0 }, { "1e-7", 1, 0 }, { "1e-999999999999999999999", 1, 0 },
		{ "1e3", 0, 1000000000 }, { "1.5E+2", 0, 150000000 }, { "125e-1", 0, 12500000 },
		{ "0.0000001e7", 0, 1000000 },
		{ "9223372036854.775807", 0, INT64_MAX }, { "-9223372036854.775808", 0, INT64_MIN },
		{ "9223372036854.775808", -1, 0 }, { "-9223372036854.775809", -1, 0 },
		{ "9223372036854.7758079", 1, INT64_MAX }, { "1e13", -1, 0 }, { "1e999999999999", -1, 0 },
		{ "", -1, 0 }, { "-", -1, 0 }, { "+1", -1, 0 }, { "1.", -1, 0 }, { ".5", -1, 0 },
		{ "007", -1, 0 }, { "1e", -1, 0 }, { "\"1\"", -1, 0 }, { "NaN", -1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t n = -77;

		assert_int_equal(micro_read(span_of(rows[i].text), &n), rows[i].rc);
		assert_int_equal(n, rows[i].rc < 0 ? -77 : rows[i].n);
	}
}

static void
texts(void **state)
{
	static const struct { int64_t n; const char *text; } rows[] = {
		{ 0, "0" }, { 7000000, "7" }, { 12500000, "12.5" }, { -1, "-0.000001" },
		{ 100000000, "100" }, { INT64_MAX, "9223372036854.775807" },
		{ INT64_MIN, "-9223372036854.775808" },
	};
	char text[MICRO_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(micro_format(rows[i].n, text), strlen(rows[i].text));
		assert_string_equal(text, rows[i].text);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(amounts),
	cmocka_unit_test(texts),
};

UNIT_MAIN
