/*
 * Snowplow's enriched TSV: 131 columns, no header, no quoting. The columns that
 * have something, by their numbers in docs.snowplow.io, "enriched TSV".
 */
#include "sample_shape.h"
#include "sample_template.h"

enum { COLUMNS = 131 };

static const char *const column[COLUMNS] = {
	[0] = "shop", [1] = "web", [2] = "%R", [3] = "%R", [4] = "%T", [5] = "unstruct", [6] = "%m",
	[13] = "203.0.113.%h",
	[58] = "{\"schema\":\"iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0\","
	    "\"data\":{\"schema\":\"iglu:com.example.shop/event/jsonschema/1-0-0\",\"data\":%p}}",
	[123] = "%s", [124] = "%T", [125] = "com.example.shop", [127] = "jsonschema",
	[128] = "1-0-0",
};

static void
put_column(struct buf *b, const struct sample_view *v, int i)
{
	if (i == 12 && v->has_user)
		buf_put(b, (struct span){ v->user_id, SAMPLE_UUID });
	else if (i == 15 && v->has_anonymous)
		buf_put(b, (struct span){ v->anonymous_id, SAMPLE_UUID });
	else if (i == 126)
		sample_template_plain(b, v->name);
	else if (column[i])
		sample_template_put(b, v, column[i]);
}

static void
snowplow_write(struct buf *b, const struct sample_view *v)
{
	for (int i = 0; i < COLUMNS; i++) {
		if (i)
			buf_byte(b, '\t');
		put_column(b, v, i);
	}
}

const struct sample_shape sample_snowplow = { .name = "snowplow", .write = snowplow_write,
	.cut = { "\t", 1 } };
