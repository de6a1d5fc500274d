/*
 * Any record whose fields the user names (--user-id PATH and so on), or that has
 * the canonical names already: a CSV or API whose columns are called user_id,
 * timestamp and event, and canonical events themselves, which pass through with
 * their source and flags. What has no name of ours becomes metadata.
 */
#include "provider.h"

#include "jtext.h"

/* The first NORMAL_FIELDS in the order of normal.h. */
enum { RECEIVED_AT = NORMAL_FIELDS, CONTEXT, SOURCE, FLAGS, FROM, KEYS };

static const struct span keys[KEYS] = {
	{ "user_id", 7 }, { "timestamp", 9 }, { "event", 5 }, { "event_id", 8 },
	{ "anonymous_id", 12 }, { "metadata", 8 }, { "received_at", 11 }, { "context", 7 },
	{ "source", 6 }, { "flags", 5 }, { "_source", 7 },
};

static const char *const key_text[NORMAL_FIELDS] = { "user_id", "timestamp", "event", "event_id",
	"anonymous_id", "metadata" };

static bool
has_names(const struct span *value)
{
	return value[NORMAL_TIMESTAMP].n && value[NORMAL_EVENT].n &&
	    (value[NORMAL_USER_ID].n || value[NORMAL_ANONYMOUS_ID].n);
}

static bool
is_object(struct span value)
{
	return value.n && value.p[0] == '{';
}

static bool
claims_event(const struct span *value)
{
	return has_names(value) && is_object(value[NORMAL_METADATA]);
}

static bool
claims_fields(const struct span *value)
{
	return has_names(value) && !is_object(value[NORMAL_METADATA]);
}

/* The fields as the user placed them; those he did not, by their names. */
static void
place(const struct normal *n, const struct record *r, const struct span *value, struct span *field)
{
	for (size_t i = 0; i < NORMAL_FIELDS; i++) {
		field[i] = value[i];
		if (n->field[i].n && !jpath_find(&n->field[i], r->text, &field[i]))
			field[i] = (struct span){ 0 };
	}
}

static const char *
name_of(const struct normal *n, size_t i)
{
	return n->field[i].n ? n->field[i].text : key_text[i];
}

static int
read_id(struct normal *n, const struct record *r, const struct span *field, size_t i,
    struct span *to, unsigned *flags, struct reject *why)
{
	if (normal_id(n, field[i], to, flags, why) < 0)
		return normal_refuse(why, r->text, name_of(n, i), field[i], why->reason, why->text);
	return 0;
}

static int
read_fields(struct normal *n, const struct record *r, const struct span *field,
    struct normal_event *e, struct reject *why)
{
	unsigned ignored = 0;

	e->user_id_from = name_of(n, NORMAL_USER_ID);
	e->anonymous_id_from = name_of(n, NORMAL_ANONYMOUS_ID);
	e->event_id_from = name_of(n, NORMAL_EVENT_ID);
	e->timestamp_from = name_of(n, NORMAL_TIMESTAMP);
	e->event_from = name_of(n, NORMAL_EVENT);
	if (read_id(n, r, field, NORMAL_USER_ID, &e->user_id, &e->flags, why) ||
	    read_id(n, r, field, NORMAL_ANONYMOUS_ID, &e->anonymous_id, &e->flags, why) ||
	    read_id(n, r, field, NORMAL_EVENT_ID, &e->event_id, &ignored, why))
		return -1;
	if (normal_time(n, field[NORMAL_TIMESTAMP], &e->timestamp, &e->flags))
		return normal_refuse(why, r->text, e->timestamp_from, field[NORMAL_TIMESTAMP], "bad_ts",
		    field[NORMAL_TIMESTAMP].n ? "not a time" : "missing");
	if (normal_name(n, field[NORMAL_EVENT], &e->event, why))
		return normal_refuse(why, r->text, e->event_from, field[NORMAL_EVENT], why->reason,
		    why->text);
	return 0;
}

/* All members that were not used. A placed field that lies deeper leaves the
 * member that holds it whole. */
static struct span
rest_of(struct normal *n, const struct record *r)
{
	struct span used[NORMAL_FIELDS + 1];
	struct jscan_keys taken;
	size_t count = 0;

	for (size_t i = 0; i < NORMAL_FIELDS; i++)
		if (!n->field[i].n)
			used[count++] = keys[i];
		else if (n->field[i].n == 1)
			used[count++] = n->field[i].step[0];
	used[count++] = keys[FROM];
	jscan_keys_init(&taken, used, count);
	return normal_rest(n, r->json, &taken);
}

/* A CSV cell may hold the metadata as JSON text. */
static bool
inner_object(struct normal *n, struct span value, struct span *object)
{
	if (!value.n || value.p[0] != '"' || jtext_decode(value, &n->made, object))
		return false;
	for (size_t i = 0; i < object->n; i++)
		if (object->p[i] == '\n' || object->p[i] == '\r')
			return false;
	return !jscan_object(&n->inner, *object);
}

static struct span
trimmed(struct span object)
{
	object = span_after(object, span_find(object, '{'));
	while (object.p[object.n - 1] != '}')
		object.n--;
	return object;
}

static void
read_metadata(struct normal *n, const struct record *r, const struct span *field,
    struct normal_event *e)
{
	struct span value = field[NORMAL_METADATA], object;

	e->metadata_from = name_of(n, NORMAL_METADATA);
	if (!n->field[NORMAL_METADATA].n && !is_object(value)) {
		e->metadata_from = "all other fields";
		e->metadata = rest_of(n, r);
	} else if (inner_object(n, value, &object)) {
		e->metadata = trimmed(object);
	} else {
		e->metadata = normal_metadata(n, value, "metadata", &e->flags);
	}
}

static int
fields_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	struct span field[NORMAL_FIELDS];

	place(n, r, value, field);
	if (read_fields(n, r, field, e, why))
		return -1;
	read_metadata(n, r, field, e);
	return 0;
}

/* A canonical event keeps what is known of it. */
static int
event_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	unsigned ignored = 0;

	if (fields_read(n, r, value, e, why))
		return -1;
	e->received_from = "received_at";
	if (normal_time(n, value[RECEIVED_AT], &e->received, &ignored))
		e->received.digits = 0;
	e->flags |= normal_flags(value[FLAGS]);
	if (value[SOURCE].n && value[SOURCE].p[0] == '"')
		e->source = value[SOURCE];
	e->context = value[CONTEXT];
	return 0;
}

const struct provider provider_event = {
	.name = "event",
	.keys = keys,
	.n = KEYS,
	.once = 1 << NORMAL_USER_ID | 1 << NORMAL_ANONYMOUS_ID | 1 << NORMAL_TIMESTAMP |
	    1 << NORMAL_EVENT,
	.claims = claims_event,
	.read = event_read,
};

const struct provider provider_fields = {
	.name = "fields",
	.keys = keys,
	.n = KEYS,
	.once = 1 << NORMAL_USER_ID | 1 << NORMAL_ANONYMOUS_ID | 1 << NORMAL_TIMESTAMP |
	    1 << NORMAL_EVENT,
	.claims = claims_fields,
	.read = fields_read,
};
