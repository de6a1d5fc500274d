/*
 * mParticle: batches of one user's events. Each event becomes a record with the
 * batch's members (unroll.h); who did it stands in those. docs.mparticle.com,
 * JSON reference. Times are milliseconds.
 */
#include "provider.h"

static const uint64_t who = PROVIDER_BIT(PROVIDER_MPID) | PROVIDER_BIT(PROVIDER_MP_DEVICEID) |
    PROVIDER_BIT(PROVIDER_USER_IDENTITIES) | PROVIDER_BIT(PROVIDER_DEVICE_INFO);

static bool
is_list(struct span value)
{
	return value.n && (value.p[0] == '[' || span_eq(value, SPAN("null")));
}

static bool
is_batch(const struct span *value)
{
	return is_list(value[PROVIDER_EVENTS]) &&
	    provider_signed(value, PROVIDER_BIT(PROVIDER_EVENTS), who);
}

static struct span
items(const struct span *value)
{
	return is_batch(value) ? value[PROVIDER_EVENTS] : (struct span){ 0 };
}

static bool
is_item(const struct span *value)
{
	return !value[PROVIDER_EVENT_TIME].n && value[PROVIDER_DATA].n &&
	    value[PROVIDER_DATA].p[0] == '{' &&
	    provider_signed(value, PROVIDER_BIT(PROVIDER_EVENT_TYPE), who);
}

static bool
claims(const struct span *value)
{
	return is_batch(value) || is_item(value);
}

static const struct mapping mapping = {
	.rule = {
		[MAPPING_ANONYMOUS_ID] = { .path = { "mp_deviceid", "mpid" } },
		[MAPPING_TIMESTAMP] = { .path = { "data.timestamp_unixtime_ms" } },
		[MAPPING_EVENT_ID] = { .path = { "data.event_id" } },
		[MAPPING_METADATA] = { .path = { "data.custom_attributes" } },
	},
	.source = "mparticle",
	.rest = MAPPING_REST_CONTEXT,
	.unit = TSTAMP_MS,
};

/* {"identity_type":"customer_id","identity":"7"} */
static struct span
if_customer(struct normal *n, struct span identity)
{
	static const struct span key[] = { { "identity_type", 13 }, { "identity", 8 } };
	struct span value[2];
	struct jscan_keys keys;

	if (identity.p[0] != '{' || jscan_object(&n->inner, identity))
		return (struct span){ 0 };
	jscan_keys_init(&keys, key, 2);
	jscan_pick(&n->inner, &keys, value);
	return span_eq(value[0], SPAN("\"customer_id\"")) ? value[1] : (struct span){ 0 };
}

/* The customer's id: in a list of identities, or under its name in an object of
 * them, as it is sent to mParticle. */
static struct span
customer_of(struct normal *n, struct span identities)
{
	static const struct jpath path = { .step = { { "customer_id", 11 } }, .n = 1 };
	struct span id = { 0 };
	struct jscan list = { 0 };

	if (identities.n && identities.p[0] == '{' && jpath_find(&path, identities, &id))
		return id;
	if (!identities.n || identities.p[0] != '[' || jscan_array(&list, identities))
		list.n = 0;
	for (size_t i = 0; i < list.n && !id.n; i++)
		id = if_customer(n, list.member[i].value);
	jscan_free(&list);
	return id;
}

static int
read_who(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	struct span id = customer_of(n, value[PROVIDER_USER_IDENTITIES]);

	e->user_id_from = "user_identities: customer_id";
	return normal_take_id(n, r, "user_identities", id, &e->user_id, &e->flags, why);
}

/* A custom event has a name; of others the type says what happened. */
static int
read_what(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	static const struct jpath path = { .step = { { "event_name", 10 } }, .n = 1 };
	struct span name = value[PROVIDER_EVENT_TYPE];

	e->event_from = "event_type";
	if (span_eq(name, SPAN("\"custom_event\""))) {
		e->event_from = "data.event_name";
		if (!jpath_find(&path, value[PROVIDER_DATA], &name))
			name = (struct span){ 0 };
	}
	if (normal_name(n, name, &e->event, why))
		return normal_refuse(why, r->text, e->event_from, name, why->reason, why->text);
	return 0;
}

static int
mparticle_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	return read_who(n, r, value, e, why) || read_what(n, r, value, e, why) ? -1 :
	    mapping_read(n, &mapping, r, e, why);
}

const struct provider provider_mparticle = {
	.name = "mparticle",
	.keys = provider_signs,
	.n = PROVIDER_SIGNS,
	.claims = claims,
	.items = items,
	.read = mparticle_read,
};
