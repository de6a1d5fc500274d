#include "normal.h"

#include "hash.h"
#include "jwrite.h"

enum { LONGEST_ID = 100 };

/* Times before this are more often a device without a clock than an event. */
static const int64_t year_1990 = INT64_C(631152000) * TSTAMP_SECOND;

void
normal_free(struct normal *n)
{
	for (size_t i = 0; i < n->keeps; i++)
		jpath_free(&n->keep[i]);
	for (size_t i = 0; i < NORMAL_FIELDS; i++)
		jpath_free(&n->field[i]);
	buf_free(&n->text);
	buf_free(&n->made);
	jscan_free(&n->inner);
}

void
normal_begin(struct normal *n)
{
	n->unit = TSTAMP_AUTO;
}

void
normal_record(struct normal *n, const struct record *r)
{
	/* A name, and metadata twice over: nothing that is made is longer. */
	n->made.n = 0;
	buf_room(&n->made, 4 * r->text.n + 1024);
}

int
normal_refuse(struct reject *why, struct span text, const char *field, struct span value,
    const char *reason, const char *message)
{
	why->field = span_of(field);
	why->reason = reason;
	why->text = message;
	/* Derived values lie elsewhere; the record's start is their place. */
	if (value.n && value.p >= text.p && value.p < text.p + text.n)
		why->at.byte = (uint64_t)(value.p - text.p) + 1;
	return -1;
}

/* ---- identity ---- */

static bool
is_number(struct span value)
{
	return value.n && (value.p[0] == '-' || (value.p[0] >= '0' && value.p[0] <= '9'));
}

/* The inside of a string token. */
static struct span
inside(struct span quoted)
{
	return (struct span){ quoted.p + 1, quoted.n - 2 };
}

/*
 * Texts that stand where an id should, but name nobody: union of what Mixpanel's
 * importers, PostHog and Segment refuse. Compared without regard to ASCII case.
 */
static bool
is_placeholder(struct span id)
{
	static const char *const list[] = { "-1", "0", "<nil>", "]", "anon", "anonymous", "false",
		"lmy47d", "n/a", "na", "nil", "none", "null", "true", "undefined", "unknown", "{}",
		"[object object]", "nan" };
	size_t zeros = 0;

	if (id.n > 36)
		return false;
	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		if (strlen(list[i]) == id.n && !strncasecmp(list[i], id.p, id.n))
			return true;
	while (zeros < id.n && (id.p[zeros] == '0' || id.p[zeros] == '-'))
		zeros++;
	return zeros == id.n;
}

static bool
decodes(struct normal *n, struct span quoted)
{
	struct span plain;

	n->text.n = 0;
	return !memchr(quoted.p, '\\', quoted.n) || !jtext_decode(quoted, &n->text, &plain);
}

int
normal_id(struct normal *n, struct span value, struct span *to, unsigned *flags,
    struct reject *why)
{
	struct span id = value;

	*to = (struct span){ 0 };
	if (!value.n || span_eq(value, SPAN("null")))
		return 1;
	if (value.p[0] == '"')
		id = inside(value);
	else if (!is_number(value)) {
		*flags |= NORMAL_ID_SUSPECT;
		return 1;
	}
	if (!id.n)
		return 1;
	if (!n->placeholders && is_placeholder(id)) {
		tally_add(n->tally, TALLY_NOTE, "placeholder_id", 1);
		return 1;
	}
	if (value.p[0] == '"' && !decodes(n, value)) {
		why->reason = "bad_id";
		why->text = "a lone surrogate, which no text can hold";
		return -1;
	}
	/* 1.0 and 1e3 are kept as they are, not as 1 and 1000. A bracket is a
	 * list of ids that became a text. */
	if (id.p[0] == '[' || id.p[0] == '{' || (id.p == value.p && strcspn(id.p, ".eE,}] ") < id.n))
		*flags |= NORMAL_ID_SUSPECT;
	*to = value;
	return 0;
}

int
normal_name(struct normal *n, struct span value, struct span *to, struct reject *why)
{
	why->reason = "no_event";
	*to = value;
	if (!value.n || span_eq(value, SPAN("null")) || span_eq(value, SPAN("\"\"")))
		why->text = "missing or empty";
	else if (value.p[0] == '"' && !decodes(n, value))
		why->text = "a lone surrogate, which no text can hold";
	else if (value.p[0] == '"' || is_number(value))
		return 0;
	else
		why->text = "the event's name is not a string";
	return -1;
}

/* ---- time ---- */

static int
civil_to_utc(struct normal *n, struct tstamp *t, unsigned *flags)
{
	int64_t civil = tstamp_seconds(t->ns), rest = t->ns - civil * TSTAMP_SECOND, utc;
	int kind = zone_to_utc(&n->zone, civil, &utc);

	*flags |= kind > 0 ? NORMAL_TZ_TWICE : kind < 0 ? NORMAL_TZ_GAP : 0;
	if (__builtin_mul_overflow(utc, TSTAMP_SECOND, &t->ns) ||
	    __builtin_add_overflow(t->ns, rest, &t->ns))
		return -1;
	return 0;
}

