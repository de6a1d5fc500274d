/*
 * Rows of cells, one a line but for line breaks inside quotes. The first names
 * the columns; each further one becomes an object of strings and nulls.
 */
#include "csvobject.h"
#include "decode.h"
#include "jtext.h"

struct reader {
	struct decode *d;
	struct line_reader *r;
	struct fault *why;
	bool heading;          /* the row that is read names the columns */
	bool failed;           /* see *why */
	char quote;            /* 0: means nothing */
	struct csvrow row;
	struct span raw;       /* of the row, without its last line's end */
	uint64_t line;         /* where it begins */

	struct buf header;     /* as read: a repeat of it is no row */
	struct csvobject object;
	struct arena made;     /* names of columns */
};

static void
note(struct reader *c, const char *name)
{
	tally_add(&c->d->run->tally, TALLY_NOTE, name, 1);
}

/* What is wrong in a row costs the row; in the header, the file. */
static void
reject(struct reader *c, size_t byte, const char *reason, const char *text)
{
	struct reject x = { .at = { .line = c->line, .byte = byte }, .reason = reason,
		.text = text, .raw = c->raw };

	if (!c->heading) {
		decode_reject(c->d, &x);
		return;
	}
	c->failed = true;
	fault_set(c->why, "line %llu, column %zu: the header: %s", (unsigned long long)c->line,
	    byte, text);
}

/* ---- rows with quotes ---- */

/* Where the quote is that leaves this line open, from 1. */
static size_t
open_quote(struct span line, char quote)
{
	bool open = false;
	size_t at = 0;

	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] != quote)
			continue;
		open = !open;
		/* The second of a doubled quote opens nothing new. */
		if (open && !(i && line.p[i - 1] == quote && at))
			at = i + 1;
		else if (!open && (i + 1 == line.n || line.p[i + 1] != quote))
			at = 0;
	}
	return at ? at : 1;
}

/* --lenient: what cannot be RFC 4180 is data. */
static int
take_loose(struct reader *c, struct span line)
{
	csvrow_loose(&c->row, line);
	c->raw = line;
	note(c, "loose_quotes");
	return 1;
}

/* The quote must be wrong: only its line is lost, reading goes on behind that. */
static int
give_up(struct reader *c, const char *reason, const char *text)
{
	struct span line;

	line_back(c->r);
	if (line_next(c->r, &line) <= 0)
		return 0;
	if (c->d->lenient)
		return take_loose(c, line);
	c->raw = line;
	reject(c, open_quote(line, c->quote), reason, text);
	return 0;
}

static int
misplaced(struct reader *c, size_t at)
{
	char text[160];

	snprintf(text, sizeof text, "the quote that opens here is not closed by line %llu, column %zu, "
	    "where a quote is misplaced", (unsigned long long)c->r->line, at + 1);
	return give_up(c, "bad_csv", text);
}

/* The input ends inside quotes: what follows them may be anything. */
static int
unclosed(struct reader *c)
{
	bool failed = c->r->end < 0;
	struct span all, first;
	size_t byte;

	if (c->d->lenient && !failed)
		return give_up(c, NULL, NULL);
	c->raw = all = line_kept(c->r);
	first = span_cut(&all, c->r->end_byte);
	byte = open_quote(first, c->quote);
	if (!c->heading)
		reject(c, byte, failed ? "torn" : "bad_csv", failed ? "the input ends inside the row"
		                                                    : "a quote that is never closed");
	if (failed)
		*c->why = c->r->why;
	else
		fault_set(c->why, "ends inside the quotes that open at line %llu, column %zu",
		    (unsigned long long)c->line, byte);
	c->failed = true;
	return -1;
}

/* All of the row that is read, which ends with this line. */
static void
end_row(struct reader *c, struct span row)
{
	csvrow_end(&c->row, row, c->r->buf.p + c->r->buf.n);
}

/* The first line has left quotes open. 1 row, 0 rejected, -1 see *why. */
static int
read_on(struct reader *c, struct span line)
{
	size_t bom = (size_t)(line.p - (c->r->buf.p + c->r->at)), at;
	struct span row, more;

	line_keep(c->r);
	while (c->row.open) {
		if (line_next(c->r, &line) <= 0 || c->r->torn)
			return unclosed(c);
		if (c->r->over || line_kept(c->r).n > c->r->max)
			return give_up(c, "too_long", "the quote that opens here is not closed within --max-line");
		c->raw = span_from(line_kept(c->r).p, line.p + line.n);
		row = span_after(c->raw, bom);
		more = span_after(row, c->row.fed);
		if (csvrow_feed(&c->row, more, &at))
			return misplaced(c, (size_t)(more.p + at - (c->r->buf.p + c->r->at)));
	}
	end_row(c, row);
	line_drop(c->r);
	return 1;
}

static int
read_row(struct reader *c, struct span line)
{
	size_t at;

	csvrow_begin(&c->row);
	if (csvrow_feed(&c->row, line, &at)) {
		if (c->d->lenient)
			return take_loose(c, line);
		reject(c, at + 1, "bad_csv", "a quote inside a cell, or something behind a closing quote");
		return 0;
	}
	if (c->row.open)
		return read_on(c, line);
	end_row(c, line);
	return 1;
}

/* ---- rows ---- */

