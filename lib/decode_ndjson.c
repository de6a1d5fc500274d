#include "decode_blocks.h"
#include "diag.h"
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
	decode_one_line(d, record.text);
	decode_give(d, &record);
}

/* ---- lines, by one thread or several ---- */

struct reader {
	struct decode *d;
	struct line_reader *r;
	struct jscan json;
};

static int
read_lines(struct reader *c, size_t most, struct fault *why)
{
	struct span line;
	int got = 1;

	while (most-- && (got = line_next(c->r, &line)) > 0)
		if (!decode_broken_line(c->d, c->r, line))
			take_line(c->d, c->r, &c->json, line);
	if (got < 0)
		*why = c->r->why;
	return got;
}

static size_t
cut(const void *reader, struct span text, uint64_t *lines)
{
	size_t end = 0;

	(void)reader;
	for (size_t n; (n = span_find(span_after(text, end), '\n')) < text.n - end; end += n + 1)
		++*lines;
	return end;
}

static void *
fork_reader(const void *reader, struct decode *d, struct line_reader *r)
{
	struct reader *own = calloc(1, sizeof *own);

	(void)reader;
	if (!own)
		die_errno(DIAG_STOPPED, "memory for a reader of lines");
	*own = (struct reader){ .d = d, .r = r };
	return own;
}

static int
read_block(void *reader, struct fault *why)
{
	return read_lines(reader, SIZE_MAX, why);
}

static void
free_reader(void *reader)
{
	struct reader *c = reader;

	jscan_free(&c->json);
	free(c);
}

/* How many lines are read before blocks are tried again: what ended them may have
 * been a long one. */
enum { LINES = 1000 };

static int
run(struct decode *d, struct line_reader *r, struct fault *why)
{
	static const struct decode_blocks how = { cut, fork_reader, read_block, free_reader };
	struct reader c = { .d = d, .r = r };
	int got = 1;

	if (d->join)
		return decode_joined(d, r, why);
	while (got > 0) {
		got = r->end_byte == '\n' && decode_blocks(d, r, &how, &c, why) ? -1 : 1;
		if (got > 0)
			got = read_lines(&c, LINES, why);
	}
	jscan_free(&c.json);
	return got < 0 ? -1 : decode_end_of_lines(d, why);
}

const struct decode_format decode_ndjson = { "ndjson", sniff, run };