static int
text_time(struct normal *n, struct span text, struct tstamp *to, unsigned *flags)
{
	if (tstamp_parse(text, to))
		return -1;
	if (to->odd & TSTAMP_CUT)
		*flags |= NORMAL_TS_CUT;
	if (to->odd & TSTAMP_LEAP)
		*flags |= NORMAL_LEAP_SECOND;
	if (to->odd & (TSTAMP_NO_ZONE | TSTAMP_MINUS_ZERO))
		*flags |= NORMAL_TZ_ASSUMED;
	return to->odd & TSTAMP_NO_ZONE && !n->zone.fixed ? civil_to_utc(n, to, flags) :
	    to->odd & TSTAMP_NO_ZONE && __builtin_sub_overflow(to->ns,
	        n->zone.offset * TSTAMP_SECOND, &to->ns) ? -1 : 0;
}

/* The first number of a stream decides the unit of all: one that alone would be
 * taken for another is flagged, not rescaled. */
static int
epoch_time(struct normal *n, struct span text, struct tstamp *to, unsigned *flags)
{
	enum tstamp_unit own = TSTAMP_AUTO;

	if (tstamp_epoch(text, &own, to))
		return -1;
	if (n->unit == TSTAMP_AUTO)
		n->unit = own;
	if (own == n->unit)
		return 0;
	*flags |= NORMAL_TS_UNIT;
	return tstamp_epoch(text, &n->unit, to);
}

static struct span
bare(struct span value)
{
	return value.n >= 2 && value.p[0] == '"' ? inside(value) : value;
}

int
normal_time(struct normal *n, struct span value, struct tstamp *to, unsigned *flags)
{
	struct span text = bare(value);
	bool epoch = is_number(text) && span_find(text, ':') == text.n &&
	    span_find(span_after(text, 1), '-') == text.n - 1;

	if (!text.n)
		return -1;
	return epoch ? epoch_time(n, text, to, flags) : text_time(n, text, to, flags);
}

int
normal_local_time(struct normal *n, struct span value, struct tstamp *to, unsigned *flags)
{
	if (!is_number(bare(value)))
		return normal_time(n, value, to, flags);
	if (epoch_time(n, bare(value), to, flags))
		return -1;
	return n->local_epochs ? civil_to_utc(n, to, flags) : 0;
}

static void
judge_time(const struct normal *n, struct normal_event *e)
{
	const int64_t tolerance = 300 * TSTAMP_SECOND;
	int64_t t = e->timestamp.ns, limit;

	if (t < year_1990)
		e->flags |= NORMAL_TS_SUSPECT;
	if (e->received.digits && !__builtin_add_overflow(e->received.ns, tolerance, &limit) &&
	    t > limit)
		e->flags |= NORMAL_TS_FUTURE;
	if (n->now.digits && !__builtin_add_overflow(n->now.ns, TSTAMP_DAY, &limit) && t > limit)
		e->flags |= NORMAL_TS_FUTURE;
}

/* ---- metadata ---- */

struct span
normal_metadata(struct normal *n, struct span value, const char *name, unsigned *flags)
{
	if (!value.n || span_eq(value, SPAN("null")) || span_eq(value, SPAN("\"\"")))
		return SPAN("{}");
	if (value.p[0] == '{')
		return value;
	*flags |= NORMAL_METADATA_WRAPPED;
	return normal_with(n, SPAN("{}"), span_of(name), value);
}

/* Behind the opening brace and white space. */
static struct span
behind_brace(struct span object)
{
	do
		object = span_after(object, 1);
	while (object.p[0] == ' ' || object.p[0] == '\t');
	return object;
}

struct span
normal_with(struct normal *n, struct span object, struct span key, struct span value)
{
	struct buf *b = &n->made;
	size_t start = b->n;
	struct span rest = behind_brace(object);

	if (!value.n || span_eq(value, SPAN("null")))
		return object;
	jwrite_begin(b);
	jwrite_raw(b, key, value);
	if (rest.p[0] != '}')
		buf_byte(b, ',');
	buf_put(b, rest);
	return (struct span){ b->p + start, b->n - start };
}

struct span
normal_rest(struct normal *n, const struct jscan *json, const struct jscan_keys *taken)
{
	struct buf *b = &n->made;
	size_t start = b->n;

	jwrite_begin(b);
	for (size_t i = 0; i < json->n; i++)
		if (!jscan_taken(taken, json->member[i].key))
			jwrite_raw(b, json->member[i].key, json->member[i].value);
	jwrite_end(b);
	return (struct span){ b->p + start, b->n - start };
}

