/* Keys of AWS: profiles out of files, which source comes first, what is refused;
 * keys by JSON; what refusals say. No network: s3-fetch.t has that. */
#include "unit.h"

#include <unistd.h>

#include "aws_credentials.h"
#include "aws_error.h"

/* ---- profiles ---- */

static const char config[] =
	"# a comment\n"
	"[default]\r\n"
	"Region = eu-west-1\r\n"
	"s3 =\n"
	"  addressing_style = path\n"
	"\tregion = nested\n"
	"output=json ; why not\n"
	"[profile a]\n"
	"region=a#1 # the rest is none\n"
	"region = second\n"
	"aws_access_key_id = AKCONFIG\n"
	"aws_session_token = of the config's key\n"
	"no equals sign\n"
	"= no name\n"
	"[profile \"b c\"]\n"
	"region = bc\n"
	"[a]\n"
	"region = no profile here\n"
	"[profilea]\n"
	"region = nor here\n"
	"[ profile\td ]\n"
	"region =\n";

static const char credentials[] =
	"[a]\n"
	"aws_access_key_id = AKFILE\n"
	"aws_secret_access_key = se=cr;et#x\n"
	"[profile a]\n"
	"region = of the other file's form\n"
	"[b c]\n"
	"aws_access_key_id = AKBC\n";

static struct aws_profile
profile(const char *name)
{
	struct aws_profile p = { .name = strdup(name) };

	aws_profile_take(&p, span_of(credentials), true);
	aws_profile_take(&p, span_of(config), false);
	return p;
}

/* NULL: it has none. */
static void
has(const char *name, const char *setting, const char *value)
{
	struct aws_profile p = profile(name);

	if (value)
		assert_string_equal(aws_profile_get(&p, setting), value);
	else
		assert_null(aws_profile_get(&p, setting));
	aws_profile_free(&p);
}

static void
profiles(void **state)
{
	(void)state;
	has("default", "region", "eu-west-1");
	has("default", "output", "json");
	has("default", "addressing_style", NULL);
	has("a", "region", "a#1");
	has("b c", "region", "bc");
	has("b c", "aws_access_key_id", "AKBC");
	has("d", "region", NULL);
	has("none", "region", NULL);
}

static void
a_key_is_of_one_file(void **state)
{
	(void)state;
	has("a", "aws_access_key_id", "AKFILE");
	has("a", "aws_secret_access_key", "se=cr;et#x");
	has("a", "aws_session_token", NULL);
}

static void
profiles_have_a_ceiling(void **state)
{
	struct aws_profile p = { .name = strdup("x") };
	struct buf text = { 0 };

	(void)state;
	buf_put(&text, SPAN("[x]\n"));
	for (int i = 0; i < 1000; i++)
		buf_printf(&text, "s%d = %d\n", i, i);
	aws_profile_take(&p, buf_span(&text), true);
	assert_int_equal(p.n, AWS_PROFILE_SETTINGS);
	assert_string_equal(aws_profile_get(&p, "s63"), "63");
	buf_free(&text);
	aws_profile_free(&p);
}

/* ---- sources ---- */

static void
forget(void)
{
	static const char *const names[] = {
		"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ROLE_ARN",
		"AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", NULL,
	};

	for (const char *const *name = names; *name; name++)
		unsetenv(*name);
	setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
}

/* The source's name, and the id of its key where it has one at once. */
static void
source_is(const char *name, bool option, const char *source, const char *id)
{
	struct aws_profile p = profile(name);
	struct fault why = { .text = "" };
	struct aws_credentials *c = aws_credentials_new(&p, option, NULL, NULL, NULL, &why);
	const struct aws_key *key = NULL;

	assert_string_equal(why.text, "");
	assert_non_null(c);
	if (source)
		assert_string_equal(aws_credentials_source(c), source);
	else
		assert_null(aws_credentials_source(c));
	if (id || !source) {
		assert_int_equal(aws_credentials_get(c, &key, &why), 0);
		assert_true(id ? span_is(buf_span(&key->id), id) : !key);
		assert_false(aws_credentials_renew(c));
	}
	aws_credentials_free(c);
	aws_profile_free(&p);
}

static void
sources_in_their_order(void **state)
{
	(void)state;
	forget();
	source_is("default", false, NULL, NULL);
	setenv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x", 1);
	source_is("default", false, "the container's role", NULL);
	source_is("a", false, "profile a", "AKFILE");
	setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/none", 1);
	source_is("a", false, "profile a", "AKFILE");
	setenv("AWS_ROLE_ARN", "arn:x", 1);
	source_is("a", false, "the role arn:x", NULL);
	setenv("AWS_ACCESS_KEY_ID", "AKENV", 1);
	setenv("AWS_SECRET_ACCESS_KEY", "x", 1);
	source_is("a", false, "the key in AWS_ACCESS_KEY_ID", "AKENV");
	source_is("a", true, "profile a", "AKFILE");
	forget();
}

