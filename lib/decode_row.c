#include "decode_row.h"

void
decode_row_note(struct decode_row *c, const char *name)
{
	tally_add(&c->d->run->tally, TALLY_NOTE, name, 1);
}

void
decode_row_reject(struct decode_row *c, size_t byte, const char *reason, const char *text)
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
take_loose(struct decode_row *c, struct span line)
{
	csvrow_loose(&c->row, line);
	c->raw = line;
	decode_row_note(c, "loose_quotes");
	return 1;
}

/* The quote must be wrong: only its line is lost, reading goes on behind that. */
static int
give_up(struct decode_row *c, const char *reason, const char *text)
{
	struct span line;

	line_back(c->r);
	if (line_next(c->r, &line) <= 0)
		return 0;
	if (c->d->lenient)
		return take_loose(c, line);
	c->raw = line;
	decode_row_reject(c, open_quote(line, c->quote), reason, text);
	return 0;
}

static int
misplaced(struct decode_row *c, size_t at)
{
	char text[160];

	snprintf(text, sizeof text, "the quote that opens here is not closed by line %llu, column %zu, "
	    "where a quote is misplaced", (unsigned long long)c->r->line, at + 1);
	return give_up(c, "bad_csv", text);
}

/* The input ends inside quotes: what follows them may be anything. */
static int
unclosed(struct decode_row *c)
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
		decode_row_reject(c, byte, failed ? "torn" : "bad_csv", failed ? "the input ends inside the row"
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
end_row(struct decode_row *c, struct span row)
{
	csvrow_end(&c->row, row, c->r->buf.p + c->r->buf.n);
}

/* The first line has left quotes open. 1 row, 0 rejected, -1 see *why. */
static int
read_on(struct decode_row *c, struct span line)
{
	size_t bom = (size_t)(line.p - (c->r->buf.p + c->r->at)), at;
	struct span row = line, more;

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
split(struct decode_row *c, struct span line)
{
	size_t at;

	csvrow_begin(&c->row);
	if (csvrow_feed(&c->row, line, &at)) {
		if (c->d->lenient)
			return take_loose(c, line);
		decode_row_reject(c, at + 1, "bad_csv",
		    "a quote inside a cell, or something behind a closing quote");
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
is_no_row(struct decode_row *c, struct span line)
{
	const char *comment = c->d->comment;

	if (!line.n)
		decode_row_note(c, "blank_lines");
	else if (comment && span_starts(line, span_of(comment)))
		decode_row_note(c, "comment_lines");
	else if (c->heading && c->r->over)
		decode_row_reject(c, 1, "too_long", "longer than --max-line");
	else if (!c->heading || !c->r->torn)
		return decode_broken_line(c->d, c->r, line);
	return true;
}

static int
read_line(struct decode_row *c, struct span line)
{
	c->line = c->r->line;
	c->raw = line;
	return is_no_row(c, line) ? 0 : split(c, line);
}

int
decode_row_next(struct decode_row *c)
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
