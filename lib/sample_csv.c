/*
 * One row an event, the properties as JSON in the last column: RFC 4180
 * quoting, LF line ends.
 */
#include "sample_shape.h"

#include "sample_template.h"

static void
put_quoted(struct buf *b, struct span text)
{
	buf_byte(b, '"');
	while (text.n) {
		size_t n = span_find(text, '"');

		if (n == text.n) {
			buf_put(b, text);
			break;
		}
		buf_put(b, (struct span){ text.p, n + 1 });
		buf_byte(b, '"');
		text = span_after(text, n + 1);
	}
	buf_byte(b, '"');
}

static void
csv_write(struct buf *b, const struct sample_view *v)
{
	if (v->has_user)
		buf_put(b, (struct span){ v->user_id, SAMPLE_UUID });
	buf_byte(b, ',');
	buf_put(b, (struct span){ v->time[SAMPLE_TIMESTAMP], v->time_n });
	buf_byte(b, ',');
	sample_template_plain(b, v->name);
	buf_byte(b, ',');
	buf_put(b, (struct span){ v->message_id, SAMPLE_UUID });
	buf_byte(b, ',');
	if (v->has_anonymous)
		buf_put(b, (struct span){ v->anonymous_id, SAMPLE_UUID });
	buf_byte(b, ',');
	put_quoted(b, buf_span(&v->properties));
}

/* Cut inside of quotes, a row would swallow those behind it. */
const struct sample_shape sample_csv = {
	.name = "csv", .write = csv_write, .cut = { ",", 1 },
	.header = { "user_id,timestamp,event,event_id,anonymous_id,properties", 56 },
};
