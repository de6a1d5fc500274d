/* Texts that name nobody. */
#include "unit.h"

#include "placeholder.h"

static void
the_list(void **state)
{
	static const char *const none[] = { "", " ", "\t ", "0", "000", "-1", "null", "NULL", "Undefined",
		"\"undefined\"", "'null'", "  anonymous", "[object Object]", "{}", "guest", "]",
		"00000000-0000-0000-0000-000000000000", "n/a", "NaN", "-", "\"\"",
		"not_authenticated", "'NOT_AUTHENTICATED'", "distinct_id" };
	static const char *const some[] = { "1", "-2", "u", "nulls", "undefined ", "00a", "nobody",
		"0000000000000000000000000000000000000", "x@example.com", "\"u\"", "\"null", "{ }",
		"not_authenticated_", "not_authenticate" };
	struct placeholder p = { 0 }, off = { .off = true };

	(void)state;
	for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
		if (!placeholder_is(&p, span_of(none[i])))
			fail_msg("an id: '%s'", none[i]);
		assert_false(placeholder_is(&off, span_of(none[i])));
	}
	for (size_t i = 0; i < sizeof some / sizeof *some; i++)
		if (placeholder_is(&p, span_of(some[i])))
			fail_msg("no id: '%s'", some[i]);
}

static void
a_list_of_ones_own(void **state)
{
	char path[] = "/tmp/test_placeholder.XXXXXX";
	struct placeholder p = { 0 };
	int fd = mkstemp(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");

	(void)state;
	assert_non_null(f);
	fputs("nobody\r\n\nwalk-in\n-", f);
	fclose(f);
	assert_null(placeholder_take(&p, path));
	assert_true(placeholder_is(&p, SPAN("NOBODY")));
	assert_true(placeholder_is(&p, SPAN("walk-in")));
	assert_true(placeholder_is(&p, SPAN("-")));
	assert_true(placeholder_is(&p, SPAN(" ")));
	assert_false(placeholder_is(&p, SPAN("null")));
	assert_false(placeholder_is(&p, SPAN("0")));
	assert_int_equal(remove(path), 0);
	assert_non_null(placeholder_take(&p, path));
	placeholder_free(&p);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(the_list),
	cmocka_unit_test(a_list_of_ones_own),
};

UNIT_MAIN
