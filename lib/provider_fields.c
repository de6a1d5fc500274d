/*
 * Any record whose fields the user names (--user-id PATH, --map FILE), or that
 * has the canonical names already: a CSV or API whose columns are called user_id,
 * timestamp and event, and canonical events themselves, which pass through with
 * their source and flags. What has no name of ours becomes metadata.
 */
#include "mapping.h"
#include "provider.h"

/* An event's members, then what tells a Segment call from a record of ours. */
enum { USER_ID, TIMESTAMP, EVENT, EVENT_ID, ANONYMOUS_ID, METADATA, CONTEXT, SOURCE, FLAGS, TYPE,
	SEGMENT, KEYS = SEGMENT + 6 };

static const struct span keys[KEYS] = {
	{ "user_id", 7 }, { "timestamp", 9 }, { "event", 5 }, { "event_id", 8 },
	{ "anonymous_id", 12 }, { "metadata", 8 }, { "context", 7 }, { "source", 6 },
	{ "flags", 5 }, { "type", 4 }, { "userId", 6 }, { "anonymousId", 11 },
	{ "messageId", 9 }, { "originalTimestamp", 17 }, { "sentAt", 6 }, { "receivedAt", 10 },
};

enum { ONCE = 1 << USER_ID | 1 << ANONYMOUS_ID | 1 << TIMESTAMP | 1 << EVENT };

/* What provider_segment claims is not ours: else it would depend on the order
 * of records whose each is. */
static bool
has_names(const struct span *value)
{
	bool segment = false;

	for (size_t i = SEGMENT; i < KEYS && value[TYPE].n; i++)
		segment |= value[i].n > 0;
	return !segment && value[TIMESTAMP].n && value[EVENT].n &&
	    (value[USER_ID].n || value[ANONYMOUS_ID].n);
}

static bool
is_object(struct span value)
{
	return value.n && value.p[0] == '{';
}

static bool
claims_event(const struct span *value)
{
	return has_names(value) && is_object(value[METADATA]);
}

static bool
claims_fields(const struct span *value)
{
	return has_names(value) && !is_object(value[METADATA]);
}

static int
fields_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	(void)value;
	return mapping_read(n, n->map ? n->map : &mapping_by_name, r, e, why);
}

/* What a canonical event has besides the fields of a mapping. */
static const char *const own[] = { "context", "source", "flags", NULL };

static const struct mapping event = { .rule = MAPPING_OWN_NAMES, .aside = own };

/* A canonical event keeps what is known of it. */
static int
event_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	if (value[SOURCE].n && value[SOURCE].p[0] == '"')
		e->source = value[SOURCE];
	e->context = value[CONTEXT];
	if (mapping_read(n, &event, r, e, why))
		return -1;
	e->flags |= normal_flags(n, value[FLAGS]);
	return 0;
}

const struct provider provider_event = {
	.name = "event",
	.keys = keys,
	.n = KEYS,
	.once = ONCE,
	.claims = claims_event,
	.read = event_read,
};

/* Repeated fields are its own affair: it knows their places. */
const struct provider provider_fields = {
	.name = "fields",
	.keys = keys,
	.n = KEYS,
	.claims = claims_fields,
	.read = fields_read,
};
