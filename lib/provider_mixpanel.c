/*
 * Mixpanel's raw export: {"event":...,"properties":{...}}, all of the event's
 * fields among its properties. docs.mixpanel.com/reference/raw-event-export.
 *
 * `time` is UTC only for projects made since 2023: older ones export local civil
 * time as if it were an epoch (docs.mixpanel.com, "export methods"), which --tz
 * undoes. It is never shifted unasked.
 */
#include "provider.h"

enum { EVENT, PROPERTIES, TYPE, TIMESTAMP, KEYS };

static const struct span keys[KEYS] = {
	{ "event", 5 }, { "properties", 10 }, { "type", 4 }, { "timestamp", 9 },
};

/* distinct_id is left out of the metadata only where it says nothing more,
 * $import never. */
enum { TIME, USER_ID, DEVICE_ID, INSERT_ID, PROCESSED, DISTINCT_ID, IMPORT, INNER_KEYS };

static const struct span inner_keys[INNER_KEYS] = {
	{ "time", 4 }, { "$user_id", 8 }, { "$device_id", 10 }, { "$insert_id", 10 },
	{ "mp_processing_time_ms", 21 }, { "distinct_id", 11 }, { "$import", 7 },
};

static const char *const inner_text[] = { "properties.time", "properties.$user_id",
	"properties.$device_id", "properties.$insert_id", "properties.mp_processing_time_ms",
	"properties.distinct_id" };

enum { ONCE = 1 << TIME | 1 << USER_ID | 1 << DEVICE_ID | 1 << DISTINCT_ID };

static bool
claims(const struct span *value)
{
	return value[EVENT].n && value[PROPERTIES].n && value[PROPERTIES].p[0] == '{' &&
	    !value[TYPE].n && !value[TIMESTAMP].n;
}

static int
refuse(struct reject *why, const struct record *r, const char *field, struct span value)
{
	return normal_refuse(why, r->text, field, value, why->reason, why->text);
}

/* "$device:X" is the device X: its id, which may be none. False: a user's. */
static bool
is_device(struct normal *n, struct span distinct, struct span *id)
{
	struct span prefix = SPAN("\"$device:");
	struct reject ignored;
	unsigned flags = 0;
	size_t start = n->made.n;

	if (!span_starts(distinct, prefix))
		return false;
	buf_byte(&n->made, '"');
	buf_put(&n->made, span_after(distinct, prefix.n));
	normal_id(n, (struct span){ n->made.p + start, n->made.n - start }, id, &flags, &ignored);
	return true;
}

/* Where $user_id and $device_id are missing, distinct_id is the user unless it
 * is a device's id. */
void
provider_mixpanel_who(struct normal *n, struct span *distinct, const char *from,
    struct normal_event *e)
{
	struct span device;

	if (is_device(n, *distinct, &device)) {
		if (!e->anonymous_id.n) {
			e->anonymous_id = device;
			e->anonymous_id_from = from;
		}
		*distinct = device;
	} else if (!e->user_id.n && !span_eq(*distinct, e->anonymous_id)) {
		e->user_id = *distinct;
		e->user_id_from = from;
	}
	if (span_eq(*distinct, e->user_id) || span_eq(*distinct, e->anonymous_id))
		distinct->n = 0;
}

static int
read_ids(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct span *distinct, struct reject *why)
{
	e->user_id_from = inner_text[USER_ID];
	e->anonymous_id_from = inner_text[DEVICE_ID];
	e->event_id_from = inner_text[INSERT_ID];
	if (normal_take_id(n, r, inner_text[USER_ID], value[USER_ID], &e->user_id, &e->flags, why) ||
	    normal_take_id(n, r, inner_text[DEVICE_ID], value[DEVICE_ID], &e->anonymous_id,
	    &e->flags, why) ||
	    normal_take_id(n, r, inner_text[DISTINCT_ID], value[DISTINCT_ID], distinct, &e->flags,
	    why) ||
	    normal_take_event_id(n, r, inner_text[INSERT_ID], value[INSERT_ID], &e->event_id, why))
		return -1;
	provider_mixpanel_who(n, distinct, inner_text[DISTINCT_ID], e);
	return 0;
}

