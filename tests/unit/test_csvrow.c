/* csvrow: quotes, separators and line ends wherever in a block they stand, by each
 * instruction set. What libcsv says of rows is in tests/fuzz/fuzz_csv.c. */
#include "unit.h"

#include "csvrow_isa.h"
#include "jscan_isa.h"
#include "jtext.h"

enum { FURTHEST = 130 };

static const struct {
	const char *name;
	const struct csvrow_isa *isa;
} sets[] = {
	{ "plain", &csvrow_plain }, { "sse2", &csvrow_sse2 }, { "avx2", &csvrow_avx2 },
	{ "avx512", &csvrow_avx512 },
};

typedef void each(struct csvrow *w, struct span pad);

/* With pad as the first cell, of each length, by each instruction set. */
static void
at_each_offset(each *test)
{
	char pad[FURTHEST];
	struct csvrow w;

	memset(pad, 'p', sizeof pad);
	csvrow_init(&w, ',', '"');
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
		for (size_t n = 0; n < FURTHEST && jscan_runs(sets[i].name); n++) {
			w.isa = sets[i].isa;
			test(&w, (struct span){ pad, n });
		}
	csvrow_free(&w);
}

static struct span
text_of(struct buf *b, struct span pad, struct span rest)
{
	b->n = 0;
	buf_put(b, pad);
	buf_put(b, rest);
	return buf_span(b);
}

static void
split(struct csvrow *w, struct span row)
{
	size_t at;

	csvrow_begin(w);
	assert_int_equal(csvrow_feed(w, row, &at), 0);
	assert_false(w->open);
	csvrow_end(w, row, row.p + row.n);
}

static void
cells_at(struct csvrow *w, struct span pad)
{
	struct buf row = { 0 }, json = { 0 };

	split(w, text_of(&row, pad, SPAN(",\"x, \"\"y\"\"\\\n\",\"\",,\"\"\"\"\"\",\xc3\xa9")));
	assert_int_equal(w->n, 6);
	assert_true(span_eq(w->cell[0], pad));
	assert_true(w->quoted && w->doubled && w->high && w->first);
	assert_true(!w->cell[0].n == !w->cell[0].p && w->cell[2].p && !w->cell[3].p);
	buf_room(&json, JTEXT_ROOM(w->cell[1].n));
	json.n = (size_t)(csvrow_escape(w, json.p, w->cell[1]) - json.p);
	assert_span(buf_span(&json), "x, \\\"y\\\"\\\\\\n");
	csvrow_undouble(w);
	assert_span(w->cell[1], "x, \"y\"\\\n");
	assert_span(w->cell[4], "\"\"");
	assert_span(w->cell[5], "\xc3\xa9");
	buf_free(&row);
	buf_free(&json);
}

static void
cells(void **state)
{
	(void)state;
	at_each_offset(cells_at);
}

/* What is misplaced, and where; the pad is the row's begin. */
static void
misplaced_at(struct csvrow *w, struct span pad)
{
	static const struct {
		struct span rest;
		size_t at;
	} rows[] = {
		{ { "a\"b,c", 5 }, 1 }, { { "a,\"b\"c,d", 8 }, 5 }, { { "a,\"b\"\"c\"\"\"d", 11 }, 10 },
		{ { "a\"\"", 3 }, 1 }, { { "a,b\"", 4 }, 3 }, { { "a,\"\" ", 5 }, 4 },
		{ { "a,\"\"x\"\"", 7 }, 4 }, { { "a,\"x\"\r", 6 }, 5 },
	};
	struct buf row = { 0 };
	size_t at;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		csvrow_begin(w);
		assert_int_equal(csvrow_feed(w, text_of(&row, pad, rows[i].rest), &at), -1);
		assert_int_equal(at, pad.n + rows[i].at);
	}
	buf_free(&row);
}

static void
misplaced(void **state)
{
	(void)state;
	at_each_offset(misplaced_at);
}

/* A row that is fed line by line, and moves meanwhile. */
static void
over_lines_at(struct csvrow *w, struct span pad)
{
	static const char *const part[] = { ",\"x\"\"", "\r\n\"\"", "\n", "\n\",\"\"" };
	struct buf row = { 0 }, moved = { 0 };
	size_t at;

	csvrow_begin(w);
	buf_put(&row, pad);
	for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
		buf_put(&row, span_of(part[i]));
		assert_int_equal(csvrow_feed(w, span_after(buf_span(&row), w->fed), &at), 0);
		assert_int_equal(w->open, i < 3);
	}
	buf_put(&moved, buf_span(&row));
	csvrow_end(w, buf_span(&moved), moved.p + moved.n);
	csvrow_undouble(w);
	assert_int_equal(w->n, 3);
	assert_span(w->cell[1], "x\"\r\n\"\n\n");
	assert_true(w->cell[2].p && !w->cell[2].n);
	buf_free(&row);
	buf_free(&moved);
}

static void
over_lines(void **state)
{
	(void)state;
	at_each_offset(over_lines_at);
}

/* Up to where rows are whole: a line break in quotes, or behind a quote that is
 * odd, ends none. */
static void
whole_at(struct csvrow *w, struct span pad)
{
	static const struct {
		struct span rest;
		size_t n;
		uint64_t lines;
	} rows[] = {
		{ { ",a\nb\n\"c\n\",\nd", 12 }, 11, 4 }, { { "\r\n\"a\"\r\n\"\n", 9 }, 7, 2 },
		{ { "\n\"a\"\rb\n", 7 }, 1, 1 }, { { "\n\n\"a\"b\n", 7 }, 2, 2 }, { { "\na\"\n", 4 }, 1, 1 },
		{ { "\n\"a\"\"\n\"\n", 8 }, 8, 3 }, { { "\"\n", 2 }, 0, 0 }, { { "\n\"\"\"\n", 5 }, 1, 1 },
	};
	char tail[64];
	struct buf text = { 0 };
	uint64_t lines;

	memset(tail, 't', sizeof tail);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		text_of(&text, pad, rows[i].rest);
		buf_put(&text, (struct span){ tail, sizeof tail });
		assert_int_equal(csvrow_whole(w, buf_span(&text), &lines),
		    rows[i].n ? pad.n + rows[i].n : 0);
		assert_int_equal(lines, rows[i].lines);
	}
	buf_free(&text);
}

static void
whole(void **state)
{
	(void)state;
	at_each_offset(whole_at);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(cells), cmocka_unit_test(misplaced), cmocka_unit_test(over_lines),
	cmocka_unit_test(whole),
};

UNIT_MAIN
