/*
 * The last step of normal.h: an event's line, in the order of ev-event(5).
 */
#include "normal.h"

#include "hash.h"
#include "jwrite.h"

/* Times before this are more often a device without a clock than an event. */
static const int64_t year_1990 = INT64_C(631152000) * TSTAMP_SECOND;

static void
judge_time(const struct normal *n, struct normal_event *e)
{
	const int64_t tolerance = 300 * TSTAMP_SECOND;
	int64_t t = e->timestamp.ns, limit;

	if (e->received.digits && !__builtin_add_overflow(e->received.ns, tolerance, &limit) &&
	    t > limit) {
		e->flags |= NORMAL_TS_FUTURE | (n->clamp ? NORMAL_TS_FROM_RECEIVED : 0u);
		if (n->clamp)
			e->timestamp = e->received;
		t = e->timestamp.ns;
	}
	if (t < year_1990)
		e->flags |= NORMAL_TS_SUSPECT;
	if (n->now.digits && !__builtin_add_overflow(n->now.ns, TSTAMP_DAY, &limit) && t > limit)
		e->flags |= NORMAL_TS_FUTURE;
}

/* ---- the line ---- */

static const char *const flag_names[] = { "tz_assumed", "tz_twice", "tz_gap", "ts_computed",
	"ts_original", "ts_from_received", "ts_cut", "ts_unit", "ts_suspect", "ts_future",
	"leap_second", "id_derived", "id_suspect", "metadata_wrapped", "dup_key", "ts_lenient" };

unsigned
normal_flag(struct span name)
{
	for (size_t i = 0; i < sizeof flag_names / sizeof *flag_names; i++)
		if (span_is(name, flag_names[i]))
			return 1u << i;
	return 0;
}

unsigned
normal_flags(struct normal *n, struct span array)
{
	unsigned flags = 0;

	if (!array.n || array.p[0] != '[')
		return 0;
	/* No name of ours has an escape, so a quote is a string's end. */
	for (size_t at; (at = span_find(array, '"')) < array.n;) {
		struct span rest = span_after(array, at + 1), name = span_cut(&rest, '"');
		unsigned bit = normal_flag(name);

		if (!bit)
			tally_add(n->tally, TALLY_NOTE, "unknown_flag", 1);
		flags |= bit;
		array = rest;
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

/*
 * What --keep finds, and how much. A member of the event's own with that name stays and is
 * not joined by another; where it says something else, that is flagged.
 */
static size_t
find_kept(const struct normal *n, const struct record *r, struct normal_event *e,
    struct span *kept)
{
	size_t found = 0;
	struct span own;

	for (size_t i = 0; i < n->keeps; i++) {
		const struct normal_kept *k = &n->keep[i];

		if (!jpath_find(&k->path, r->text, &kept[i])) {
			kept[i].n = 0;
		} else if (jpath_find(&k->own, e->metadata, &own)) {
			e->flags |= span_eq(own, kept[i]) ? 0u : NORMAL_DUP_KEY;
			kept[i].n = 0;
		}
		found += kept[i].n > 0;
	}
	return found;
}

static void
put_metadata(const struct normal *n, struct buf *to, struct span metadata, const struct span *kept)
{
	jwrite_key(to, SPAN("metadata"));
	if (!kept) {
		buf_put(to, metadata);
		return;
	}
	jwrite_begin(to);
	for (size_t i = 0; i < n->keeps; i++)
		if (kept[i].n) {
			struct span key = buf_span(&n->keep[i].key);

			jwrite_raw(to, (struct span){ key.p + 1, key.n - 2 }, kept[i]);
		}
	jwrite_members(to, metadata);
	jwrite_end(to);
}

/* What constant parts and times of a line take, and more. */
enum { AROUND = 256 };

/* Where there is room: a comma and a key before the value. */
static inline char *
append(char *p, struct span key, struct span json)
{
	memcpy(p, key.p, key.n);
	memcpy(p + key.n, json.p, json.n);
	return p + key.n + json.n;
}

/* One text is one point in time, so it is the one that was read, where that is
 * known: 20 ns less than to make it. */
static char *
append_time(const struct normal *n, char *p, struct span key, const struct tstamp *t)
{
	memcpy(p, key.p, key.n);
	p += key.n;
	*p++ = '"';
	for (int i = 0; i < 2 && t->digits == 3; i++)
		if (n->plain[i].text && n->plain[i].ns == t->ns) {
			memcpy(p, n->plain[i].text, TSTAMP_PLAIN);
			p[TSTAMP_PLAIN] = '"';
			return p + TSTAMP_PLAIN + 1;
		}
	p += tstamp_format(t->ns, t->digits, p);
	*p++ = '"';
	return p;
}

/* Who, when and what; room is made once for all of it. */
static void
put_head(const struct normal *n, struct buf *to, const struct normal_event *e)
{
	char *p = buf_room(to, e->user_id.n + e->event.n + e->event_id.n + AROUND);

	*p++ = '{';
	if (e->user_id.n) {
		p = append(p, SPAN("\"user_id\":"), e->user_id);
		*p++ = ',';
	}
	p = append_time(n, p, SPAN("\"timestamp\":"), &e->timestamp);
	p = append(p, SPAN(",\"event\":"), e->event);
	if (e->event_id.n)
		p = append(p, SPAN(",\"event_id\":"), e->event_id);
	to->n = (size_t)(p - to->p);
}

static void
put_rest(struct normal *n, struct buf *to, const struct normal_event *e, const struct span *kept)
{
	char *p = buf_room(to, e->anonymous_id.n + e->source.n + AROUND);

	if (e->anonymous_id.n)
		p = append(p, SPAN(",\"anonymous_id\":"), e->anonymous_id);
	if (e->received.digits)
		p = append_time(n, p, SPAN(",\"received_at\":"), &e->received);
	if (e->source.n && !n->source)
		p = append(p, SPAN(",\"source\":"), e->source);
	to->n = (size_t)(p - to->p);
	if (n->source)
		jwrite_string(to, SPAN("source"), span_of(n->source));
	put_flags(n, to, e->flags);
	put_metadata(n, to, e->metadata, kept);
	if (n->context && e->context.n)
		jwrite_raw(to, SPAN("context"), e->context);
}

int
normal_write(struct normal *n, struct normal_event *e, const struct record *r,
    struct buf *to, struct reject *why)
{
	struct span kept[NORMAL_KEEP];
	bool own_id = e->event_id.n;
	size_t head = to->n, found;

	if (!e->user_id.n && !e->anonymous_id.n)
		return normal_refuse(why, r->text, e->user_id_from, (struct span){ 0 },
		    "no_identity",
		    "neither a user id nor an anonymous id");
	judge_time(n, e);
	if (e->flags & n->refused)
		return normal_refuse(why, r->text, "flags", (struct span){ 0 },
		    flag_names[__builtin_ctz(e->flags & n->refused)], "refused by --refuse");
	found = find_kept(n, r, e, kept);
	if (!own_id)
		e->flags |= NORMAL_ID_DERIVED;
	put_head(n, to, e);
	/* The flag alone is no reason: an event that comes back keeps its id. */
	if (!own_id)
		put_derived_id(n, to, head, e);
	put_rest(n, to, e, found ? kept : NULL);
	jwrite_end(to);
	return 0;
}
