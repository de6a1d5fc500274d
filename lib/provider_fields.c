/*
 * Any record whose fields the user names (--user-id PATH and so on), or that has
 * the canonical names already: a CSV or API whose columns are called user_id,
 * timestamp and event, and canonical events themselves, which pass through with
 * their source and flags. What has no name of ours becomes metadata.
 */
#include "provider.h"

#include "jtext.h"

/* The first NORMAL_FIELDS in the order of normal.h; up to FROM they are an
 * event's members; then what tells a Segment call from a record of ours. */
enum { RECEIVED_AT = NORMAL_FIELDS, CONTEXT, SOURCE, FLAGS, FROM, TYPE, SEGMENT,
	KEYS = SEGMENT + 6 };

static const struct span keys[KEYS] = {
	{ "user_id", 7 }, { "timestamp", 9 }, { "event", 5 }, { "event_id", 8 },
	{ "anonymous_id", 12 }, { "metadata", 8 }, { "received_at", 11 }, { "context", 7 },
	{ "source", 6 }, { "flags", 5 }, { "_source", 7 },
	{ "type", 4 }, { "userId", 6 }, { "anonymousId", 11 }, { "messageId", 9 },
	{ "originalTimestamp", 17 }, { "sentAt", 6 }, { "receivedAt", 10 },
};

static const char *const key_text[NORMAL_FIELDS] = { "user_id", "timestamp", "event", "event_id",
	"anonymous_id", "metadata" };

enum { ONCE = 1 << NORMAL_USER_ID | 1 << NORMAL_ANONYMOUS_ID |
    1 << NORMAL_TIMESTAMP | 1 << NORMAL_EVENT };

/* What provider_segment claims is not ours: else it would depend on the order
 * of records whose each is. */
static bool
has_names(const struct span *value)
{
	bool segment = false;

	for (size_t i = SEGMENT; i < KEYS && value[TYPE].n; i++)
		segment |= value[i].n > 0;
	return !segment && value[NORMAL_TIMESTAMP].n && value[NORMAL_EVENT].n &&
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

/* ---- the places of fields ---- */

/* The first steps of all paths, each once, to be picked in one go. A placed
 * field that lies deeper leaves the member that holds it in the metadata. */
static void
prepare(const struct normal *n, struct normal_keys *k)
{
	size_t count = 0, used = 0;

	for (size_t i = 0; i < NORMAL_FIELDS; i++) {
		const struct jpath *p = &n->field[i];
		struct span key = p->n ? p->step[0] : keys[i];
		size_t slot = 0;

		while (slot < count && !span_eq(k->key[slot], key))
			slot++;
		if (slot == count)
			k->key[count++] = key;
		k->slot[i] = (unsigned char)slot;
		k->deeper[i] = (struct jpath){ 0 };
		for (size_t step = 1; step < p->n; step++)
			k->deeper[i].step[k->deeper[i].n++] = p->step[step];
		if (p->n <= 1)
			k->used[used++] = key;
	}
	k->used[used++] = keys[FROM];
	jscan_keys_init(&k->picked, k->key, count);
	jscan_keys_init(&k->taken, k->used, used);
}

/* The fields as the user placed them; those he did not, by their names. Bits of
 * those that stand twice, with different values. */
static uint64_t
place(struct normal *n, const struct record *r, struct span *field)
{
	struct normal_keys *k = &n->fields;
	struct span value[NORMAL_FIELDS];
	uint64_t picked, differing = 0;

	if (!k->picked.n)
		prepare(n, k);
	picked = jscan_pick(r->json, &k->picked, value);
	for (size_t i = 0; i < NORMAL_FIELDS; i++) {
		bool twice = picked >> k->slot[i] & 1;

		field[i] = value[k->slot[i]];
		if (k->deeper[i].n && (!field[i].n ||
		    !jpath_find_once(&k->deeper[i], field[i], &field[i], &twice)))
			field[i] = (struct span){ 0 };
		differing |= (uint64_t)twice << i;
	}
	return differing;
}

static const char *
name_of(const struct normal *n, size_t i)
{
	return n->field[i].n ? n->field[i].text : key_text[i];
}

/* ---- what they say ---- */

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
		return normal_refuse(why, r->text, e->timestamp_from, field[NORMAL_TIMESTAMP],
		    "bad_ts",
		    field[NORMAL_TIMESTAMP].n ? "not a time" : "missing");
	if (normal_name(n, field[NORMAL_EVENT], &e->event, why))
		return normal_refuse(why, r->text, e->event_from, field[NORMAL_EVENT], why->reason,
		    why->text);
	return 0;
}

/* ---- metadata ---- */

static struct span
trimmed(struct span object)
{
	object = span_after(object, span_find(object, '{'));
	while (object.p[object.n - 1] != '}')
		object.n--;
	return object;
}

/* A CSV cell may hold the metadata as JSON text, over several lines: in what is
 * JSON a line break is between tokens, where a blank does as well. */
static bool
inner_object(struct normal *n, struct span value, struct span *object)
{
	size_t start = n->made.n;

	if (!value.n || value.p[0] != '"' || jtext_decode(value, &n->made, object) ||
	    jscan_object(&n->inner, *object))
		return false;
	for (size_t i = start; i < n->made.n; i++)
		if (n->made.p[i] == '\n' || n->made.p[i] == '\r')
			n->made.p[i] = ' ';
	*object = trimmed(*object);
	return true;
}

static struct span
own_metadata(struct normal *n, struct span value, unsigned *flags)
{
	struct span object;

	return inner_object(n, value, &object) ? object :
	    normal_metadata(n, value, "metadata", flags);
}

static int
fields_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	struct span field[NORMAL_FIELDS];
	uint64_t differing = place(n, r, field);

	(void)value;
	if (differing & ONCE) {
		int i = __builtin_ctzll(differing & ONCE);

		return normal_refuse(why, r->text, name_of(n, (size_t)i), field[i], "dup_key",
		    "given twice, with different values");
	}
	if (differing)
		e->flags |= NORMAL_DUP_KEY;
	if (read_fields(n, r, field, e, why))
		return -1;
	e->metadata = own_metadata(n, field[NORMAL_METADATA], &e->flags);
	e->metadata_from = name_of(n, NORMAL_METADATA);
	if (!n->field[NORMAL_METADATA].n) {
		e->metadata = normal_rest(n, r->json, &n->fields.taken, e->metadata);
		e->metadata_from = "all other fields";
	}
	return 0;
}

/* Whether the record has members that an event has not. */
static bool
has_more(const struct record *r, const struct span *value)
{
	size_t known = 0;

	for (size_t i = 0; i <= FROM; i++)
		known += value[i].n > 0;
	return r->json->n > known;
}

/* A canonical event keeps what is known of it. */
static int
event_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	struct jscan_keys taken;

	if (read_fields(n, r, value, e, why))
		return -1;
	normal_received(n, value[RECEIVED_AT], &e->received);
	e->received_from = "received_at";
	e->flags |= normal_flags(n, value[FLAGS]);
	if (value[SOURCE].n && value[SOURCE].p[0] == '"')
		e->source = value[SOURCE];
	e->context = value[CONTEXT];
	e->metadata = own_metadata(n, value[NORMAL_METADATA], &e->flags);
	e->metadata_from = "metadata";
	if (has_more(r, value)) {
		jscan_keys_init(&taken, keys, FROM + 1);
		e->metadata = normal_rest(n, r->json, &taken, e->metadata);
		e->metadata_from = "metadata, and all other fields";
	}
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
