/*
 * CSV (RFC 4180, strictly) and TSV (text/tab-separated-values: quotes mean
 * nothing). The first line names the columns; each row becomes an object of
 * strings, an empty cell "".
 */
#include "csvobject.h"
#include "decode.h"
#include "jtext.h"

struct reader {
	struct decode *d;
	struct line_reader *r;
	struct fault *why;
	bool quotes;           /* mean something */
	bool failed;           /* see *why */
	struct csvrow row;
	struct span raw;       /* of the row, without its last line's end */
	struct span cells;     /* the bytes of its cells */
	uint64_t line;         /* where it begins */

	struct buf header;     /* as read: a repeat of it is no row */
	struct csvobject object;
};

/* What is wrong in a row costs the row; in the header, the file. */
static void
reject(struct reader *c, size_t byte, const char *reason, const char *text)
{
	struct reject x = { .at = { .line = c->line, .byte = byte }, .reason = reason,
		.text = text, .raw = c->raw };

	if (c->object.n) {
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
open_quote(struct span line)
{
	bool open = false;
	size_t at = 0;

	for (size_t i = 0; i < line.n; i++) {
		if (line.p[i] != '"')
			continue;
		open = !open;
		/* The second of a doubled quote opens nothing new. */
		if (open && !(i && line.p[i - 1] == '"' && at))
			at = i + 1;
		else if (!open && (i + 1 == line.n || line.p[i + 1] != '"'))
			at = 0;
	}
	return at ? at : 1;
}

/* The quote must be wrong: only its line is lost, reading goes on behind that. */
static int
give_up(struct reader *c, const char *reason, const char *text)
{
	struct span line;

	line_back(c->r);
	if (line_next(c->r, &line) > 0) {
		c->raw = line;
		reject(c, open_quote(line), reason, text);
	}
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

	c->raw = all = line_kept(c->r);
	first = span_cut(&all, '\n');
	byte = open_quote(first);
	if (c->object.n)
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

/* The lent line as read, but for its end. */
static struct span
lent_line(const struct line_reader *r, struct span line)
{
	return span_from(r->buf.p + r->at, line.p + line.n);
}

/* The first line has left quotes open. 1 row, 0 rejected, -1 see *why. */
static int
read_on(struct reader *c)
{
	struct span line = { 0 };
	size_t at;

	line_keep(c->r);
	while (c->row.open) {
		bool crlf = span_ends(line_kept(c->r), SPAN("\r\n"));

		csvrow_feed(&c->row, crlf ? SPAN("\r\n") : SPAN("\n"), &at);
		if (line_next(c->r, &line) <= 0 || c->r->torn)
			return unclosed(c);
		if (c->r->over || line_kept(c->r).n > c->r->max)
			return give_up(c, "too_long", "the quote that opens here is not closed within --max-line");
		if (csvrow_feed(&c->row, lent_line(c->r, line), &at))
			return misplaced(c, at);
	}
	csvrow_end(&c->row);
	c->raw = line_kept(c->r);
	c->raw = span_from(c->raw.p, line.p + line.n);
	line_drop(c->r);
	return 1;
}

/* Whether a cell begins with a quote. */
static bool
has_quoted_cell(struct span line, char delim)
{
	if (*line.p == '"')
		return true;
	for (size_t i = 1; i < line.n; i++)
		if (line.p[i] == '"' && line.p[i - 1] == delim)
			return true;
	return false;
}

static int
read_quoted(struct reader *c, struct span line)
{
	size_t at;

	csvrow_begin(&c->row);
	if (csvrow_feed(&c->row, line, &at)) {
		reject(c, at + 1, "bad_csv", "a quote inside a cell, or something behind a closing quote");
		return 0;
	}
	if (c->row.open)
		return read_on(c);
	csvrow_end(&c->row);
	return 1;
}

/* ---- rows ---- */

static int
read_line(struct reader *c, struct span line)
{
	int got;

	c->line = c->r->line;
	c->raw = c->cells = line;
	if (!line.n) {
		tally_add(&c->d->run->tally, TALLY_NOTE, "blank_lines", 1);
		return 0;
	}
	if (!c->object.n && c->r->torn)
		return 0;
	if (!c->object.n && c->r->over) {
		reject(c, 1, "too_long", "longer than --max-line");
		return 0;
	}
	if (decode_broken_line(c->d, c->r, line))
		return 0;
	if (!c->quotes || !memchr(line.p, '"', line.n) ||
	    (c->d->loose_quotes && !has_quoted_cell(line, c->row.delim))) {
		csvrow_plain(&c->row, line);
		return 1;
	}
	got = read_quoted(c, line);
	c->cells = buf_span(&c->row.text);
	return got;
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

static int
read_header(struct reader *c)
{
	int got = next_row(c);

	if (got <= 0)
		return got;
	if (span_find(c->raw, '\r') < c->raw.n && span_find(c->raw, '"') == c->raw.n)
		return fault_set(c->why, "its lines end in CR alone; convert it: tr '\\r' '\\n' <FILE | ...");
	buf_put(&c->header, c->raw);
	return csvobject_header(&c->object, &c->row, c->why) ? -1 : 1;
}

static void
give_row(struct reader *c)
{
	struct record record = { .json = &c->object.json, .at = { c->d->in->name, c->line, 1 },
		.made = true };
	bool plain = csvobject_plain(c->cells, c->row.delim), split = c->cells.p == c->raw.p;
	char text[80];
	size_t at = 0;

	if (c->row.n != c->object.n) {
		snprintf(text, sizeof text, "%zu field%s, the header has %zu", c->row.n,
		    c->row.n == 1 ? "" : "s", c->object.n);
		reject(c, 1, "ragged", text);
	} else if (!plain && !jtext_utf8(c->cells, &at)) {
		reject(c, split ? at + 1 : 1, "bad_utf8", "not UTF-8");
	} else if (!plain && (at = span_find(c->cells, '\0')) < c->cells.n) {
		reject(c, split ? at + 1 : 1, "bad_csv", "a NUL byte");
	} else {
		csvobject_write(&c->object, &c->row, plain);
		record.text = buf_span(&c->object.text);
		decode_give(c->d, &record);
	}
}

static int
run(struct decode *d, struct line_reader *r, char delim, struct fault *why)
{
	struct reader c = { .d = d, .r = r, .why = why, .quotes = delim == ',' };
	int got;

	csvrow_init(&c.row, delim);
	got = read_header(&c);
	while (got > 0 && (got = next_row(&c)) > 0)
		if (!span_eq(c.raw, buf_span(&c.header)))
			give_row(&c);
		else
			tally_add(&d->run->tally, TALLY_NOTE, "repeated_headers", 1);
	csvrow_free(&c.row);
	csvobject_free(&c.object);
	buf_free(&c.header);
	return got;
}

static int
run_csv(struct decode *d, struct line_reader *r, struct fault *why)
{
	return run(d, r, ',', why);
}

static int
run_tsv(struct decode *d, struct line_reader *r, struct fault *why)
{
	return run(d, r, '\t', why);
}

/* The separator that the first line has more of. */
static int
sniff(struct span head, bool all, char delim, char other)
{
	struct span line = { head.p, span_find(head, '\n') };
	size_t ours = 0, others = 0;

	if (span_starts(decode_skip_blank(line), SPAN("{")) ||
	    span_starts(decode_skip_blank(line), SPAN("[")))
		return 0;
	if (line.n == head.n && !all)
		return -1;
	for (size_t i = 0; i < line.n; i++) {
		ours += line.p[i] == delim;
		others += line.p[i] == other;
	}
	return ours && (ours > others || (ours == others && delim == ','));
}

static int
sniff_csv(struct span head, bool all)
{
	return sniff(head, all, ',', '\t');
}

static int
sniff_tsv(struct span head, bool all)
{
	return sniff(head, all, '\t', ',');
}

const struct decode_format decode_csv = { "csv", sniff_csv, run_csv };
const struct decode_format decode_tsv = { "tsv", sniff_tsv, run_tsv };
