/* Origins: addresses resolved as RFC 3986 has them, and what leads elsewhere. */
#include "unit.h"

#include "origin.h"

static void
resolves(const char *base, const char *ref, const char *want)
{
	struct buf to = { 0 };
	struct fault why;

	if (origin_resolve(span_of(base), span_of(ref), &to, &why))
		fail_msg("%s in %s: %s", ref, base, why.text);
	assert_string_equal(buf_text(&to), want);
	buf_free(&to);
}

static void
refuses(const char *base, const char *ref)
{
	struct buf to = { 0 };
	struct fault why;

	if (!origin_resolve(span_of(base), span_of(ref), &to, &why))
		fail_msg("%s in %s: %s", ref, base, buf_text(&to));
	buf_free(&to);
}

static void
references_are_resolved(void **state)
{
	static const char base[] = "https://a.example/b/c/d?q=1";

	(void)state;
	resolves("", "https://a.example/x?y#z", "https://a.example/x?y");
	resolves("", "http://127.0.0.1:8080", "http://127.0.0.1:8080/");
	/* RFC 3986, section 5.4.1, as far as paging can meet it. */
	resolves(base, "g", "https://a.example/b/c/g");
	resolves(base, "./g", "https://a.example/b/c/g");
	resolves(base, "g/", "https://a.example/b/c/g/");
	resolves(base, "/g", "https://a.example/g");
	resolves(base, "//g.example", "https://g.example/");
	resolves(base, "?y=2&z=a,b", "https://a.example/b/c/d?y=2&z=a,b");
	resolves(base, "g?y", "https://a.example/b/c/g?y");
	resolves(base, "../g", "https://a.example/b/g");
	resolves(base, "../../g", "https://a.example/g");
	resolves(base, "http://g.example/x", "http://g.example/x");
}

static void
what_is_no_address_is_refused(void **state)
{
	static const char base[] = "https://a.example/b";

	(void)state;
	refuses("", "a.example/x");
	refuses("", "ftp://a.example/");
	refuses("", "file:///etc/passwd");
	refuses(base, "file:///etc/passwd");
	refuses(base, "");
	refuses(base, "https://a.example/x y");
	refuses(base, "https://a.example/\r\nX: y");
	refuses(base, "https://a.example\\@b.example/");
	refuses(base, "https://user:pw@a.example/");
	refuses(base, "https://a.example:99999/");
	refuses(base, "javascript:1");
}

static bool
may(const char *from, const char *to, struct opt_list allowed)
{
	struct fault why;

	return !origin_check(span_of(from), span_of(to), &allowed, &why);
}

static void
only_the_same_origin(void **state)
{
	static const char own[] = "https://api.example/v1?x";
	const struct opt_list none = { .n = 0 };

	(void)state;
	assert_true(may(own, "https://api.example/other", none));
	assert_true(may(own, "https://api.example:443/", none));
	assert_true(may(own, "HTTPS://API.Example/", none));
	assert_true(may("http://[::1]:80/a", "http://[::1]/b", none));
	assert_false(may(own, "https://api.example:8443/", none));
	assert_false(may(own, "https://api.example.evil/", none));
	assert_false(may(own, "https://xapi.example/", none));
	assert_false(may(own, "https://evil/api.example/", none));
	assert_false(may(own, "http://api.example/", none));
	assert_false(may(own, "http://169.254.169.254/", none));
	assert_false(may("http://api.example/", "https://api.example/", none));
}

static void
unless_it_is_allowed(void **state)
{
	static const char own[] = "https://api.example/";
	const struct opt_list two = { .item = { "other.example", "b.example:8443" }, .n = 2 };

	(void)state;
	assert_true(may(own, "https://other.example/x", two));
	assert_true(may(own, "https://OTHER.example:443/x", two));
	assert_true(may(own, "https://b.example:8443/", two));
	assert_false(may(own, "https://other.example:444/", two));
	assert_false(may(own, "https://b.example/", two));
	assert_false(may(own, "https://other.example.evil/", two));
	/* But never from https to http. */
	assert_false(may(own, "http://other.example/", two));
	assert_true(may("http://api.example/", "http://other.example/", two));
	assert_true(may("http://api.example/", "https://other.example/", two));
}

static void
messages_show_no_query(void **state)
{
	struct buf b = { 0 };

	(void)state;
	origin_show(SPAN("https://a.example/b?key=secret#x"), &b);
	assert_span(buf_span(&b), "https://a.example/b");
	buf_free(&b);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(references_are_resolved),
	cmocka_unit_test(what_is_no_address_is_refused),
	cmocka_unit_test(only_the_same_origin),
	cmocka_unit_test(unless_it_is_allowed),
	cmocka_unit_test(messages_show_no_query),
};

UNIT_MAIN
