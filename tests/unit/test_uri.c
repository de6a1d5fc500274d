/* URIs: what is encoded, and where a secret may go. */
#include "unit.h"

#include "uri.h"

static void
encoding(void **state)
{
	struct buf b = { 0 };

	(void)state;
	uri_encode(&b, SPAN("AZaz09-._~"));
	assert_true(span_is(buf_span(&b), "AZaz09-._~"));
	b.n = 0;
	uri_encode(&b, SPAN("a/b+c d%2F?#&=\xc3\xa9\n\0!"));
	assert_true(span_is(buf_span(&b), "a%2Fb%2Bc%20d%252F%3F%23%26%3D%C3%A9%0A%00%21"));
	buf_free(&b);
}

static void
paths(void **state)
{
	struct buf b = { 0 };

	(void)state;
	uri_encode_path(&b, SPAN("a//b c/%2F/"));
	assert_true(span_is(buf_span(&b), "a//b%20c/%252F/"));
	buf_free(&b);
}

static void
decoding(void **state)
{
	struct buf b = { 0 };

	(void)state;
	uri_decode(&b, SPAN("a%2fb%C3%A9+%"));
	assert_true(span_is(buf_span(&b), "a/b\xc3\xa9+%"));
	b.n = 0;
	uri_decode(&b, SPAN("%4%41%g1%1g%2"));
	assert_true(span_is(buf_span(&b), "%4A%g1%1g%2"));
	buf_free(&b);
}

static void
exposed(void **state)
{
	static const struct { const char *url; bool yes; } rows[] = {
		{ "https://storage.googleapis.com", false }, { "HTTPS://x", false },
		{ "http://storage.googleapis.com", true }, { "http://localhost", false },
		{ "http://localhost:80/x", false }, { "http://127.0.0.1:4443", false },
		{ "http://[::1]:1", false }, { "http://localhost.example.com", true },
		{ "http://127.0.0.1.example.com", true }, { "http://localhost@example.com", true },
		{ "http://example.com/localhost", true }, { "http://user@localhost", false },
		{ "http://example.com#@localhost", true }, { "http://example.com?@localhost", true },
		{ "", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (uri_exposed(span_of(rows[i].url)) != rows[i].yes)
			fail_msg("%s", rows[i].url);
}

static void
hosts(void **state)
{
	(void)state;
	assert_true(span_is(uri_host(SPAN("https://a.b:8/c?d")), "a.b:8"));
	assert_true(span_is(uri_host(SPAN("https://me:secret@a.b/c")), "a.b"));
	assert_true(span_is(uri_host(SPAN("a.b/c")), "a.b"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(encoding),
	cmocka_unit_test(paths),
	cmocka_unit_test(decoding),
	cmocka_unit_test(exposed),
	cmocka_unit_test(hosts),
};

UNIT_MAIN
