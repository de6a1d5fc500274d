/* Paths: RFC 6901's own examples, dots, what is refused, and the last of repeats. */
#include "unit.h"

#include "jpath.h"

static const char document[] = "{\"foo\": [\"bar\", \"baz\"],\"\": 0,\"a/b\": 1,\"c%d\": 2,"
	"\"e^f\": 3,\"g|h\": 4,\"i\\\\j\": 5,\"k\\\"l\": 6,\" \": 7,\"m~n\": 8,"
	"\"x\":{ \"y\" : {\"z\":[[1 , {\"w\":\"}]\\\"\"}],null,true]} },\"\\u0061b\":9,"
	"\"t\":1,\"u\":1,\"u\":1,\"t\":{\"s\":2,\"s\":3},\"~\":\"/\"}";

/* The text at the path, or "-". */
static void
is_there(const char *text, const char *want)
{
	struct jpath p = { 0 };
	struct span found;
	bool there;

	assert_null(jpath_parse(&p, text));
	there = jpath_find(&p, span_of(document), &found);
	if (there ? !span_is(found, want) : strcmp(want, "-"))
		fail_msg("%s: %.*s", text, there ? (int)found.n : 1, there ? found.p : "-");
	jpath_free(&p);
}

static void
pointers(void **state)
{
	(void)state;
	is_there("", document);
	is_there("/foo", "[\"bar\", \"baz\"]");
	is_there("/foo/0", "\"bar\"");
	is_there("/foo/1", "\"baz\"");
	is_there("/", "0");
	is_there("/a~1b", "1");
	is_there("/c%d", "2");
	is_there("/e^f", "3");
	is_there("/g|h", "4");
	is_there("/i\\j", "5");
	is_there("/k\"l", "6");
	is_there("/ ", "7");
	is_there("/m~0n", "8");
	is_there("/~0", "\"/\"");
	is_there("/x/y/z/0/1/w", "\"}]\\\"\"");
	is_there("/ab", "9");
}

static void
dots(void **state)
{
	(void)state;
	is_there("x.y.z.1", "null");
	is_there("x.y.z.2", "true");
	is_there("x.y.z.0.0", "1");
	is_there("a/b", "1");
	is_there("foo.1", "\"baz\"");
	is_there("~", "\"/\"");
}

static void
absent(void **state)
{
	static const char *const rows[] = { "nothing", "/foo/2", "/foo/-", "/foo/-0", "/foo/00",
	    "/foo/01",
		"/foo/+1", "/foo/1x", "/foo/", "/foo/0/0", "/foo/18446744073709551616",
		"/x/y/z/0/1/w/0",
		"/t/s/x", "/x/y/z/1/a", "X", "/a/b" };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		is_there(rows[i], "-");
}

static void
repeats(void **state)
{
	static const struct { const char *path, *want; bool differing; } rows[] = {
		{ "u", "1", false }, { "t", "{\"s\":2,\"s\":3}", true }, { "t.s", "3", true },
		{ "foo.0", "\"bar\"", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct jpath p = { 0 };
		struct span found;
		bool differing = false;

		assert_null(jpath_parse(&p, rows[i].path));
		assert_true(jpath_find_once(&p, span_of(document), &found, &differing));
		assert_true(span_is(found, rows[i].want));
		assert_int_equal(differing, rows[i].differing);
		jpath_free(&p);
	}
}

static void
refused(void **state)
{
	static const char *const rows[] = { "a..b", ".a", "a.", ".", "/a~2", "/a~", "/~", "/a/b~x",
		"1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17" };
	struct jpath p = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_non_null(jpath_parse(&p, rows[i]));
	assert_null(jpath_parse(&p, "1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16"));
	assert_int_equal(p.n, 16);
	jpath_free(&p);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(pointers),
	cmocka_unit_test(dots),
	cmocka_unit_test(absent),
	cmocka_unit_test(repeats),
	cmocka_unit_test(refused),
};

UNIT_MAIN
