/* Secrets: read, and out of messages again. */
#include "unit.h"

#include "secret.h"

static void
hides(const char *text, const char *secret, const char *want)
{
	struct fault why;

	snprintf(why.text, sizeof why.text, "%s", text);
	secret_hide(&why, span_of(secret));
	assert_string_equal(why.text, want);
}

static void
they_are_in_no_message(void **state)
{
	(void)state;
	hides("401: key s3cret is bad", "s3cret", "401: key *** is bad");
	hides("s3crets3cret", "s3cret", "******");
	/* The message was cut inside of it. */
	hides("401: key s3cr", "s3cret", "401: key ***");
	hides("401: key s3c", "s3cret", "401: key s3c");
	hides("nothing", "s3cret", "nothing");
	hides("", "s3cret", "");
	/* So short that words would be hidden. */
	hides("403: no", "no", "403: no");
}

static void
from_the_environment(void **state)
{
	struct buf b = { 0 };
	struct fault why;

	(void)state;
	setenv("EVKIT_TEST_SECRET", "a b\r\n\n", 1);
	assert_int_equal(secret_read(NULL, "EVKIT_TEST_SECRET", &b, &why), 0);
	assert_span(buf_span(&b), "a b");
	setenv("EVKIT_TEST_SECRET", " \n", 1);
	assert_int_equal(secret_read(NULL, "EVKIT_TEST_SECRET", &b, &why), -1);
	unsetenv("EVKIT_TEST_SECRET");
	assert_int_equal(secret_read(NULL, "EVKIT_TEST_SECRET", &b, &why), -1);
	assert_int_equal(secret_read("/no/such/file", "EVKIT_TEST_SECRET", &b, &why), -1);
	assert_int_equal(secret_read("/dev/zero", "EVKIT_TEST_SECRET", &b, &why), -1);
	buf_free(&b);
}

static void
one_line_only(void **state)
{
	(void)state;
	assert_true(secret_is_line(SPAN("a b\xc3\xa9")));
	assert_false(secret_is_line(SPAN("")));
	assert_false(secret_is_line(SPAN("a\r\nX: y")));
	assert_false(secret_is_line(SPAN("a\0b")));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(they_are_in_no_message),
	cmocka_unit_test(from_the_environment),
	cmocka_unit_test(one_line_only),
};

UNIT_MAIN