static void
refused(const char *name, const char *reason)
{
	struct aws_profile p = profile(name);
	struct fault why = { .text = "" };

	assert_null(aws_credentials_new(&p, false, NULL, NULL, NULL, &why));
	assert_string_equal(why.text, reason);
	aws_profile_free(&p);
}

static void
halves_are_refused(void **state)
{
	(void)state;
	forget();
	refused("b c", "profile b c: no secret access key");
	setenv("AWS_SECRET_ACCESS_KEY", "hidden", 1);
	refused("a", "AWS_SECRET_ACCESS_KEY is set, AWS_ACCESS_KEY_ID is not");
	setenv("AWS_ACCESS_KEY_ID", "AK", 1);
	setenv("AWS_SESSION_TOKEN", "hid den", 1);
	refused("a", "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN: "
	    "a key has white space or control bytes in it");
	forget();
}

/* ---- keys ---- */

static void
keys_by_json(void **state)
{
	static const struct { const char *json, *why; } bad[] = {
		{ "", "the reply is no JSON" },
		{ "[]", "no access key id" },
		{ "{\"AccessKeyId\":\"AK\"}", "no secret access key" },
		{ "{\"AccessKeyId\":1,\"SecretAccessKey\":\"x\"}", "no access key id" },
		{ "{\"AccessKeyId\":\"A\\r\\n\",\"SecretAccessKey\":\"x\"}",
		  "a key has white space or control bytes in it" },
		{ "{\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"x\",\"Expiration\":\"soon\"}",
		  "when its key ends is no time" },
	};
	struct aws_key k = { 0 };
	struct fault why;

	(void)state;
	assert_int_equal(aws_key_read(&k, SPAN("{\"Code\":\"Success\",\"AccessKeyId\":\"AK\","
	    "\"SecretAccessKey\":\"s/+\",\"Token\":\"t==\",\"Expiration\":\"2023-11-14T22:13:20Z\"}"),
	    &why), 0);
	assert_span(buf_span(&k.id), "AK");
	assert_span(buf_span(&k.secret), "s/+");
	assert_span(buf_span(&k.token), "t==");
	assert_true(k.ends_s == 1700000000);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(aws_key_read(&k, span_of(bad[i].json), &why), -1);
		assert_string_equal(why.text, bad[i].why);
	}
	aws_key_free(&k);
}

/* ---- refusals ---- */

static void
says(const char *body, const char *code, const char *message, const char *region)
{
	struct aws_error e;

	aws_error_read(&e, span_of(body));
	assert_string_equal(e.code, code);
	assert_string_equal(e.message, message);
	assert_string_equal(e.region, region);
}

static void
refusals(void **state)
{
	(void)state;
	says("<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>a &amp; b\nc</Message></Error>",
	    "NoSuchKey", "a & b", "");
	says("<ErrorResponse xmlns='x'><Error><Code>A</Code><Message>b</Message></Error></ErrorResponse>",
	    "A", "b", "");
	says("<Error><Code>A</Code><Region>eu-west-3</Region></Error>", "A", "", "eu-west-3");
	says("<Error><Region>evil.com/</Region></Error>", "", "", "");
	says("<Error><Code>SlowDown</Code><Mess", "SlowDown", "", "");
	says("<html><body>Bad gateway</body></html>", "", "", "");
	says("bad gateway\r\nmore", "", "bad gateway", "");
	says("", "", "", "");
}

static void
what_passes(void **state)
{
	struct aws_error e;

	(void)state;
	aws_error_read(&e, SPAN("<Error><Code>SlowDown</Code></Error>"));
	assert_true(aws_error_is_passing(&e));
	assert_false(aws_error_is_expired(&e));
	aws_error_read(&e, SPAN("<Error><Code>ExpiredToken</Code></Error>"));
	assert_true(aws_error_is_expired(&e));
	aws_error_read(&e, SPAN("<Error><Code>AccessDenied</Code></Error>"));
	assert_false(aws_error_is_passing(&e));
	assert_true(aws_error_is_region(SPAN("us-gov-west-1")));
	assert_false(aws_error_is_region(SPAN("")));
	assert_false(aws_error_is_region(SPAN("eu-west-1.evil.com")));
	assert_false(aws_error_is_region(SPAN("EU")));
	assert_false(aws_error_is_region(SPAN("a-region-whose-name-is-longer-than-any-other")));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(profiles),
	cmocka_unit_test(a_key_is_of_one_file),
	cmocka_unit_test(profiles_have_a_ceiling),
	cmocka_unit_test(sources_in_their_order),
	cmocka_unit_test(halves_are_refused),
	cmocka_unit_test(keys_by_json),
	cmocka_unit_test(refusals),
	cmocka_unit_test(what_passes),
};

UNIT_MAIN
