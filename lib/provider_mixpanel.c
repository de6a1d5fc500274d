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

enum { TIME, DISTINCT_ID, USER_ID, DEVICE_ID, INSERT_ID, PROCESSED, INNER_KEYS };

static const struct span inner_keys[INNER_KEYS] = {
	{ "time", 4 }, { "distinct_id", 11 }, { "$user_id", 8 }, { "$device_id", 10 },
	{ "$insert_id", 10 }, { "mp_processing_time_ms", 21 },
};

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

/* "$device:X" is the anonymous id X. */
static struct span
without_prefix(struct normal *n, struct span id)
{
	struct span prefix = SPAN("\"$device:");
	size_t start = n->made.n;

	if (!span_starts(id, prefix))
		return id;
	buf_byte(&n->made, '"');
	buf_put(&n->made, span_after(id, prefix.n));
	return (struct span){ n->made.p + start, n->made.n - start };
}

/* $user_id and $device_id say who is who; where they are missing, distinct_id
 * is the user unless it is a device's id. */
static int
read_ids(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	struct span distinct;
	unsigned ignored = 0;
	bool device;

	e->user_id_from = "properties.$user_id";
	e->anonymous_id_from = "properties.$device_id";
	if (normal_id(n, value[USER_ID], &e->user_id, &e->flags, why) < 0)
		return refuse(why, r, e->user_id_from, value[USER_ID]);
	if (normal_id(n, value[DEVICE_ID], &e->anonymous_id, &e->flags, why) < 0)
		return refuse(why, r, e->anonymous_id_from, value[DEVICE_ID]);
	if (normal_id(n, value[DISTINCT_ID], &distinct, &e->flags, why) < 0)
		return refuse(why, r, "properties.distinct_id", value[DISTINCT_ID]);
	device = span_starts(distinct, SPAN("\"$device:")) ||
	    (e->anonymous_id.n && span_eq(distinct, e->anonymous_id));
	if (device && !e->anonymous_id.n) {
		e->anonymous_id = without_prefix(n, distinct);
		e->anonymous_id_from = "properties.distinct_id";
	} else if (!device && !e->user_id.n) {
		e->user_id = distinct;
		e->user_id_from = "properties.distinct_id";
	}
	e->event_id_from = "properties.$insert_id";
	if (normal_id(n, value[INSERT_ID], &e->event_id, &ignored, why) < 0)
		return refuse(why, r, e->event_id_from, value[INSERT_ID]);
	return 0;
}

static int
read_times(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	enum tstamp_unit ms = TSTAMP_MS;

	e->timestamp_from = "properties.time";
	e->received_from = "properties.mp_processing_time_ms";
	if (normal_local_time(n, value[TIME], &e->timestamp, &e->flags))
		return normal_refuse(why, r->text, e->timestamp_from, value[TIME], "bad_ts",
		    value[TIME].n ? "not an epoch number or a time" : "missing");
	if (!value[PROCESSED].n || tstamp_epoch(value[PROCESSED], &ms, &e->received))
		e->received.digits = 0;
	return 0;
}

static int
mixpanel_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	struct span inner[INNER_KEYS];
	struct jscan_keys picked;

	e->event_from = "event";
	if (normal_name(n, value[EVENT], &e->event, why))
		return refuse(why, r, e->event_from, value[EVENT]);
	if (!value[PROPERTIES].n || jscan_object(&n->inner, value[PROPERTIES]))
		return normal_refuse(why, r->text, "properties", value[PROPERTIES], "bad_field",
		    "not an object");
	jscan_keys_init(&picked, inner_keys, INNER_KEYS);
	if (jscan_pick(&n->inner, &picked, inner))
		e->flags |= NORMAL_DUP_KEY;
	if (read_ids(n, r, inner, e, why) || read_times(n, r, inner, e, why))
		return -1;
	e->source = SPAN("\"mixpanel\"");
	e->metadata_from = "properties";
	e->metadata = normal_rest(n, &n->inner, &picked);
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
