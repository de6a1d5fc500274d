/* Refusals in all the forms that Google's services, and their doubles, have. */
#include "unit.h"

#include "gcs_error.h"

static void
forms(void **state)
{
	static const struct { const char *body, *reason, *message; } rows[] = {
		{ "{\"error\":{\"code\":404,\"message\":\"No such object: b/o\",\"errors\":"
		  "[{\"message\":\"No such object: b/o\",\"domain\":\"global\",\"reason\":\"notFound\"}]}}",
		  "notFound", "No such object: b/o" },
		{ "{\"error\":{\"code\":\"503\",\"message\":\"busy\"}}", "", "busy" },
		{ "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}",
		  "invalid_grant", "Invalid JWT Signature." },
		{ "{\"error\":{\"errors\":[]}}", "", "" }, { "{\"error\":[]}", "", "" }, { "{}", "", "" },
		{ "No such object: b/o\nmore", "", "No such object: b/o" },
		{ "<html><title>502</title>", "", "" }, { "", "", "" }, { "[1]", "", "[1]" },
		{ "{\"error\":", "", "{\"error\":" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct gcs_error e;

		gcs_error_read(&e, span_of(rows[i].body));
		assert_string_equal(e.reason, rows[i].reason);
		assert_string_equal(e.message, rows[i].message);
	}
}

static void
a_long_message_is_cut(void **state)
{
	char body[2000];
	struct gcs_error e;

	(void)state;
	memset(body, 'x', sizeof body);
	gcs_error_read(&e, (struct span){ body, sizeof body });
	assert_int_equal(strlen(e.message), 200);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(forms),
	cmocka_unit_test(a_long_message_is_cut),
};

UNIT_MAIN
