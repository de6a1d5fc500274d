#include "line.h"

enum { BLOCK = 256 << 10, OVER_SHOWN = 80 };

void
line_init(struct line_reader *r, struct input *in, size_t max)
{
	*r = (struct line_reader){ .in = in, .max = max, .end_byte = '\n',
		.buf = { .max = SIZE_MAX / 2 } };
}

void
line_free(struct line_reader *r)
{
	buf_free(&r->buf);
}

/* Reads more behind what is held, which moves to the buffer's front. */
static void
fill(struct line_reader *r)
{
	size_t base = r->keep ? r->kept : r->start, n = r->buf.n - base, room;
	ssize_t got;

	if (base && n)
		memmove(r->buf.p, r->buf.p + base, n);
	r->buf.n = n;
	r->start -= base;
	r->kept = 0;
	room = n < BLOCK / 2 ? BLOCK - n : n;
	got = input_read(r->in, buf_room(&r->buf, room), room, &r->why);
	if (got > 0)
		r->buf.n += (size_t)got;
	else
		r->end = got ? -1 : 1;
}

static size_t
held(const struct line_reader *r)
{
	return r->buf.n - r->start;
}

/* Where the next line ends; -1 if it is not all here. */
static ssize_t
find_end(struct line_reader *r)
{
	struct span all = { r->buf.p, r->buf.n };

	/* Nothing was read yet: there is no buffer to point into. */
	if (!all.p)
		return -1;
	r->seen += span_find(span_after(all, r->start + r->seen), r->end_byte);
	return r->seen < held(r) ? (ssize_t)r->seen : -1;
}

/* The rest of an over-long line goes by without being kept. */
static void
skip_rest(struct line_reader *r)
{
	ssize_t n;

	while ((n = find_end(r)) < 0 && !r->end) {
		r->start = r->buf.n;
		r->seen = 0;
		fill(r);
	}
	r->start = n < 0 ? r->buf.n : r->start + (size_t)n + 1;
	r->seen = 0;
	r->skip = r->keep = false;
}

static struct span
trim(struct span line)
{
	if (span_starts(line, SPAN("\xef\xbb\xbf")))
		line = span_after(line, 3);
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

int
line_next(struct line_reader *r, struct span *line)
{
	ssize_t n;

	if (r->skip)
		skip_rest(r);
	while ((n = find_end(r)) < 0 && !r->end && held(r) <= r->max)
		fill(r);
	if (n < 0 && !held(r))
		return r->end < 0 ? -1 : 0;
	r->line++;
	r->torn = n < 0 && r->end < 0;
	r->at = r->start;
	*line = (struct span){ r->buf.p + r->start, n < 0 ? held(r) : (size_t)n };
	r->over = line->n > r->max;
	r->skip = r->over && n < 0;
	r->start += line->n + (n >= 0);
	r->seen = 0;
	if (r->over)
		line->n = OVER_SHOWN;
	*line = trim(*line);
	return 1;
}

void
line_keep(struct line_reader *r)
{
	r->keep = true;
	r->kept = r->at;
	r->kept_line = r->line;
}

struct span
line_kept(const struct line_reader *r)
{
	size_t from = r->keep ? r->kept : r->at;

	return (struct span){ r->buf.p + from, r->start - from };
}

void
line_back(struct line_reader *r)
{
	r->start = r->kept;
	r->line = r->kept_line - 1;
	r->seen = 0;
	r->skip = r->keep = false;
}

void
line_drop(struct line_reader *r)
{
	r->keep = false;
}

struct span
line_peek(struct line_reader *r, size_t n)
{
	if (r->skip)
		skip_rest(r);
	while (held(r) < n && !r->end)
		fill(r);
	return (struct span){ r->buf.p + r->start, held(r) };
}

void
line_skip(struct line_reader *r, size_t n, uint64_t lines)
{
	r->start += n;
	r->seen = 0;
	r->line += lines;
}

void
line_give(struct line_reader *r, struct span bytes, uint64_t line)
{
	r->start = r->seen = r->buf.n = 0;
	buf_put(&r->buf, bytes);
	r->line = line;
	r->end = 1;
}

int
line_block(struct line_reader *r, struct span *block)
{
	while (!held(r) && !r->end)
		fill(r);
	if (!held(r))
		return r->end < 0 ? -1 : 0;
	*block = (struct span){ r->buf.p + r->start, held(r) };
	r->start = r->buf.n;
	r->seen = 0;
	return 1;
}
