/* JSON strings and UTF-8: every character both ways, every kind of broken byte. */
#include "unit.h"

#include "jtext.h"

static void
well_formed(void **state)
{
	static const struct { const char *text; size_t n, bad; bool good; } rows[] = {
		{ "", 0, 0, true }, { "abc", 3, 0, true }, { "a\0b", 3, 0, true },
		{ "\xc2\x80", 2, 0, true }, { "\xdf\xbf", 2, 0, true },
		{ "\xe0\xa0\x80", 3, 0, true },
		{ "\xed\x9f\xbf", 3, 0, true }, { "\xee\x80\x80", 3, 0, true },
		{ "\xef\xbf\xbf", 3, 0, true },
		{ "\xf0\x90\x80\x80", 4, 0, true }, { "\xf4\x8f\xbf\xbf", 4, 0, true },
		{ "\x80", 1, 0, false }, { "a\xbf", 2, 1, false }, { "\xc0\x80", 2, 0, false },
		{ "\xc1\xbf", 2, 0, false }, { "\xe0\x80\x80", 3, 0, false },
		{ "\xe0\x9f\xbf", 3, 0, false },
		{ "\xed\xa0\x80", 3, 0, false }, { "\xed\xbf\xbf", 3, 0, false },
		{ "\xf0\x8f\xbf\xbf", 4, 0, false }, { "\xf4\x90\x80\x80", 4, 0, false },
		{ "\xf5\x80\x80\x80", 4, 0, false }, { "\xf8\x88\x80\x80\x80", 5, 0, false },
		{ "\xfc\x84\x80\x80\x80\x80", 6, 0, false }, { "\xfe", 1, 0, false },
		{ "\xff", 1, 0, false },
		{ "abcdefgh\xc2", 9, 8, false }, { "abcdefg\xe2\x82", 9, 7, false },
		{ "\xf0\x9f\x98", 3, 0, false }, { "12345678\xe2\x82\xac" "12345678\xe9", 20, 19,
		  false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t bad = 99;

		assert_int_equal(jtext_utf8((struct span){ rows[i].text, rows[i].n },
		    &bad), rows[i].good);
		assert_int_equal(bad, rows[i].good ? 99 : rows[i].bad);
	}
}

/* U+0000 to U+10FFFF as libc would: by hand, the first bits of RFC 3629. */
static size_t
utf8_of(uint32_t c, char *to)
{
	static const unsigned char first[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	if (n == 1)
		to[0] = (char)c;
	for (size_t i = n; n > 1 && i--; c >>= 6)
		to[i] = (char)(i ? 0x80 | (c & 0x3f) : first[n] | c);
	return n;
}

static void
every_character(void **state)
{
	struct buf scratch = { 0 }, quoted = { 0 };
	char escaped[32], want[4];

	(void)state;
	for (uint32_t c = 0; c < 0x110000; c++) {
		bool surrogate = c >= 0xd800 && c < 0xe000;
		size_t n = utf8_of(c, want), bad;
		struct span got;

		assert_int_equal(jtext_utf8((struct span){ want, n }, &bad), !surrogate);
		snprintf(escaped, sizeof escaped,
		    c < 0x10000 ? "\"\\u%04x\"" : "\"\\u%04x\\u%04X\"",
		    c < 0x10000 ? c : 0xd800 + ((c - 0x10000) >> 10),
		        0xdc00 + ((c - 0x10000) & 0x3ff));
		scratch.n = 0;
		assert_int_equal(jtext_decode(span_of(escaped), &scratch, &got),
		    surrogate ? -1 : 0);
		if (surrogate)
			continue;
		assert_true(span_eq(got, (struct span){ want, n }));
		quoted.n = scratch.n = 0;
		jtext_encode(&quoted, got);
		assert_true(c < 0x20 || c == '"' || c == '\\' || quoted.n == n + 2);
		assert_int_equal(jtext_decode(buf_span(&quoted), &scratch, &got), 0);
		assert_true(span_eq(got, (struct span){ want, n }));
	}
	buf_free(&scratch);
	buf_free(&quoted);
}

static void
decoded(void **state)
{
	static const struct { const char *quoted, *text; size_t n; } rows[] = {
		{ "\"\"", "", 0 }, { "\"plain\"", "plain", 5 },
		{ "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8 },
		{ "\"a\\u0000b\"", "a\0b", 3 }, { "\"\\\\u0041\"", "\\u0041", 6 },
		{ "\"x\\ud83d\\ude00y\"", "x\xf0\x9f\x98\x80y", 6 },
		{ "\"\\uD83D\"", NULL, 0 }, { "\"\\ude00\"", NULL, 0 }, { "\"\\ud83dx\"", NULL, 0 },
		{ "\"\\ud83d\\n\"", NULL, 0 }, { "\"\\ud83d\\ud83d\\ude00\"", NULL, 0 },
		{ "\"\\ud83d\\u0041\"", NULL, 0 }, { "\"\\ude00\\ud83d\"", NULL, 0 },
	};
	struct buf scratch = { 0 };

	(void)state;
	buf_put(&scratch, SPAN("kept"));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span got = { 0 };

		assert_int_equal(jtext_decode(span_of(rows[i].quoted), &scratch, &got),
		    rows[i].text ? 0 : -1);
		if (rows[i].text)
			assert_true(span_eq(got, (struct span){ rows[i].text, rows[i].n }));
		assert_memory_equal(scratch.p, "kept", 4);
	}
	buf_free(&scratch);
}

/* Room for the text is enough: nothing moves, and nothing behind it is written to. */
static void
decoded_in_its_room(void **state)
{
	char quoted[302], text[300];

	(void)state;
	for (size_t n = 2; n <= 300; n++)
		for (size_t at = 0; at < n - 1; at++) {
			struct buf scratch = { 0 };
			struct span got;
			char *room = buf_room(&scratch, 300);

			memset(room, '#', 300);
			memset(text, 'a', n);
			text[at] = '\\';
			text[at + 1] = 'n';
			snprintf(quoted, sizeof quoted, "\"%.*s\"", (int)n, text);
			assert_int_equal(jtext_decode((struct span){ quoted, n + 2 }, &scratch, &got), 0);
			text[at] = '\n';
			memmove(text + at + 1, text + at + 2, n - at - 2);
			assert_true(span_eq(got, (struct span){ text, n - 1 }));
			assert_ptr_equal(scratch.p, room);
			for (size_t i = n; i < 300; i++)
				assert_int_equal(room[i], '#');
			buf_free(&scratch);
		}
}

static void
encoded(void **state)
{
	static const struct { const char *text; size_t n; const char *quoted; } rows[] = {
		{ "", 0, "\"\"" }, { "a/b", 3, "\"a/b\"" }, { "\"\\", 2, "\"\\\"\\\\\"" },
		{ "\0\x01\b\t\n\v\f\r\x1f\x7f", 10,
		  "\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f\x7f\"" },
		{ "\xc3\xa9\xe2\x80\xa8", 5, "\"\xc3\xa9\xe2\x80\xa8\"" },
		{ "a\xff\xc3", 3, "\"a\xef\xbf\xbd\xef\xbf\xbd\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf b = { 0 };

		jtext_encode(&b, (struct span){ rows[i].text, rows[i].n });
		assert_true(span_is(buf_span(&b), rows[i].quoted));
		buf_free(&b);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(well_formed),
	cmocka_unit_test(every_character),
	cmocka_unit_test(decoded),
	cmocka_unit_test(decoded_in_its_room),
	cmocka_unit_test(encoded),
};

UNIT_MAIN
