/*
 * Mixpanel's raw export with time_in_ms=true: the ids and the client stand
 * among the event's own properties.
 */
#include "sample_shape.h"

#define PUT(b, literal) buf_put(b, SPAN(literal))

static void
put_id(struct buf *b, const char id[SAMPLE_UUID])
{
	buf_put(b, (struct span){ id, SAMPLE_UUID });
	buf_byte(b, '"');
}

static void
put_time(struct buf *b, const struct sample_view *v)
{
	PUT(b, "\"time\":");
	if (v->event->bad != SAMPLE_BAD_TIMESTAMP) {
		sample_put_number(b, (uint64_t)v->timestamp_ms);
		return;
	}
	buf_byte(b, '"');
	buf_put(b, (struct span){ v->time[SAMPLE_TIMESTAMP], v->time_n });
	buf_byte(b, '"');
}

static void
put_identity(struct buf *b, const struct sample_view *v)
{
	if (v->has_user) {
		PUT(b, ",\"distinct_id\":\"");
		put_id(b, v->user_id);
	} else if (v->has_anonymous) {
		PUT(b, ",\"distinct_id\":\"$device:");
		put_id(b, v->anonymous_id);
	}
	PUT(b, ",\"$insert_id\":\"");
	put_id(b, v->message_id);
	if (v->has_anonymous) {
		PUT(b, ",\"$device_id\":\"");
		put_id(b, v->anonymous_id);
	}
	if (v->has_user) {
		PUT(b, ",\"$user_id\":\"");
		put_id(b, v->user_id);
	}
}

static void
put_client(struct buf *b, const struct sample_view *v)
{
	PUT(b, ",\"$browser\":");
	buf_put(b, v->client->name);
	PUT(b, ",\"$city\":");
	buf_put(b, v->city->name);
	PUT(b, ",\"$current_url\":\"https:\\/\\/shop.example.com");
	buf_put(b, v->page->path);
	PUT(b, "\",\"$lib_version\":\"2.41.0\",\"$os\":");
	buf_put(b, v->client->os);
	PUT(b, ",\"$referrer\":");
	buf_put(b, v->referrer);
	PUT(b, ",\"mp_country_code\":");
	buf_put(b, v->city->country);
}

static void
mixpanel_write(struct buf *b, const struct sample_view *v)
{
	struct span members = span_after(buf_span(&v->properties), 1);

	PUT(b, "{\"event\":\"");
	buf_put(b, v->name);
	PUT(b, "\",\"properties\":{");
	put_time(b, v);
	put_identity(b, v);
	if (!v->server)
		put_client(b, v);
	PUT(b, ",\"mp_lib\":\"web\",\"mp_processing_time_ms\":");
	sample_put_number(b, (uint64_t)v->received_ms);
	if (members.p[0] != '}')
		buf_byte(b, ',');
	buf_put(b, members);
	buf_byte(b, '}');
}

const struct sample_shape sample_mixpanel = { .name = "mixpanel", .write = mixpanel_write };
