/*
 * PostHog's batch export. Who is unknown has the device's id as distinct_id.
 */
#include "sample_shape.h"
#include "sample_template.h"

static void
posthog_write(struct buf *b, const struct sample_view *v)
{
	struct span members = span_after(buf_span(&v->properties), 1);

	sample_template_put(b, v, v->has_user ? "{\"uuid\":\"%m\",\"event\":\"%n\",\"distinct_id\":%u,"
	    : "{\"uuid\":\"%m\",\"event\":\"%n\",\"distinct_id\":%a,");
	sample_template_put(b, v, "\"person_properties\":{},\"timestamp\":\"%t\",\"created_at\":\"%r\","
	    "\"elements_chain\":\"\",\"properties\":{\"$device_id\":%a,\"$is_identified\":");
	buf_put(b, v->has_user ? SPAN("true") : SPAN("false"));
	sample_template_put(b, v, ",\"$browser\":%b,\"$os\":%o,\"$geoip_city_name\":%c");
	if (members.p[0] != '}')
		buf_byte(b, ',');
	buf_put(b, members);
	buf_byte(b, '}');
}

const struct sample_shape sample_posthog = { .name = "posthog", .write = posthog_write };