static int
read_times(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	enum tstamp_unit ms = TSTAMP_MS;

	e->timestamp_from = inner_text[TIME];
	e->received_from = inner_text[PROCESSED];
	if (normal_local_time(n, value[TIME], &e->timestamp, &e->flags))
		return normal_refuse_time(n, why, r->text, e->timestamp_from, value[TIME],
		    value[TIME].n ? "not an epoch number or a time" : "missing");
	if (!value[PROCESSED].n || tstamp_epoch(value[PROCESSED], &ms, &e->received))
		e->received.digits = 0;
	/* What was imported later says nothing of the zone. */
	else if (!n->local_epochs && !value[IMPORT].n)
		lag_see(&n->lag, e->timestamp.ns, e->received.ns);
	return 0;
}

static void
prepare(struct normal_keys *k)
{
	if (!k->picked.n) {
		jscan_keys_init(&k->picked, inner_keys, INNER_KEYS);
		jscan_keys_init(&k->all, inner_keys, IMPORT);
	}
}

/* The properties' values; of those that count once, two leave no honest choice. */
static int
pick(struct normal *n, const struct record *r, struct span properties, struct span *value,
    struct normal_event *e, struct reject *why)
{
	uint64_t differing;

	if (!properties.n || jscan_object(&n->inner, properties))
		return normal_refuse(why, r->text, "properties", properties, "bad_field",
		    "not an object");
	prepare(&n->mixpanel);
	differing = jscan_pick(&n->inner, &n->mixpanel.picked, value);
	if (differing)
		e->flags |= NORMAL_DUP_KEY;
	if (differing & ONCE) {
		int key = __builtin_ctzll(differing & ONCE);

		return normal_refuse(why, r->text, inner_text[key], value[key], "dup_key",
		    "given twice, with different values");
	}
	return 0;
}

/* The properties but those that the event's fields say: what was passed over, an
 * id that is a placeholder, stays. */
static struct span
read_metadata(struct normal *n, const struct span *value, struct span distinct,
    const struct normal_event *e)
{
	const bool used[IMPORT] = { true, e->user_id.n && e->user_id_from == inner_text[USER_ID],
		e->anonymous_id.n && e->anonymous_id_from == inner_text[DEVICE_ID], e->event_id.n,
		e->received.digits, !distinct.n };
	struct span key[IMPORT], metadata;
	struct jscan_keys taken;
	size_t count = 0;

	for (int i = 0; i < IMPORT; i++)
		if (used[i] || normal_none(value[i]))
			key[count++] = inner_keys[i];
	if (count < IMPORT)
		jscan_keys_init(&taken, key, count);
	metadata = provider_rest(n, &n->inner, count < IMPORT ? &taken : &n->mixpanel.all,
	    (struct span){ 0 });
	return metadata.n ? metadata : SPAN("{}");
}

/* What stands beside the properties: the exports of some have more there. */
static struct span
read_context(struct normal *n, const struct record *r)
{
	static const struct span used[] = { { "event", 5 }, { "properties", 10 }, { "_source", 7 } };
	struct jscan_keys taken;

	jscan_keys_init(&taken, used, 3);
	return provider_rest(n, r->json, &taken, (struct span){ 0 });
}

static int
mixpanel_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	struct span inner[INNER_KEYS], distinct;

	e->event_from = "event";
	if (normal_name(n, value[EVENT], &e->event, why))
		return refuse(why, r, e->event_from, value[EVENT]);
	if (pick(n, r, value[PROPERTIES], inner, e, why) ||
	    read_ids(n, r, inner, e, &distinct, why) || read_times(n, r, inner, e, why))
		return -1;
	e->source = SPAN("\"mixpanel\"");
	e->metadata_from = "properties";
	e->metadata = read_metadata(n, inner, distinct, e);
	if (n->context)
		e->context = read_context(n, r);
	return 0;
}

const struct provider provider_mixpanel = {
	.name = "mixpanel",
	.keys = keys,
	.n = KEYS,
	.once = 1 << EVENT | 1 << PROPERTIES,
	.claims = claims,
	.read = mixpanel_read,
};
