/*
 * Segment's calls, as its GCS and S3 destinations write them, and what is shaped
 * like them (RudderStack, Jitsu, Hightouch). Fields: segment.com/docs,
 * connections/spec/common; the order of timestamps: the same page.
 */
#include "provider.h"

enum { TYPE, USER_ID, ANONYMOUS_ID, MESSAGE_ID, TIMESTAMP, ORIGINAL, SENT, RECEIVED, EVENT,
	NAME, CATEGORY, PROPERTIES, TRAITS, CONTEXT, PREVIOUS_ID, GROUP_ID, KEYS };

static const struct span keys[KEYS] = {
	{ "type", 4 }, { "userId", 6 }, { "anonymousId", 11 }, { "messageId", 9 },
	{ "timestamp", 9 }, { "originalTimestamp", 17 }, { "sentAt", 6 }, { "receivedAt", 10 },
	{ "event", 5 }, { "name", 4 }, { "category", 8 }, { "properties", 10 }, { "traits", 6 },
	{ "context", 7 }, { "previousId", 10 }, { "groupId", 7 },
};

static const char *const key_text[KEYS] = { "type", "userId", "anonymousId", "messageId",
	"timestamp", "originalTimestamp", "sentAt", "receivedAt", "event", "name", "category",
	"properties", "traits", "context", "previousId", "groupId" };

enum call { TRACK, PAGE, SCREEN, IDENTIFY, GROUP, ALIAS, CALLS };

static const struct span calls[CALLS] = {
	{ "\"track\"", 7 }, { "\"page\"", 6 }, { "\"screen\"", 8 }, { "\"identify\"", 10 },
	{ "\"group\"", 7 }, { "\"alias\"", 7 },
};

static bool
claims(const struct span *value)
{
	return value[TYPE].n && (value[USER_ID].n || value[ANONYMOUS_ID].n || value[MESSAGE_ID].n ||
	    value[ORIGINAL].n || value[SENT].n || value[RECEIVED].n);
}

/* Real traffic has "Identify" and "TRACK": ASCII case does not matter. */
static int
call_of(struct span type)
{
	for (int i = 0; i < CALLS; i++)
		if (type.n == calls[i].n && !strncasecmp(type.p, calls[i].p, type.n))
			return i;
	return -1;
}

/*
 * `timestamp` is the clock-corrected one. Where it is missing or unreadable it
 * is computed as Segment does, receivedAt - (sentAt - originalTimestamp), unless
 * the skew is over a day: then one of the three is nonsense and only the
 * server's clock is trusted.
 */
static int
read_time(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	struct tstamp original, sent;
	unsigned ignored = 0;
	bool has_original, has_sent;

	if (normal_time(n, value[RECEIVED], &e->received, &ignored))
		e->received.digits = 0;
	e->received_from = "receivedAt";
	e->timestamp_from = "timestamp";
	if (!normal_time(n, value[TIMESTAMP], &e->timestamp, &e->flags))
		return 0;
	has_original = !normal_time(n, value[ORIGINAL], &original, &e->flags);
	has_sent = !normal_time(n, value[SENT], &sent, &ignored);
	if (has_original && has_sent && e->received.digits) {
		int64_t skew, ns;
		bool sane = !__builtin_sub_overflow(sent.ns, original.ns, &skew) &&
		    skew <= TSTAMP_DAY && skew >= -TSTAMP_DAY &&
		    !__builtin_sub_overflow(e->received.ns, skew, &ns);

		e->timestamp = e->received;
		e->timestamp_from = sane ? "receivedAt - (sentAt - originalTimestamp)" : "receivedAt";
		e->flags |= sane ? NORMAL_TS_COMPUTED : NORMAL_TS_FROM_RECEIVED;
		if (sane)
			e->timestamp.ns = ns;
	} else if (has_original) {
		e->timestamp = original;
		e->timestamp_from = "originalTimestamp";
		e->flags |= NORMAL_TS_ORIGINAL;
	} else if (e->received.digits) {
		e->timestamp = e->received;
		e->timestamp_from = "receivedAt";
		e->flags |= NORMAL_TS_FROM_RECEIVED;
	} else {
		return normal_refuse(why, r->text, "timestamp", value[TIMESTAMP], "bad_ts",
		    value[TIMESTAMP].n || value[ORIGINAL].n ? "not a time, nor is another field"
		                                           : "missing, and no other field has a time");
	}
	return 0;
}

