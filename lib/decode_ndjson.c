#include "decode.h"
#include "jtoken.h"

/* A first line that is no record is one reject where the next begins a record. */
static int
sniff_second(struct span head, bool all)
{
	size_t end = span_find(head, '\n');

	if (end < head.n)
		head = decode_skip_blank(span_after(head, end));
	else
		head.n = 0;
	if (!head.n)
		return all ? 0 : -1;
	return *head.p == '{' ? 2 : 0;
}

static int
sniff(struct span head, bool all)
{
	struct span body = decode_skip_blank(head);
	size_t end = span_find(head, '\n');
	int lines;

	if (span_starts(body, SPAN("["))) {
		return 0;
	} else if (span_starts(body, SPAN("{"))) {
		lines = jtoken_sniff(body, all);
		return lines < 0 ? -1 : !lines;
	}
	if (end == head.n && !all)
		return -1;
	if (decode_is_scalar((struct span){ head.p, end }))
		return 1;
	return sniff_second(head, all);
}

static void
take_line(struct decode *d, const struct line_reader *r, struct jscan *s, struct span line)
{
	struct record record = { .json = s, .at = { d->in->name, r->line, 1 } };

	if (jscan_object(s, line)) {
		decode_bad_line(d, s, line, r->line);
		return;
	}
	record.text = *line.p == '{' && line.p[line.n - 1] == '}' ? line : decode_trim(line);
	record.at.byte += (uint64_t)(record.text.p - line.p);
	decode_give(d, &record);
}

static int
run(struct decode *d, struct line_reader *r, struct fault *why)
{
	struct jscan s = { 0 };
	struct span line;
	int got;

	if (d->join)
		return decode_joined(d, r, why);
	while ((got = line_next(r, &line)) > 0)
		if (!decode_broken_line(d, r, line))
			take_line(d, r, &s, line);
	jscan_free(&s);
	if (got < 0)
		*why = r->why;
	return got < 0 ? -1 : decode_end_of_lines(d, why);
}

const struct decode_format decode_ndjson = { "ndjson", sniff, run };