/* The metadata with the fields of --keep in front. */
static void
put_metadata(const struct normal *n, struct buf *to, const struct normal_event *e,
    const struct record *r)
{
	struct span rest = e->metadata, value;
	size_t start;

	jwrite_key(to, SPAN("metadata"));
	start = to->n;
	jwrite_begin(to);
	for (size_t i = 0; i < n->keeps; i++)
		if (jpath_find(&n->keep[i], r->text, &value))
			jwrite_raw(to, span_of(n->keep_name[i]), value);
	if (to->n == start + 1) {
		to->n = start;
		buf_put(to, rest);
		return;
	}
	rest = behind_brace(rest);
	if (rest.p[0] != '}')
		buf_byte(to, ',');
	buf_put(to, rest);
}

/* ---- the line ---- */

static const char *const flag_names[] = { "tz_assumed", "tz_twice", "tz_gap", "ts_computed",
	"ts_original", "ts_from_received", "ts_cut", "ts_unit", "ts_suspect", "ts_future",
	"leap_second", "id_derived", "id_suspect", "metadata_wrapped", "dup_key" };

unsigned
normal_flags(struct span array)
{
	unsigned flags = 0;

	for (size_t i = 0; i < sizeof flag_names / sizeof *flag_names; i++) {
		struct span name = span_of(flag_names[i]);
		const char *at = array.n ? memmem(array.p, array.n, name.p, name.n) : NULL;

		if (at && at[-1] == '"' && at[name.n] == '"')
			flags |= 1u << i;
	}
	return flags;
}

static void
put_flags(struct normal *n, struct buf *to, unsigned flags)
{
	if (!flags)
		return;
	jwrite_key(to, SPAN("flags"));
	buf_byte(to, '[');
	for (unsigned rest = flags; rest; rest &= rest - 1) {
		const char *name = flag_names[__builtin_ctz(rest)];

		if (rest != flags)
			buf_byte(to, ',');
		jtext_encode(to, span_of(name));
		tally_add(n->tally, TALLY_NOTE, name, 1);
	}
	buf_byte(to, ']');
}

/* A string as it was written, a number as a string. */
static void
put_text(struct buf *to, struct span key, struct span value)
{
	jwrite_key(to, key);
	if (value.p[0] == '"') {
		buf_put(to, value);
		return;
	}
	buf_byte(to, '"');
	buf_put(to, value);
	buf_byte(to, '"');
}

/*
 * An id made of what the event says: the same input gives the same id in every
 * run, and the same event delivered twice gives it twice. `head` is the line so
 * far: who, when and what.
 */
static void
put_derived_id(struct normal *n, struct buf *to, size_t head, const struct normal_event *e)
{
	char hex[HASH_HEX];

	n->text.n = 0;
	buf_put(&n->text, (struct span){ to->p + head, to->n - head });
	buf_byte(&n->text, '\n');
	buf_put(&n->text, e->anonymous_id);
	buf_byte(&n->text, '\n');
	buf_put(&n->text, e->metadata);
	hash_stable(buf_span(&n->text), hex);
	jwrite_key(to, SPAN("event_id"));
	buf_put(to, SPAN("\"h-"));
	buf_put(to, (struct span){ hex, sizeof hex });
	buf_byte(to, '"');
}

static bool
good_event_id(struct span id)
{
	return id.n && id.n <= LONGEST_ID + 2;
}

int
normal_write(struct normal *n, struct normal_event *e, const struct record *r,
    struct buf *to, struct reject *why)
{
	size_t head = to->n;

	if (!e->user_id.n && !e->anonymous_id.n)
		return normal_refuse(why, r->text, "user_id", (struct span){ 0 }, "no_identity",
		    "neither a user id nor an anonymous id");
	judge_time(n, e);
	if (!good_event_id(e->event_id))
		e->flags |= NORMAL_ID_DERIVED;
	jwrite_begin(to);
	if (e->user_id.n)
		put_text(to, SPAN("user_id"), e->user_id);
	jwrite_tstamp(to, SPAN("timestamp"), e->timestamp.ns, e->timestamp.digits);
	put_text(to, SPAN("event"), e->event);
	if (e->flags & NORMAL_ID_DERIVED)
		put_derived_id(n, to, head, e);
	else
		put_text(to, SPAN("event_id"), e->event_id);
	if (e->anonymous_id.n)
		put_text(to, SPAN("anonymous_id"), e->anonymous_id);
	if (e->received.digits)
		jwrite_tstamp(to, SPAN("received_at"), e->received.ns, e->received.digits);
	if (n->source)
		jwrite_string(to, SPAN("source"), span_of(n->source));
	else if (e->source.n)
		jwrite_raw(to, SPAN("source"), e->source);
	put_flags(n, to, e->flags);
	put_metadata(n, to, e, r);
	if (n->context && e->context.n)
		jwrite_raw(to, SPAN("context"), e->context);
	jwrite_end(to);
	return 0;
}
