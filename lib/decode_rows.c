/*
 * Rows of cells, one a line but for line breaks inside quotes. The first names
 * the columns; each further one becomes an object of strings and nulls.
 */
#include "csvobject.h"
#include "decode_blocks.h"
#include "decode_row.h"
#include "diag.h"
#include "jtext.h"

struct reader {
	struct decode_row in;
	struct buf header;     /* as read: a repeat of it is no row */
	struct csvobject object;
	struct arena made;     /* names of columns */
};

/* Short rows are filled up, and empty cells behind the last column go: a comma
 * at the end. */
static bool
fit(struct reader *c)
{
	for (size_t i = c->object.n; i < c->in.row.n; i++)
		if (c->in.row.cell[i].n)
			return false;
	csvrow_resize(&c->in.row, c->object.n);
	decode_row_note(&c->in, "ragged_rows");
	return true;
}

/* Cells with the texts of --null become nothing. */
static void
take_nulls(struct reader *c)
{
	const struct opt_list *null = &c->in.d->null;

	for (size_t i = 0; i < c->in.row.n; i++)
		for (size_t k = 0; k < null->n; k++)
			if (span_is(c->in.row.cell[i], null->item[k]))
				c->in.row.cell[i] = (struct span){ NULL, 0 };
}

static void
give_row(struct reader *c)
{
	struct record record = { .json = &c->object.json, .at = { c->in.d->in->name, c->in.line, 1 },
		.made = true };
	struct csvrow *row = &c->in.row;
	size_t at = 0;
	char text[80];

	if (row->n != c->object.n && !(c->in.d->lenient && fit(c))) {
		snprintf(text, sizeof text, "%zu field%s, %s %zu", row->n, row->n == 1 ? "" : "s",
		    c->header.n ? "the header has" : "expected", c->object.n);
		decode_row_reject(&c->in, 1, "ragged", text);
	} else if (row->high && !jtext_utf8(c->in.raw, &at)) {
		decode_row_reject(&c->in, row->quoted ? 1 : at + 1, "bad_utf8", "not UTF-8");
	} else if (row->first && (at = span_find(c->in.raw, '\0')) < c->in.raw.n) {
		decode_row_reject(&c->in, row->quoted ? 1 : at + 1, "bad_csv", "a NUL byte");
	} else {
		if (row->doubled && (c->in.d->null.n || c->in.quote != '"'))
			csvrow_undouble(row);
		if (c->in.d->null.n)
			take_nulls(c);
		csvobject_write(&c->object, row);
		record.text = buf_span(&c->object.text);
		decode_give(c->in.d, &record);
	}
}

/* ---- columns ---- */

/* The first row there is; 1, 0 none, -1. */
static int
first_row(struct reader *c)
{
	int got = decode_row_next(&c->in);

	if (got > 0 && c->in.r->end_byte != '\r' && span_find(c->in.raw, '\r') < c->in.raw.n &&
	    span_find(c->in.raw, '"') == c->in.raw.n)
		return fault_set(c->in.why, "its lines end in CR alone: say so with --cr");
	return got;
}

static int
read_header(struct reader *c)
{
	size_t made = 0;
	int got;

	c->in.heading = true;
	got = first_row(c);
	c->in.heading = false;
	if (got <= 0)
		return got;
	if (c->in.row.doubled)
		csvrow_undouble(&c->in.row);
	buf_put(&c->header, c->in.raw);
	if (c->in.d->lenient)
		made = csvobject_mend_names(&c->in.row, &c->made);
	if (made)
		tally_add(&c->in.d->run->tally, TALLY_NOTE, "made_names", made);
	return csvobject_header(&c->object, &c->in.row, c->in.why) ? -1 : 1;
}

static int
take_names(struct reader *c, struct span names)
{
	struct csvrow row;
	size_t at;
	int rc;

	csvrow_init(&row, ',', '"');
	csvrow_begin(&row);
	if (csvrow_feed(&row, names, &at) || row.open) {
		rc = fault_set(c->in.why, "--header: a quote is misplaced, or not closed");
	} else {
		csvrow_end(&row, names, names.p + names.n);
		if (row.doubled)
			csvrow_undouble(&row);
		rc = csvobject_header(&c->object, &row, c->in.why);
	}
	csvrow_free(&row);
	return rc ? -1 : 1;
}

/* As many as the first row has, which is a row like the others. */
static int
number_columns(struct reader *c)
{
	struct csvrow row;
	int got = first_row(c);

	if (got <= 0)
		return got;
	csvrow_init(&row, c->in.row.delim, c->in.quote);
	csvrow_resize(&row, c->in.row.n);
	csvobject_mend_names(&row, &c->made);
	got = csvobject_header(&c->object, &row, c->in.why) ? -1 : 1;
	csvrow_free(&row);
	if (got > 0)
		give_row(c);
	return got;
}

static int
begin(struct reader *c, const struct decode_rows *how)
{
	if (how->names.n)
		return take_names(c, how->names);
	return how->numbered ? number_columns(c) : read_header(c);
}

static int
read_row(struct reader *c)
{
	int got = decode_row_next(&c->in);

	if (got > 0 && c->header.n && span_eq(c->in.raw, buf_span(&c->header)))
		decode_row_note(&c->in, "repeated_headers");
	else if (got > 0)
		give_row(c);
	return got;
}

/* ---- by several threads ---- */

static size_t
cut(const void *reader, struct span text, uint64_t *lines)
{
	const struct reader *c = reader;

	return csvrow_whole(&c->in.row, text, lines);
}

static void *
fork_reader(const void *reader, struct decode *d, struct line_reader *r)
{
	const struct reader *c = reader;
	struct reader *own = calloc(1, sizeof *own);

	if (!own)
		die_errno(DIAG_STOPPED, "memory for a reader of rows");
	*own = (struct reader){ .in = { .d = d, .r = r, .quote = c->in.quote },
		.header = c->header };
	csvrow_init(&own->in.row, c->in.row.delim, c->in.row.quote);
	csvobject_fork(&own->object, &c->object);
	return own;
}

static int
read_rows(void *reader, struct fault *why)
{
	struct reader *c = reader;
	int got;

	c->in.why = why;
	while ((got = read_row(c)) > 0)
		;
	return got;
}

static void
free_reader(void *reader)
{
	struct reader *c = reader;

	csvrow_free(&c->in.row);
	csvobject_free(&c->object);
	free(c);
}

/* Not where lines end otherwise, or a line may not be what its quotes say. */
static int
read_blocks(struct reader *c)
{
	static const struct decode_blocks how = { cut, fork_reader, read_rows, free_reader };

	if (c->in.r->end_byte != '\n' || c->in.d->comment)
		return 1;
	return decode_blocks(c->in.d, c->in.r, &how, c, c->in.why) ? -1 : 1;
}

/* How many rows are read before blocks are tried again: what ended them was one. */
enum { ROWS = 1000 };

int
decode_rows(struct decode *d, struct line_reader *r, const struct decode_rows *how,
    struct fault *why)
{
	struct reader c = { .in = { .d = d, .r = r, .why = why, .quote = how->quote },
		.object.sparse = how->sparse };
	int got;

	csvrow_init(&c.in.row, how->delim, how->quote);
	got = begin(&c, how);
	while (got > 0) {
		got = read_blocks(&c);
		for (int i = 0; i < ROWS && got > 0; i++)
			got = read_row(&c);
	}
	csvrow_free(&c.in.row);
	csvobject_free(&c.object);
	buf_free(&c.header);
	arena_free(&c.made);
	return got;
}
