#include "jwrite.h"

#include "tstamp.h"

void
jwrite_members(struct buf *b, struct span object)
{
	struct span rest = { object.p + 1, object.n - 2 };

	while (rest.n && (rest.p[0] == ' ' || rest.p[0] == '\t' || rest.p[0] == '\n' || rest.p[0] == '\r'))
		rest = span_after(rest, 1);
	if (rest.n && b->p[b->n - 1] != '{')
		buf_byte(b, ',');
	buf_put(b, rest);
}

struct span
jwrite_end_with(struct buf *b, size_t start, struct span object)
{
	if (b->n == start + 1) {
		b->n = start;
		return object;
	}
	jwrite_members(b, object.n ? object : SPAN("{}"));
	jwrite_end(b);
	return span_after(buf_span(b), start);
}

void
jwrite_int(struct buf *b, struct span key, int64_t n)
{
	char text[24], *p = text + sizeof text;
	/* Unsigned: INT64_MIN has no positive twin. */
	uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	do
		*--p = (char)('0' + rest % 10);
	while (rest /= 10);
	if (n < 0)
		*--p = '-';
	jwrite_raw(b, key, span_from(p, text + sizeof text));
}

void
jwrite_bool(struct buf *b, struct span key, bool yes)
{
	jwrite_raw(b, key, yes ? SPAN("true") : SPAN("false"));
}

static void
put_plain(struct buf *b, struct span key, struct span text)
{
	jwrite_key(b, key);
	buf_byte(b, '"');
	buf_put(b, text);
	buf_byte(b, '"');
}

void
jwrite_tstamp(struct buf *b, struct span key, int64_t ns, int digits)
{
	char text[TSTAMP_TEXT];

	put_plain(b, key, (struct span){ text, tstamp_format(ns, digits, text) });
}

void
jwrite_date(struct buf *b, struct span key, int32_t day)
{
	char text[TSTAMP_TEXT];

	put_plain(b, key, (struct span){ text, tstamp_format_date(day, text) });
}
