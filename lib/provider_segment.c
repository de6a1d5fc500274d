/*
 * Segment's calls, as its GCS and S3 destinations write them, or as bodies of
 * its HTTP API with a batch of them, and what is shaped like them: RudderStack,
 * which its records tell, Jitsu and Hightouch, which --from tells. Fields:
 * segment.com/docs, connections/spec/common; the order of timestamps: the same
 * page.
 */
#include "provider.h"

enum { TYPE, USER_ID, ANONYMOUS_ID, MESSAGE_ID, TIMESTAMP, ORIGINAL, SENT, RECEIVED, EVENT,
	NAME, CATEGORY, PROPERTIES, TRAITS, CONTEXT, PREVIOUS_ID, GROUP_ID, FIELDS,
	RUDDER_ID = FIELDS, CHANNEL, REQUEST_IP, BATCH, KEYS };

static const struct span keys[KEYS] = {
	{ "type", 4 }, { "userId", 6 }, { "anonymousId", 11 }, { "messageId", 9 },
	{ "timestamp", 9 }, { "originalTimestamp", 17 }, { "sentAt", 6 }, { "receivedAt", 10 },
	{ "event", 5 }, { "name", 4 }, { "category", 8 }, { "properties", 10 }, { "traits", 6 },
	{ "context", 7 }, { "previousId", 10 }, { "groupId", 7 },
	{ "rudderId", 8 }, { "channel", 7 }, { "request_ip", 10 }, { "batch", 5 },
};

static const char *const key_text[FIELDS] = { "type", "userId", "anonymousId", "messageId",
	"timestamp", "originalTimestamp", "sentAt", "receivedAt", "event", "name", "category",
	"properties", "traits", "context", "previousId", "groupId" };

enum call { TRACK, PAGE, SCREEN, IDENTIFY, GROUP, ALIAS, CALLS };

static const struct span calls[CALLS] = {
	{ "\"track\"", 7 }, { "\"page\"", 6 }, { "\"screen\"", 8 }, { "\"identify\"", 10 },
	{ "\"group\"", 7 }, { "\"alias\"", 7 },
};

static bool
is_call(const struct span *value)
{
	return value[TYPE].n && (value[USER_ID].n || value[ANONYMOUS_ID].n || value[MESSAGE_ID].n ||
	    value[ORIGINAL].n || value[SENT].n || value[RECEIVED].n);
}

static bool
is_rudder(const struct span *value)
{
	return value[RUDDER_ID].n || (value[CHANNEL].n && value[REQUEST_IP].n);
}

/* Nothing that would make it an event of anybody's. */
static bool
is_batch(const struct span *value)
{
	return value[BATCH].n && value[BATCH].p[0] == '[' && !value[TYPE].n && !value[EVENT].n;
}

static struct span
items(const struct span *value)
{
	return is_batch(value) ? value[BATCH] : (struct span){ 0 };
}

static bool
claims(const struct span *value)
{
	return (is_call(value) && !is_rudder(value)) || is_batch(value);
}

static bool
claims_rudder(const struct span *value)
{
	return is_call(value) && is_rudder(value);
}

static bool
claims_nothing(const struct span *value)
{
	(void)value;
	return false;
}

/* Real traffic has "Identify" and "TRACK": ASCII case does not matter. */
static int
call_of(struct normal *n, struct span type)
{
	struct reject ignored;

	if (type.n && memchr(type.p, '\\', type.n) && normal_name(n, type, &type, &ignored))
		return -1;
	for (int i = 0; i < CALLS; i++)
		if (type.n == calls[i].n && !strncasecmp(type.p, calls[i].p, type.n))
			return i;
	return -1;
}

struct clock {
	struct tstamp time;
	unsigned flags;
	bool has;
};

static void
read_clock(struct normal *n, struct span value, struct clock *c)
{
	c->flags = 0;
	c->has = !normal_time(n, value, &c->time, &c->flags);
}

