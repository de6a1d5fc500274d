#include "event.h"

#include "jtext.h"

enum { USER_ID, TIMESTAMP, EVENT, EVENT_ID, ANONYMOUS_ID, METADATA, KEYS };

static const struct span names[KEYS] = {
	{ "user_id", 7 }, { "timestamp", 9 }, { "event", 5 }, { "event_id", 8 },
	{ "anonymous_id", 12 }, { "metadata", 8 },
};

void
event_init(struct event_reader *r)
{
	*r = (struct event_reader){ 0 };
	jscan_keys_init(&r->keys, names, KEYS);
}

void
event_free(struct event_reader *r)
{
	jscan_free(&r->scan);
	buf_free(&r->scratch);
}

static int
refuse(struct reject *why, int key, struct span line, struct span value, const char *reason,
    const char *text)
{
	return rejects_why(why, line, names[key], value, reason, text);
}

#define HINT "; if these are a provider's records, run ev-normalize first"

static const struct lack {
	const char *reason, *text, *first;
} lacks[KEYS] = {
	[USER_ID] = { "no_identity", "neither user_id nor anonymous_id",
		"neither user_id nor anonymous_id" HINT },
	[TIMESTAMP] = { "bad_ts", "missing", "missing" HINT },
	[EVENT] = { "no_event", "missing or empty", "missing or empty" HINT },
};

/* What every event has is not there. Before the first event that is, as a rule,
 * the mark of records that are none yet; said once, for there may be millions. */
static int
lack(struct event_reader *r, struct reject *why, int key, struct span line, struct span value)
{
	const struct lack *l = &lacks[key];
	bool first = !r->known && !value.n;

	r->known |= first;
	return refuse(why, key, line, value, l->reason, first ? l->first : l->text);
}

/* A string's text; nothing where the key is missing, null or "". */
static int
read_text(struct event_reader *r, struct span value, struct span *to)
{
	*to = (struct span){ 0 };
	if (!value.n || span_eq(value, SPAN("null")))
		return 0;
	if (value.p[0] != '"')
		return -1;
	return jtext_decode(value, &r->scratch, to);
}

static int
read_texts(struct event_reader *r, struct span line, const struct span *value, struct event *e,
    struct reject *why)
{
	static const int keys[] = { USER_ID, EVENT, EVENT_ID, ANONYMOUS_ID };
	struct span *const to[] = { &e->user_id, &e->event, &e->event_id, &e->anonymous_id };
	size_t room = 0;

	/* One allocation at most: decoded texts stay where they are. */
	for (size_t i = 0; i < 4; i++)
		room += value[keys[i]].n;
	r->scratch.n = 0;
	buf_room(&r->scratch, room + 4);
	for (size_t i = 0; i < 4; i++)
		if (read_text(r, value[keys[i]], to[i]))
			return refuse(why, keys[i], line, value[keys[i]], "bad_field",
			    "not a string, or one with a lone surrogate");
	return 0;
}

static int
read_time(struct event_reader *r, struct span line, struct span value, struct event *e,
    struct reject *why)
{
	struct span text;

	if (value.n == TSTAMP_PLAIN + 2 && value.p[0] == '"' &&
	    !tstamp_plain(value.p + 1, &e->timestamp))
		return 0;
	r->scratch.n = 0;
	if (value.n > 2 && value.p[0] == '"' && !jtext_decode(value, &r->scratch, &text) &&
	    !tstamp_parse(text, &e->timestamp))
		return 0;
	if (!value.n)
		return lack(r, why, TIMESTAMP, line, value);
	return refuse(why, TIMESTAMP, line, value, "bad_ts", "not an RFC 3339 time");
}

/* ---- in order ---- */

static inline void
take(const struct jscan *s, size_t *at, struct span name, struct span *value)
{
	if (*at < s->n && s->member[*at].key.n == name.n &&
	    !memcmp(s->member[*at].key.p, name.p, name.n))
		*value = s->member[(*at)++].value;
}

/*
 * jscan_pick for a line with no key but those of ev-event(5), as written there and
 * in that order, as ev-normalize writes it: so none is there twice. False: it is
 * another. 25 ns less an event.
 */
static bool
pick_in_order(const struct jscan *s, struct span *value)
{
	struct span other;
	size_t at = 0;

	memset(value, 0, KEYS * sizeof *value);
	take(s, &at, SPAN("user_id"), &value[USER_ID]);
	take(s, &at, SPAN("timestamp"), &value[TIMESTAMP]);
	take(s, &at, SPAN("event"), &value[EVENT]);
	take(s, &at, SPAN("event_id"), &value[EVENT_ID]);
	take(s, &at, SPAN("anonymous_id"), &value[ANONYMOUS_ID]);
	take(s, &at, SPAN("received_at"), &other);
	take(s, &at, SPAN("source"), &other);
	take(s, &at, SPAN("flags"), &other);
	take(s, &at, SPAN("metadata"), &value[METADATA]);
	take(s, &at, SPAN("context"), &other);
	return at == s->n;
}

int
event_read(struct event_reader *r, struct span line, struct event *e, struct reject *why)
{
	struct span value[KEYS];
	uint64_t differing = 0;

	*why = (struct reject){ .at = { .byte = 1 }, .raw = line };
	if (jscan_object(&r->scan, line)) {
		why->reason = "bad_json";
		why->text = r->scan.why;
		why->at.byte = r->scan.at + 1;
		return -1;
	}
	if (!pick_in_order(&r->scan, value))
		differing = jscan_pick(&r->scan, &r->keys, value);
	if (differing) {
		int key = __builtin_ctzll(differing);

		return refuse(why, key, line, value[key], "dup_key", "given twice, with different values");
	}
	if (read_time(r, line, value[TIMESTAMP], e, why) || read_texts(r, line, value, e, why))
		return -1;
	if (!e->event.n)
		return lack(r, why, EVENT, line, value[EVENT]);
	if (!e->user_id.n && !e->anonymous_id.n)
		return lack(r, why, USER_ID, line, value[USER_ID]);
	r->known = true;
	e->line = line;
	e->metadata = value[METADATA].n ? value[METADATA] : SPAN("{}");
	if (e->metadata.p[0] != '{')
		return refuse(why, METADATA, line, e->metadata, "bad_field", "not an object");
	return 0;
}

struct span
event_user(const struct event *e, struct buf *scratch)
{
	if (e->user_id.n)
		return e->user_id;
	scratch->n = 0;
	buf_put(scratch, SPAN(EVENT_ANON));
	buf_put(scratch, e->anonymous_id);
	return buf_span(scratch);
}
