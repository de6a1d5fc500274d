#include "query.h"

#include "uri.h"

/* The name in "name=value", decoded, is that. */
static bool
has_name(struct span pair, struct span name, struct buf *scratch)
{
	scratch->n = 0;
	uri_decode(scratch, span_cut(&pair, '='));
	return span_eq(buf_span(scratch), name);
}

void
query_drop(struct buf *url, struct span name)
{
	struct buf made = { 0 }, scratch = { 0 };
	struct span rest = buf_span(url);
	char separator = '?';

	rest.n = span_find(rest, '#');
	buf_put(&made, span_cut(&rest, '?'));
	while (rest.n) {
		struct span pair = span_cut(&rest, '&');

		if (!pair.n || has_name(pair, name, &scratch))
			continue;
		buf_byte(&made, separator);
		buf_put(&made, pair);
		separator = '&';
	}
	url->n = 0;
	buf_put(url, buf_span(&made));
	buf_free(&made);
	buf_free(&scratch);
}

void
query_set(struct buf *url, struct span name, struct span value)
{
	query_drop(url, name);
	buf_byte(url, span_find(buf_span(url), '?') < url->n ? '&' : '?');
	uri_encode(url, name);
	buf_byte(url, '=');
	uri_encode(url, value);
}
