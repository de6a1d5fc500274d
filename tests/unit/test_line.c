/* Lines of input that comes in pieces of any size, plain and compressed. */
#include "unit.h"

#include <zlib.h>

#include "line.h"
#include "../pieces.h"

/* All lines, each with a bar behind it, then how it ended. */
static const char *
lines(struct span bytes, size_t piece, size_t max, bool fails)
{
	static struct buf all;
	struct pieces p = { bytes, piece, fails };
	struct line_reader r;
	struct input in;
	struct span line;
	int rc;

	all.n = 0;
	input_from(&in, "pieces", pieces_give, &p);
	line_init(&r, &in, max);
	while ((rc = line_next(&r, &line)) > 0) {
		if (r.over)
			buf_printf(&all, "<over %d>|", (int)r.line);
		else
			buf_printf(&all, "%.*s%s|", (int)line.n, line.p, r.torn ? "<torn>" : "");
	}
	buf_printf(&all, "%d", rc);
	if (rc < 0)
		buf_printf(&all, " %s", r.why.text);
	line_free(&r);
	input_close(&in);
	return buf_text(&all);
}

#define BOM "\xef\xbb\xbf"

static void
any_cut_gives_the_same(void **state)
{
	static const struct { struct span in; const char *want; } rows[] = {
		{ { "", 0 }, "0" },
		{ { "\n", 1 }, "|0" },
		{ { "a\nb\n", 4 }, "a|b|0" },
		{ { "a\nb", 3 }, "a|b|0" },
		{ { "a\r\nb\r\n", 6 }, "a|b|0" },
		{ { "a\r\r\n\rb\n", 7 }, "a\r|\rb|0" },
		{ { "a\n\n\nb\n", 6 }, "a|||b|0" },
		{ { BOM "a\nb\n" BOM "c\n", 12 }, "a|b|c|0" },
		{ { "a" BOM "\n", 5 }, "a" BOM "|0" },
		{ { "\xe2\x80\xa8x\n\x0c\n", 7 }, "\xe2\x80\xa8x|\x0c|0" },
		{ { "no\x1f\x8bgzip\n", 9 }, "no\x1f\x8bgzip|0" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		for (size_t piece = 1; piece <= 13; piece++)
			assert_string_equal(lines(rows[i].in, piece, 1000, false), rows[i].want);
}

static void
a_nul_is_a_byte(void **state)
{
	struct pieces p = { { "a\0b\n", 4 }, 1, false };
	struct line_reader r;
	struct input in;
	struct span line;

	(void)state;
	input_from(&in, "pieces", pieces_give, &p);
	line_init(&r, &in, 100);
	assert_int_equal(line_next(&r, &line), 1);
	assert_span(line, "a\0b");
	assert_int_equal(line_next(&r, &line), 0);
	line_free(&r);
	input_close(&in);
}

static void
over_long_lines_are_skipped(void **state)
{
	static char bytes[300000];
	char *end = bytes;

	(void)state;
	end = mempcpy(end, "first\n", 6);
	end = (char *)memset(end, 'x', 100) + 100;
	end = mempcpy(end, "\nfits\n", 6);
	end = (char *)memset(end, 'y', 101) + 101;
	end = mempcpy(end, "\nmore\n", 6);
	end = (char *)memset(end, 'z', 290000) + 290000;
	end = mempcpy(end, "\nlast", 5);
	for (size_t piece = 1; piece <= 100000; piece = piece * 3 + 1) {
		const char *got = lines(span_from(bytes, end), piece, 100, false);

		assert_memory_equal(got, "first|xxxx", 10);
		assert_non_null(strstr(got, "x|fits|<over 4>|more|<over 6>|last|0"));
	}
}

static void
a_failure_comes_after_what_was_read(void **state)
{
	(void)state;
	for (size_t piece = 1; piece < 9; piece++) {
		assert_string_equal(lines(SPAN("a\nb\n"), piece, 100, true), "a|b|-1 the wire was cut");
		assert_string_equal(lines(SPAN("a\nb"), piece, 100, true),
		    "a|b<torn>|-1 the wire was cut");
	}
}

/* The text as gzip, behind what `to` holds. */
static void
put_gzip(struct buf *to, struct span text)
{
	z_stream z = { 0 };

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)text.p;
	z.avail_in = (uInt)text.n;
	z.next_out = (Bytef *)buf_room(to, 1000);
	z.avail_out = 1000;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	to->n += 1000 - z.avail_out;
	deflateEnd(&z);
}

static void
gzip_members_anywhere(void **state)
{
	struct buf z = { 0 };

	(void)state;
	put_gzip(&z, SPAN("one\ntw"));
	put_gzip(&z, SPAN(""));
	put_gzip(&z, SPAN("o\nthree\n"));
	for (size_t piece = 1; piece < 30; piece++)
		assert_string_equal(lines(buf_span(&z), piece, 100, false), "one|two|three|0");
	buf_put(&z, (struct span){ "\0\0\0\0\0\0", 6 });
	assert_string_equal(lines(buf_span(&z), 7, 100, false), "one|two|three|0");
	buf_put(&z, SPAN("x"));
	assert_non_null(strstr(lines(buf_span(&z), 7, 100, false), "three|-1 "));
	buf_free(&z);
}

/* Cut anywhere, it is never taken for whole but at a member's end. */
static void
gzip_cut_anywhere(void **state)
{
	struct buf z = { 0 };
	size_t first;

	(void)state;
	put_gzip(&z, SPAN("one\n"));
	first = z.n;
	put_gzip(&z, SPAN("two\n"));
	for (size_t n = 1; n < z.n; n++) {
		const char *got = lines((struct span){ z.p, n }, 5, 100, false);

		if (n == first)
			assert_string_equal(got, "one|0");
		else if (n == 1)
			assert_non_null(got);
		else
			assert_non_null(strstr(got, "-1 truncated"));
	}
	buf_free(&z);
}

static void
gzip_damaged_anywhere(void **state)
{
	struct buf z = { 0 };

	(void)state;
	put_gzip(&z, SPAN("one\ntwo\n"));
	/* Behind the header; the last bits of the data's last byte are not used. */
	for (size_t i = 10; i < z.n; i++) {
		const char *got;

		z.p[i] ^= 0x10;
		got = lines(buf_span(&z), 3, 100, false);
		if (i != z.n - 9 || strcmp(got, "one|two|0"))
			assert_non_null(strstr(got, "-1 "));
		z.p[i] ^= 0x10;
	}
	buf_free(&z);
}

static void
peeking_takes_nothing(void **state)
{
	struct pieces p = { SPAN("one\ntwo\n"), 2, false };
	struct line_reader r;
	struct input in;
	struct span line;

	(void)state;
	input_from(&in, "pieces", pieces_give, &p);
	line_init(&r, &in, 100);
	assert_true(span_starts(line_peek(&r, 5), SPAN("one\nt")));
	assert_int_equal(line_next(&r, &line), 1);
	assert_span(line, "one");
	assert_span(line_peek(&r, 100), "two\n");
	assert_int_equal(line_next(&r, &line), 1);
	assert_span(line, "two");
	assert_int_equal(r.line, 2);
	assert_int_equal(line_peek(&r, 1).n, 0);
	assert_int_equal(line_next(&r, &line), 0);
	line_free(&r);
	input_close(&in);
}

/* Lines are kept over many reads, lent again, and let go. */
static void
kept_lines_come_back(void **state)
{
	static const char bytes[] = "one\n" BOM "two\r\nthree\nfour\n";

	(void)state;
	for (size_t piece = 1; piece < sizeof bytes; piece++) {
		struct pieces p = { { bytes, sizeof bytes - 1 }, piece, false };
		struct line_reader r;
		struct input in;
		struct span line;

		input_from(&in, "pieces", pieces_give, &p);
		line_init(&r, &in, 100);
		assert_int_equal(line_next(&r, &line), 1);
		assert_span(line_kept(&r), "one\n");
		assert_int_equal(line_next(&r, &line), 1);
		line_keep(&r);
		assert_int_equal(line_next(&r, &line), 1);
		assert_span(line, "three");
		assert_span(line_kept(&r), BOM "two\r\nthree\n");
		line_back(&r);
		assert_int_equal(line_next(&r, &line), 1);
		assert_span(line, "two");
		assert_int_equal(r.line, 2);
		line_keep(&r);
		while (line_next(&r, &line) > 0)
			;
		assert_span(line_kept(&r), BOM "two\r\nthree\nfour\n");
		line_drop(&r);
		line_free(&r);
		input_close(&in);
	}
}

/* An over-long line behind kept ones is found again. */
static void
kept_lines_before_an_over_long_one(void **state)
{
	static char bytes[300000];
	struct pieces p = { { bytes, sizeof bytes }, 100, false };
	struct line_reader r;
	struct input in;
	struct span line;

	(void)state;
	memset(bytes, 'x', sizeof bytes);
	bytes[2] = bytes[5] = '\n';
	input_from(&in, "pieces", pieces_give, &p);
	line_init(&r, &in, 1000);
	assert_int_equal(line_next(&r, &line), 1);
	line_keep(&r);
	assert_int_equal(line_next(&r, &line), 1);
	assert_int_equal(line_next(&r, &line), 1);
	assert_true(r.over);
	line_back(&r);
	for (uint64_t i = 1; i <= 3; i++) {
		assert_int_equal(line_next(&r, &line), 1);
		assert_int_equal(r.line, i);
		assert_int_equal(r.over, i == 3);
	}
	assert_int_equal(line_next(&r, &line), 0);
	line_free(&r);
	input_close(&in);
}

/* The rest of a line that is too long is no part of what comes next. */
static void
peeking_behind_an_over_long_line(void **state)
{
	static char bytes[2000];
	struct pieces p = { { bytes, sizeof bytes }, 300, false };
	struct line_reader r;
	struct input in;
	struct span line, next;

	(void)state;
	memset(bytes, 'x', sizeof bytes);
	bytes[1000] = bytes[1500] = '\n';
	input_from(&in, "pieces", pieces_give, &p);
	line_init(&r, &in, 400);
	assert_int_equal(line_next(&r, &line), 1);
	assert_true(r.over);
	next = line_peek(&r, 999);
	assert_int_equal(next.n, 999);
	assert_int_equal(span_find(next, '\n'), 499);
	assert_int_equal(line_next(&r, &line), 1);
	assert_int_equal(r.line, 2);
	assert_int_equal(line_next(&r, &line), 1);
	assert_int_equal(line_next(&r, &line), 0);
	line_free(&r);
	input_close(&in);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(any_cut_gives_the_same),
	cmocka_unit_test(a_nul_is_a_byte),
	cmocka_unit_test(over_long_lines_are_skipped),
	cmocka_unit_test(a_failure_comes_after_what_was_read),
	cmocka_unit_test(gzip_members_anywhere),
	cmocka_unit_test(gzip_cut_anywhere),
	cmocka_unit_test(gzip_damaged_anywhere),
	cmocka_unit_test(peeking_takes_nothing),
	cmocka_unit_test(peeking_behind_an_over_long_line),
	cmocka_unit_test(kept_lines_come_back),
	cmocka_unit_test(kept_lines_before_an_over_long_one),
};

UNIT_MAIN
