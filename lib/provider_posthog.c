/*
 * PostHog: lines of its batch export. posthog.com/docs, batch exports to S3;
 * times are UTC.
 *
 * Who distinct_id is: a user where the event says so ($is_identified) or makes
 * him one ($identify); a device's where it says not, where it is the device's
 * own id, or a UUID of version 7, which is what PostHog's libraries make up for
 * somebody unknown; else a user.
 */
#include "provider.h"

static bool
claims(const struct span *value)
{
	return !value[PROVIDER_USER_ID].n && !value[PROVIDER_ANONYMOUS_ID].n &&
	    provider_signed(value, PROVIDER_BIT(PROVIDER_EVENT) | PROVIDER_BIT(PROVIDER_UUID) |
	    PROVIDER_BIT(PROVIDER_DISTINCT_ID) | PROVIDER_BIT(PROVIDER_TIMESTAMP) |
	    PROVIDER_BIT(PROVIDER_PROPERTIES), 0);
}

static const char *const aside[] = { "properties", NULL };

/* distinct_id has no rule and so stays in the context: it may be neither. */
static const struct mapping mapping = {
	.rule = {
		[MAPPING_TIMESTAMP] = { .path = { "timestamp" } },
		[MAPPING_EVENT] = { .path = { "event" } },
		[MAPPING_EVENT_ID] = { .path = { "uuid" } },
		[MAPPING_RECEIVED_AT] = { .path = { "created_at", "_inserted_at", "inserted_at" } },
	},
	.source = "posthog",
	.rest = MAPPING_REST_CONTEXT,
	.aside = aside,
	.utc = true,
};

enum { USER_ID, DEVICE_ID, IS_IDENTIFIED, ANON_DISTINCT_ID, DISTINCT_ID, IDS };

static const struct span id_keys[DISTINCT_ID] = { { "$user_id", 8 }, { "$device_id", 10 },
	{ "$is_identified", 14 }, { "$anon_distinct_id", 17 } };

static const char *const id_text[IDS] = { "properties.$user_id", "properties.$device_id",
	"properties.$is_identified", "properties.$anon_distinct_id", "distinct_id" };

/* RFC 9562, section 5.7. */
static bool
is_uuid7(struct span id)
{
	static const char form[] = "\"xxxxxxxx-xxxx-7xxx-xxxx-xxxxxxxxxxxx\"";

	if (id.n != sizeof form - 1)
		return false;
	for (size_t i = 0; i < id.n; i++)
		if (form[i] == 'x' ? !strchr("0123456789abcdefABCDEF", id.p[i]) : id.p[i] != form[i])
			return false;
	return true;
}

static bool
is_identified(const struct normal_event *e, struct span distinct, struct span flag)
{
	if (span_eq(flag, SPAN("true")) || span_eq(e->event, SPAN("\"$identify\"")))
		return true;
	return !span_eq(flag, SPAN("false")) && !span_eq(distinct, e->anonymous_id) &&
	    !is_uuid7(distinct);
}

static void
take(struct span *to, const char **from, struct span id, const char *name)
{
	if (!to->n) {
		*to = id;
		*from = name;
	}
}

static int
read_ids(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	struct span id[IDS] = { { 0 } }, distinct, before;

	e->user_id_from = id_text[USER_ID];
	e->anonymous_id_from = id_text[DEVICE_ID];
	for (int i = 0; i < IDS; i++)
		if (i != IS_IDENTIFIED &&
		    normal_take_id(n, r, id_text[i], value[i], &id[i], &e->flags, why))
			return -1;
	e->user_id = id[USER_ID];
	e->anonymous_id = id[DEVICE_ID];
	distinct = id[DISTINCT_ID];
	before = id[ANON_DISTINCT_ID];
	if (is_identified(e, distinct, value[IS_IDENTIFIED]))
		take(&e->user_id, &e->user_id_from, distinct, id_text[DISTINCT_ID]);
	else
		take(&e->anonymous_id, &e->anonymous_id_from, distinct, id_text[DISTINCT_ID]);
	take(&e->anonymous_id, &e->anonymous_id_from, before, id_text[ANON_DISTINCT_ID]);
	return 0;
}

static int
posthog_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	struct span id[IDS] = { { 0 } }, properties = value[PROVIDER_PROPERTIES], object;
	struct jscan_keys keys;

	if (mapping_read(n, &mapping, r, e, why))
		return -1;
	if (normal_object(n, properties, &object))
		properties = object;
	else if (properties.p[0] != '{' || jscan_object(&n->inner, properties))
		n->inner.n = 0;
	jscan_keys_init(&keys, id_keys, DISTINCT_ID);
	jscan_pick(&n->inner, &keys, id);
	e->metadata = normal_metadata(n, properties, "properties", &e->flags);
	e->metadata_from = "properties";
	id[DISTINCT_ID] = value[PROVIDER_DISTINCT_ID];
	return read_ids(n, r, id, e, why);
}

const struct provider provider_posthog = {
	.name = "posthog",
	.keys = provider_signs,
	.n = PROVIDER_SIGNS,
	.claims = claims,
	.read = posthog_read,
};
