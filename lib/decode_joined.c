#include "decode.h"

/* TOKEN: in a scalar, an escape or a character that was cut, the scanner stops a
 * few bytes before the end. */
enum { PARTS = 64, TOKEN = 8 };

/* Lines that are no record, one behind the other: they may be one together. */
struct parts {
	struct buf text;               /* joined */
	size_t end[PARTS];             /* of each, in the text */
	size_t n;
	uint64_t line;                 /* the first one's */
};

static void
reject_part(struct decode *d, struct jscan *s, struct span part, uint64_t line)
{
	/* Once more: what is wrong with it is what the scanner says last. */
	if (jscan_object(s, part))
		decode_bad_line(d, s, part, line);
}

static void
give_up(struct decode *d, struct jscan *s, struct parts *parts)
{
	size_t start = 0;

	for (size_t i = 0; i < parts->n; i++) {
		struct span part = { parts->text.p + start, parts->end[i] - start };

		reject_part(d, s, part, parts->line + i);
		start = parts->end[i];
	}
	parts->n = parts->text.n = 0;
}

static void
give(struct decode *d, struct jscan *s, struct span line, uint64_t number)
{
	struct record record = { .text = decode_trim(line), .json = s,
		.at = { d->in->name, number, 1 } };

	record.at.byte += (uint64_t)(record.text.p - line.p);
	decode_one_line(d, record.text);
	decode_give(d, &record);
}

/* Only what broke off at its end can go on in the next line. */
static bool
is_start(const struct jscan *s, struct span text)
{
	return s->at + TOKEN >= text.n && *text.p == '{';
}

static void
hold(struct decode *d, struct jscan *s, struct parts *parts, struct span line, uint64_t number)
{
	if (parts->n == PARTS || parts->text.n + line.n > d->run->max_line)
		give_up(d, s, parts);
	if (!parts->n)
		parts->line = number;
	buf_put(&parts->text, line);
	parts->end[parts->n++] = parts->text.n;
	if (!jscan_object(s, buf_span(&parts->text))) {
		give(d, s, buf_span(&parts->text), parts->line);
		tally_add(&d->run->tally, TALLY_NOTE, "joined_records", 1);
		parts->n = parts->text.n = 0;
	} else if (!is_start(s, buf_span(&parts->text))) {
		give_up(d, s, parts);
	}
}

static void
take_line(struct decode *d, struct jscan *s, struct parts *parts, struct span line,
    uint64_t number)
{
	if (!jscan_object(s, line)) {
		if (parts->n) {
			give_up(d, s, parts);
			if (jscan_object(s, line))
				return;
		}
		give(d, s, line, number);
	} else if (!decode_trim(line).n) {
		tally_add(&d->run->tally, TALLY_NOTE, "blank_lines", 1);
	} else {
		hold(d, s, parts, line, number);
	}
}

int
decode_joined(struct decode *d, struct line_reader *r, struct fault *why)
{
	struct jscan s = { 0 };
	struct parts parts = { 0 };
	struct span line;
	int got;

	while ((got = line_next(r, &line)) > 0) {
		if (r->over || r->torn) {
			give_up(d, &s, &parts);
			decode_broken_line(d, r, line);
		} else {
			take_line(d, &s, &parts, line, r->line);
		}
	}
	give_up(d, &s, &parts);
	jscan_free(&s);
	buf_free(&parts.text);
	if (got < 0)
		*why = r->why;
	return got < 0 ? -1 : decode_end_of_lines(d, why);
}