static int
read_id(struct normal *n, const struct record *r, const struct span *value, int key,
    struct span *to, unsigned *flags, struct reject *why)
{
	if (normal_id(n, value[key], to, flags, why) < 0)
		return normal_refuse(why, r->text, key_text[key], value[key], why->reason, why->text);
	return 0;
}

static int
read_ids(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	unsigned ignored = 0;

	e->user_id_from = "userId";
	e->anonymous_id_from = "anonymousId";
	e->event_id_from = "messageId";
	return read_id(n, r, value, USER_ID, &e->user_id, &e->flags, why) ||
	    read_id(n, r, value, ANONYMOUS_ID, &e->anonymous_id, &e->flags, why) ||
	    read_id(n, r, value, MESSAGE_ID, &e->event_id, &ignored, why) ? -1 : 0;
}

/* "Category Name" where a page or screen has both, as Segment itself names it. */
static struct span
page_name(struct normal *n, struct span category, struct span name)
{
	bool has_category = category.n > 2 && category.p[0] == '"';
	bool has_name = name.n > 2 && name.p[0] == '"';
	size_t start;

	if (!has_category || !has_name)
		return has_name ? name : has_category ? category : (struct span){ 0 };
	start = n->made.n;
	buf_put(&n->made, (struct span){ category.p, category.n - 1 });
	buf_byte(&n->made, ' ');
	buf_put(&n->made, span_after(name, 1));
	return (struct span){ n->made.p + start, n->made.n - start };
}

static int
read_name(struct normal *n, const struct record *r, const struct span *value, enum call call,
    struct normal_event *e, struct reject *why)
{
	struct span name = calls[call];

	e->event_from = "type";
	if (call == TRACK) {
		name = value[EVENT];
		e->event_from = "event";
	} else if (call == PAGE || call == SCREEN) {
		struct span own = page_name(n, value[CATEGORY], value[NAME]);

		name = own.n ? own : name;
		e->event_from = own.n ? "name" : "type";
	}
	if (normal_name(n, name, &e->event, why))
		return normal_refuse(why, r->text, e->event_from, name, why->reason, why->text);
	return 0;
}

/* A group's and an alias's own id goes in front of the traits. */
static void
read_metadata(struct normal *n, const struct span *value, enum call call, struct normal_event *e)
{
	static const struct jpath context_traits = { .step = { { "traits", 6 } }, .n = 1 };
	bool has_properties = call == TRACK || call == PAGE || call == SCREEN;
	struct span own = value[has_properties ? PROPERTIES : TRAITS], found;

	e->metadata_from = has_properties ? "properties" : "traits";
	if (call == IDENTIFY && !own.n && value[CONTEXT].n &&
	    jpath_find(&context_traits, value[CONTEXT], &found)) {
		own = found;
		e->metadata_from = "context.traits";
	}
	e->metadata = normal_metadata(n, own, e->metadata_from, &e->flags);
	if (call == GROUP)
		e->metadata = normal_with(n, e->metadata, keys[GROUP_ID], value[GROUP_ID]);
	if (call == ALIAS)
		e->metadata = normal_with(n, e->metadata, keys[PREVIOUS_ID], value[PREVIOUS_ID]);
	e->context = value[CONTEXT];
}

static int
segment_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	int call = call_of(value[TYPE]);

	if (call < 0)
		return normal_refuse(why, r->text, "type", value[TYPE], "unknown_type",
		    "not track, page, screen, identify, group or alias");
	if (read_ids(n, r, value, e, why) || read_time(n, r, value, e, why) ||
	    read_name(n, r, value, (enum call)call, e, why))
		return -1;
	read_metadata(n, value, (enum call)call, e);
	e->source = SPAN("\"segment\"");
	return 0;
}

const struct provider provider_segment = {
	.name = "segment",
	.keys = keys,
	.n = KEYS,
	.once = 1 << TYPE | 1 << USER_ID | 1 << ANONYMOUS_ID | 1 << MESSAGE_ID | 1 << TIMESTAMP | 1 << EVENT,
	.claims = claims,
	.read = segment_read,
};
