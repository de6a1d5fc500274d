/* Base64: RFC 4648's vectors, all byte values, and what is refused. */
#include "unit.h"

#include "base64.h"

static const struct { const char *bytes, *text, *url; } rows[] = {
	{ "", "", "" }, { "f", "Zg==", "Zg" }, { "fo", "Zm8=", "Zm8" }, { "foo", "Zm9v", "Zm9v" },
	{ "foob", "Zm9vYg==", "Zm9vYg" }, { "fooba", "Zm9vYmE=", "Zm9vYmE" },
	{ "foobar", "Zm9vYmFy", "Zm9vYmFy" },
	{ "\xfb\xff\xbf", "+/+/", "-_-_" }, { "\xff\xfe", "//4=", "__4" },
};

static void
vectors_both_ways(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf b = { 0 };

		base64_encode(&b, span_of(rows[i].bytes));
		assert_true(span_is(buf_span(&b), rows[i].text));
		b.n = 0;
		base64_encode_url(&b, span_of(rows[i].bytes));
		assert_true(span_is(buf_span(&b), rows[i].url));
		b.n = 0;
		assert_int_equal(base64_decode(&b, span_of(rows[i].text)), 0);
		assert_true(span_is(buf_span(&b), rows[i].bytes));
		b.n = 0;
		assert_int_equal(base64_decode(&b, span_of(rows[i].url)), 0);
		assert_true(span_is(buf_span(&b), rows[i].bytes));
		buf_free(&b);
	}
}

static void
all_byte_values(void **state)
{
	char all[256];
	struct buf text = { 0 }, back = { 0 };

	(void)state;
	for (int i = 0; i < 256; i++)
		all[i] = (char)i;
	for (size_t n = 0; n <= sizeof all; n++) {
		text.n = back.n = 0;
		base64_encode(&text, (struct span){ all, n });
		assert_int_equal(text.n, (n + 2) / 3 * 4);
		assert_int_equal(base64_decode(&back, buf_span(&text)), 0);
		assert_true(span_eq(buf_span(&back), (struct span){ all, n }));
	}
	buf_free(&text);
	buf_free(&back);
}

static void
wrong_texts(void **state)
{
	static const char *const wrong[] = {
		"A", "AAAAA", "Zg=", "Z===", "=", "====", "Zg==Zg==", "Zm9v=", "Zm9v====",
		"Zh", "Zh==", "Zm9=", "Z g=", "Zg\n", "Zg==\n", "Zm9*", "Zm\xc3\xa9",
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct buf b = { 0 };

		buf_byte(&b, 'x');
		assert_int_equal(base64_decode(&b, span_of(wrong[i])), -1);
		assert_int_equal(b.n, 1);
		buf_free(&b);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(vectors_both_ways),
	cmocka_unit_test(all_byte_values),
	cmocka_unit_test(wrong_texts),
};

UNIT_MAIN