/* A line that is no row: blank, a comment, not all there. */
static bool
is_no_row(struct reader *c, struct span line)
{
	const char *comment = c->d->comment;

	if (!line.n)
		note(c, "blank_lines");
	else if (comment && span_starts(line, span_of(comment)))
		note(c, "comment_lines");
	else if (c->heading && c->r->over)
		reject(c, 1, "too_long", "longer than --max-line");
	else if (!c->heading || !c->r->torn)
		return decode_broken_line(c->d, c->r, line);
	return true;
}

static int
read_line(struct reader *c, struct span line)
{
	c->line = c->r->line;
	c->raw = line;
	return is_no_row(c, line) ? 0 : read_row(c, line);
}

/* The cells of the next row: 1; 0 end; -1 see *why. Bad rows are rejected. */
static int
next_row(struct reader *c)
{
	struct span line;
	int got;

	while ((got = line_next(c->r, &line)) > 0) {
		got = read_line(c, line);
		if (c->failed)
			return -1;
		if (got)
			return 1;
	}
	if (got < 0)
		*c->why = c->r->why;
	return got;
}

/* Short rows are filled up, and empty cells behind the last column go: a comma
 * at the end. */
static bool
fit(struct reader *c)
{
	for (size_t i = c->object.n; i < c->row.n; i++)
		if (c->row.cell[i].n)
			return false;
	csvrow_resize(&c->row, c->object.n);
	note(c, "ragged_rows");
	return true;
}

/* Cells with the texts of --null become nothing. */
static void
take_nulls(struct reader *c)
{
	const struct opt_list *null = &c->d->null;

	for (size_t i = 0; i < c->row.n; i++)
		for (size_t k = 0; k < null->n; k++)
			if (span_is(c->row.cell[i], null->item[k]))
				c->row.cell[i] = (struct span){ NULL, 0 };
}

static void
give_row(struct reader *c)
{
	struct record record = { .json = &c->object.json, .at = { c->d->in->name, c->line, 1 },
		.made = true };
	size_t at = 0;
	char text[80];

	if (c->row.n != c->object.n && !(c->d->lenient && fit(c))) {
		snprintf(text, sizeof text, "%zu field%s, %s %zu", c->row.n, c->row.n == 1 ? "" : "s",
		    c->header.n ? "the header has" : "expected", c->object.n);
		reject(c, 1, "ragged", text);
	} else if (c->row.high && !jtext_utf8(c->raw, &at)) {
		reject(c, c->row.quoted ? 1 : at + 1, "bad_utf8", "not UTF-8");
	} else if (c->row.first && (at = span_find(c->raw, '\0')) < c->raw.n) {
		reject(c, c->row.quoted ? 1 : at + 1, "bad_csv", "a NUL byte");
	} else {
		if (c->row.doubled && (c->d->null.n || c->quote != '"'))
			csvrow_undouble(&c->row);
		if (c->d->null.n)
			take_nulls(c);
		csvobject_write(&c->object, &c->row);
		record.text = buf_span(&c->object.text);
		decode_give(c->d, &record);
	}
}

/* ---- columns ---- */

/* The first row there is; 1, 0 none, -1. */
static int
first_row(struct reader *c)
{
	int got = next_row(c);

	if (got > 0 && c->r->end_byte != '\r' && span_find(c->raw, '\r') < c->raw.n &&
	    span_find(c->raw, '"') == c->raw.n)
		return fault_set(c->why, "its lines end in CR alone: say so with --cr");
	return got;
}

static int
read_header(struct reader *c)
{
	size_t made = 0;
	int got;

	c->heading = true;
	got = first_row(c);
	c->heading = false;
	if (got <= 0)
		return got;
	if (c->row.doubled)
		csvrow_undouble(&c->row);
	buf_put(&c->header, c->raw);
	if (c->d->lenient)
		made = csvobject_mend_names(&c->row, &c->made);
	if (made)
		tally_add(&c->d->run->tally, TALLY_NOTE, "made_names", made);
	return csvobject_header(&c->object, &c->row, c->why) ? -1 : 1;
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
		rc = fault_set(c->why, "--header: a quote is misplaced, or not closed");
	} else {
		csvrow_end(&row, names, names.p + names.n);
		if (row.doubled)
			csvrow_undouble(&row);
		rc = csvobject_header(&c->object, &row, c->why);
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
	csvrow_init(&row, c->row.delim, c->quote);
	csvrow_resize(&row, c->row.n);
	csvobject_mend_names(&row, &c->made);
	got = csvobject_header(&c->object, &row, c->why) ? -1 : 1;
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

int
decode_rows(struct decode *d, struct line_reader *r, const struct decode_rows *how,
    struct fault *why)
{
	struct reader c = { .d = d, .r = r, .why = why, .quote = how->quote,
		.object.sparse = how->sparse };
	int got;

	csvrow_init(&c.row, how->delim, how->quote);
	got = begin(&c, how);
	while (got > 0 && (got = next_row(&c)) > 0)
		if (!c.header.n || !span_eq(c.raw, buf_span(&c.header)))
			give_row(&c);
		else
			note(&c, "repeated_headers");
	csvrow_free(&c.row);
	csvobject_free(&c.object);
	buf_free(&c.header);
	arena_free(&c.made);
	return got;
}
