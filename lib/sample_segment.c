/*
 * Segment's raw export: one call a line, with the context objects of its
 * libraries, keys in alphabetical order as its storage destinations write them.
 */
#include "sample_shape.h"

#define PUT(b, literal) buf_put(b, SPAN(literal))

static void
put_id(struct buf *b, const char id[SAMPLE_UUID])
{
	buf_byte(b, '"');
	buf_put(b, (struct span){ id, SAMPLE_UUID });
	buf_byte(b, '"');
}

static void
put_time(struct buf *b, const struct sample_view *v, int which)
{
	buf_put(b, (struct span){ v->time[which], v->time_n });
}

static void
put_page(struct buf *b, const struct sample_view *v)
{
	PUT(b, ",\"page\":{\"path\":\"");
	buf_put(b, v->page->path);
	PUT(b, "\",\"referrer\":");
	buf_put(b, v->referrer);
	if (v->chance & 1)
		PUT(b, ",\"search\":\"?utm_source=letter\\u0026utm_medium=email\"");
	else
		PUT(b, ",\"search\":\"\"");
	PUT(b, ",\"title\":\"");
	buf_put(b, v->page->title);
	PUT(b, " | Shop\",\"url\":\"https:\\/\\/shop.example.com");
	buf_put(b, v->page->path);
	buf_byte(b, '"');
	buf_byte(b, '}');
}

static void
put_client(struct buf *b, const struct sample_view *v)
{
	const struct sample_city *c = v->city;

	buf_put(b, v->client->head);
	if (!v->phone && (v->chance >> 1 & 3) == 0) {
		PUT(b, "\"campaign\":");
		buf_put(b, v->campaign);
		buf_byte(b, ',');
	}
	PUT(b, "\"ip\":\"203.0.113.");
	sample_put_number(b, v->host);
	PUT(b, "\",\"library\":{\"name\":\"");
	buf_put(b, v->phone ? SPAN("analytics-kotlin\",\"version\":\"1.4.2")
	                    : SPAN("analytics.js\",\"version\":\"next-1.29.3"));
	PUT(b, "\"},");
	PUT(b, "\"locale\":");
	buf_put(b, c->locale);
	buf_byte(b, ',');
	buf_put(b, c->location);
	buf_byte(b, ',');
	buf_put(b, v->client->network);
	/* Drops the comma behind it. */
	b->n--;
	if (!v->phone)
		put_page(b, v);
	buf_byte(b, ',');
	buf_put(b, v->client->screen);
	PUT(b, ",\"timezone\":");
	buf_put(b, c->timezone);
	buf_byte(b, ',');
	buf_put(b, v->client->agent);
}

static void
put_context(struct buf *b, const struct sample_view *v)
{
	if (v->server) {
		PUT(b, "\"channel\":\"server\",\"context\":{\"ip\":\"0.0.0.0\",\"library\":{\"name\":"
		       "\"analytics-node\",\"version\":\"4.0.1\"}}");
		return;
	}
	PUT(b, "\"channel\":\"client\",\"context\":{");
	put_client(b, v);
	buf_byte(b, '}');
}

/* What the call is about: between context and integrations. */
static void
put_subject(struct buf *b, const struct sample_view *v)
{
	if (v->call == SAMPLE_TRACK) {
		PUT(b, ",\"event\":\"");
		buf_put(b, v->name);
		buf_byte(b, '"');
	}
	if (v->call == SAMPLE_GROUP) {
		PUT(b, ",\"groupId\":\"g-");
		sample_put_number(b, v->host);
		buf_byte(b, '"');
	}
}

static void
put_middle(struct buf *b, const struct sample_view *v)
{
	PUT(b, ",\"integrations\":{\"All\":true,\"Amplitude\":{\"session_id\":");
	sample_put_number(b, (uint64_t)v->timestamp_ms / 3600000 * 3600000);
	PUT(b, "}},\"messageId\":");
	put_id(b, v->message_id);
	if (v->call == SAMPLE_PAGE || v->call == SAMPLE_SCREEN) {
		PUT(b, ",\"name\":\"");
		buf_put(b, v->name);
		buf_byte(b, '"');
	}
	PUT(b, ",\"originalTimestamp\":\"");
	put_time(b, v, SAMPLE_ORIGINAL);
	buf_byte(b, '"');
	if (v->call == SAMPLE_ALIAS) {
		PUT(b, ",\"previousId\":");
		put_id(b, v->anonymous_id);
	}
	PUT(b, ",\"projectId\":\"pR0j3cTx\"");
}

static void
put_end(struct buf *b, const struct sample_view *v)
{
	bool traits = v->call == SAMPLE_IDENTIFY || v->call == SAMPLE_GROUP;

	if (!traits && v->call != SAMPLE_ALIAS) {
		PUT(b, ",\"properties\":");
		buf_put(b, buf_span(&v->properties));
	}
	PUT(b, ",\"receivedAt\":\"");
	put_time(b, v, SAMPLE_RECEIVED);
	PUT(b, "\",\"sentAt\":\"");
	put_time(b, v, SAMPLE_SENT);
	PUT(b, "\",\"timestamp\":\"");
	put_time(b, v, SAMPLE_TIMESTAMP);
	buf_byte(b, '"');
	if (traits) {
		PUT(b, ",\"traits\":");
		buf_put(b, buf_span(&v->properties));
	}
	PUT(b, ",\"type\":\"");
	buf_put(b, span_of(sample_calls[v->call]));
	PUT(b, "\",\"userId\":");
	if (v->has_user)
		put_id(b, v->user_id);
	else
		PUT(b, "null");
	PUT(b, ",\"version\":2,\"writeKey\":\"wR1t3K3yEXAMPLE\"}");
}

static void
segment_write(struct buf *b, const struct sample_view *v)
{
	PUT(b, "{\"_metadata\":{\"bundled\":[\"Segment.io\"],\"bundledIds\":[],\"unbundled\":[]},");
	if (v->has_anonymous) {
		PUT(b, "\"anonymousId\":");
		put_id(b, v->anonymous_id);
		buf_byte(b, ',');
	}
	put_context(b, v);
	put_subject(b, v);
	put_middle(b, v);
	put_end(b, v);
}

const struct sample_shape sample_segment = { .name = "segment", .write = segment_write };
