/*
 * GA4's BigQuery export as JSON: int64 as strings, parameters in a list. What is
 * no number is a text; objects and lists, which GA4 has not, are JSON in one.
 */
#include "sample_shape.h"

#include "diag.h"
#include "jscan.h"
#include "jtext.h"
#include "sample_template.h"

static void
put_value(struct buf *b, struct span value)
{
	bool number = value.p[0] == '-' || (value.p[0] >= '0' && value.p[0] <= '9');
	bool whole = number && span_find(value, '.') == value.n && span_find(value, 'e') == value.n;

	if (number) {
		buf_put(b, whole ? SPAN("\"int_value\":\"") : SPAN("\"double_value\":"));
		buf_put(b, value);
		if (whole)
			buf_byte(b, '"');
		return;
	}
	buf_put(b, SPAN("\"string_value\":"));
	if (value.p[0] == '"')
		buf_put(b, value);
	else
		jtext_encode(b, value);
}

static void
put_params(struct buf *b, struct span properties)
{
	struct jscan json = { 0 };

	if (jscan_object(&json, properties))
		die(DIAG_STOPPED, "sample: %s", json.why);
	for (size_t i = 0; i < json.n; i++) {
		buf_put(b, i ? SPAN(",{\"key\":\"") : SPAN("{\"key\":\""));
		buf_put(b, json.member[i].key);
		buf_put(b, SPAN("\",\"value\":{"));
		put_value(b, json.member[i].value);
		buf_put(b, SPAN("}}"));
	}
	jscan_free(&json);
}

static void
ga4_write(struct buf *b, const struct sample_view *v)
{
	sample_template_put(b, v, "{\"event_timestamp\":%E,\"event_name\":\"%n\",\"event_params\":[");
	put_params(b, buf_span(&v->properties));
	sample_template_put(b, v, "],\"user_id\":%u,\"user_pseudo_id\":%a,\"platform\":\"WEB\","
	    "\"device\":{\"operating_system\":%o,\"browser\":%b},\"geo\":{\"city\":%c},\"items\":[]}");
}

const struct sample_shape sample_ga4 = { .name = "ga4", .write = ga4_write };