/* receivedAt - (sentAt - originalTimestamp). */
static bool
compute(const struct clock *received, const struct clock *sent, const struct clock *original,
    int64_t *ns)
{
	int64_t skew;

	return !__builtin_sub_overflow(sent->time.ns, original->time.ns, &skew) &&
	    skew <= TSTAMP_DAY && skew >= -TSTAMP_DAY &&
	    !__builtin_sub_overflow(received->time.ns, skew, ns);
}

static void
take_time(struct normal_event *e, const struct clock *c, unsigned flags, const char *from)
{
	e->timestamp = c->time;
	e->timestamp_from = from;
	e->flags |= flags | c->flags;
}

/*
 * `timestamp` is the clock-corrected one. Where it is missing or unreadable it
 * is computed as Segment does, unless the skew is over a day: then one of the
 * three is nonsense and only the server's clock is trusted.
 */
static int
read_time(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	struct clock received, original, sent;
	int64_t ns;

	received.flags = normal_received(n, value[RECEIVED], &received.time);
	received.has = received.time.digits;
	e->received = received.time;
	e->received_from = key_text[RECEIVED];
	e->timestamp_from = key_text[TIMESTAMP];
	if (!normal_time(n, value[TIMESTAMP], &e->timestamp, &e->flags))
		return 0;
	read_clock(n, value[ORIGINAL], &original);
	read_clock(n, value[SENT], &sent);
	if (original.has && sent.has && received.has) {
		if (!compute(&received, &sent, &original, &ns)) {
			take_time(e, &received, NORMAL_TS_FROM_RECEIVED, key_text[RECEIVED]);
			return 0;
		}
		take_time(e, &received, NORMAL_TS_COMPUTED | sent.flags | original.flags,
		    "receivedAt - (sentAt - originalTimestamp)");
		e->timestamp.ns = ns;
	} else if (original.has) {
		take_time(e, &original, NORMAL_TS_ORIGINAL, key_text[ORIGINAL]);
	} else if (received.has) {
		take_time(e, &received, NORMAL_TS_FROM_RECEIVED, key_text[RECEIVED]);
	} else {
		return normal_refuse_time(n, why, r->text, key_text[TIMESTAMP], value[TIMESTAMP],
		    value[TIMESTAMP].n ? "not a time, nor is another field"
		                       : "missing, and no other field has a time");
	}
	return 0;
}

static int
read_ids(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	e->user_id_from = key_text[USER_ID];
	e->anonymous_id_from = key_text[ANONYMOUS_ID];
	e->event_id_from = key_text[MESSAGE_ID];
	if (normal_take_id(n, r, key_text[USER_ID], value[USER_ID], &e->user_id, &e->flags, why) ||
	    normal_take_id(n, r, key_text[ANONYMOUS_ID], value[ANONYMOUS_ID], &e->anonymous_id,
	    &e->flags, why))
		return -1;
	return normal_take_event_id(n, r, key_text[MESSAGE_ID], value[MESSAGE_ID], &e->event_id, why);
}

static bool
is_text(struct span value)
{
	return value.n > 2 && value.p[0] == '"';
}

/* "Category Name" where a page or screen has both, as Segment itself names it. */
static struct span
joined(struct normal *n, struct span category, struct span name)
{
	size_t start = n->made.n;

	buf_put(&n->made, (struct span){ category.p, category.n - 1 });
	buf_byte(&n->made, ' ');
	buf_put(&n->made, span_after(name, 1));
	return (struct span){ n->made.p + start, n->made.n - start };
}

static struct span
find_name(struct normal *n, const struct span *value, enum call call, const char **from)
{
	bool page = call == PAGE || call == SCREEN;
	bool category = page && is_text(value[CATEGORY]), name = page && is_text(value[NAME]);

	*from = key_text[call == TRACK ? EVENT : name ? NAME : category ? CATEGORY : TYPE];
	if (call == TRACK)
		return value[EVENT];
	if (category && name)
		return joined(n, value[CATEGORY], value[NAME]);
	return name ? value[NAME] : category ? value[CATEGORY] : calls[call];
}

static int
read_name(struct normal *n, const struct record *r, const struct span *value, enum call call,
    struct normal_event *e, struct reject *why)
{
	struct span name = find_name(n, value, call, &e->event_from);

	if (normal_name(n, name, &e->event, why))
		return normal_refuse(why, r->text, e->event_from, name, why->reason, why->text);
	return 0;
}

/* A group's and an alias's own id goes in front of the traits. */
static void
read_metadata(struct normal *n, const struct span *value, enum call call, struct normal_event *e)
{
	static const struct jpath context_traits = { .step = { { "traits", 6 } }, .n = 1 };
	int key = call == TRACK || call == PAGE || call == SCREEN ? PROPERTIES : TRAITS;
	struct span own = value[key], found;

	e->metadata_from = key_text[key];
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
}

/* ---- context ---- */

/* Whether the member, or else a field of the event, says what this value does. */
static bool
is_used(const struct span *value, enum call call, const struct normal_event *e, int key)
{
	bool named = call == PAGE || call == SCREEN;

	switch (key) {
	case USER_ID:
		return e->user_id.n;
	case ANONYMOUS_ID:
		return e->anonymous_id.n;
	case MESSAGE_ID:
		return e->event_id.n;
	case TIMESTAMP:
		return e->timestamp_from == key_text[TIMESTAMP];
	case RECEIVED:
		return e->received.digits;
	case EVENT:
		return call == TRACK;
	case NAME:
	case CATEGORY:
		return named && is_text(value[key]);
	case PROPERTIES:
	case TRAITS:
		return e->metadata_from == key_text[key];
	case GROUP_ID:
		return call == GROUP;
	case PREVIOUS_ID:
		return call == ALIAS;
	}
	return key == CONTEXT;
}

/*
 * The context, with all of the record in front that no field of the event says:
 * integrations, channel, the other clocks.
 */
static struct span
read_context(struct normal *n, const struct record *r, const struct span *value, enum call call,
    const struct normal_event *e)
{
	struct span used[FIELDS + 1] = { SPAN("_source") }, context = value[CONTEXT];
	struct jscan_keys taken;
	size_t count = 1;

	for (int i = 0; i < FIELDS; i++)
		if (is_used(value, call, e, i))
			used[count++] = keys[i];
	jscan_keys_init(&taken, used, count);
	if (context.n && context.p[0] != '{')
		context = normal_with(n, SPAN("{}"), keys[CONTEXT], context);
	return provider_rest(n, r->json, &taken, context);
}

static int
read_call(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	int call = call_of(n, value[TYPE]);

	if (call < 0)
		return normal_refuse(why, r->text, "type", value[TYPE], "unknown_type",
		    "not track, page, screen, identify, group or alias");
	if (read_ids(n, r, value, e, why) || read_time(n, r, value, e, why) ||
	    read_name(n, r, value, (enum call)call, e, why))
		return -1;
	read_metadata(n, value, (enum call)call, e);
	if (n->context)
		e->context = read_context(n, r, value, (enum call)call, e);
	return 0;
}

static int
segment_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	e->source = SPAN("\"segment\"");
	return read_call(n, r, value, e, why);
}

static int
rudderstack_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	e->source = SPAN("\"rudderstack\"");
	return read_call(n, r, value, e, why);
}

static int
jitsu_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	e->source = SPAN("\"jitsu\"");
	return read_call(n, r, value, e, why);
}

static int
hightouch_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	e->source = SPAN("\"hightouch\"");
	return read_call(n, r, value, e, why);
}

enum { ONCE = 1 << TYPE | 1 << USER_ID | 1 << ANONYMOUS_ID | 1 << MESSAGE_ID | 1 << TIMESTAMP |
    1 << EVENT };

const struct provider provider_segment = { "segment", keys, KEYS, ONCE, claims, items,
	segment_read };
const struct provider provider_rudderstack = { "rudderstack", keys, KEYS, ONCE, claims_rudder,
	items, rudderstack_read };
const struct provider provider_jitsu = { "jitsu", keys, KEYS, ONCE, claims_nothing, items,
	jitsu_read };
const struct provider provider_hightouch = { "hightouch", keys, KEYS, ONCE, claims_nothing, items,
	hightouch_read };
