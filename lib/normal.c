#include "normal.h"

#include "jwrite.h"

void
normal_free(struct normal *n)
{
	for (size_t i = 0; i < n->keeps; i++) {
		jpath_free(&n->keep[i].path);
		buf_free(&n->keep[i].key);
	}
	for (size_t i = 0; i < NORMAL_FIELDS; i++)
		jpath_free(&n->field[i]);
	buf_free(&n->text);
	buf_free(&n->made);
	jscan_free(&n->inner);
}

const char *
normal_keep(struct normal *n, const char *text)
{
	struct normal_kept *k = &n->keep[n->keeps];
	const char *why;

	if (n->keeps == NORMAL_KEEP)
		return "given too often";
	for (size_t i = 0; i < n->keeps; i++)
		if (!strcmp(n->keep[i].path.text, text))
			return "given twice";
	if ((why = *text ? jpath_parse(&k->path, text) : "an empty path"))
		return why;
	k->own = (struct jpath){ .step = { span_of(text) }, .n = 1, .text = text };
	jtext_encode(&k->key, span_of(text));
	n->keeps++;
	return NULL;
}

void
normal_begin(struct normal *n)
{
	n->unit = TSTAMP_AUTO;
}

void
normal_record(struct normal *n, const struct record *r)
{
	/*
	 * What is made of a record: each of NORMAL_FIELDS values once (two options
	 * may name the same one), a page's name, and the metadata once more when
	 * something is put in front of it. No text grows: what has to be escaped
	 * was. Pages that are not written to cost nothing.
	 */
	n->made.n = 0;
	n->made.max = SIZE_MAX / 2;
	n->text.max = SIZE_MAX / 2;
	buf_room(&n->made, (NORMAL_FIELDS + 3) * r->text.n + 1024);
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

/* ---- texts ---- */

static bool
is_none(struct span value)
{
	return !value.n || span_eq(value, SPAN("null")) || span_eq(value, SPAN("\"\""));
}

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

/* A string in the one spelling that we write, a number's digits as a string. */
static int
settle(struct normal *n, struct span value, struct span *to)
{
	struct span plain;
	size_t start = n->made.n;

	*to = value;
	if (value.p[0] == '"' && !memchr(value.p, '\\', value.n))
		return 0;
	n->text.n = 0;
	if (value.p[0] != '"')
		plain = value;
	else if (jtext_decode(value, &n->text, &plain))
		return -1;
	jtext_encode(&n->made, plain);
	*to = (struct span){ n->made.p + start, n->made.n - start };
	return 0;
}

/* ---- identity ---- */

/*
 * Texts that stand where an id should, but name nobody: union of what Mixpanel's
 * importers, PostHog and Segment refuse. Compared without regard to ASCII case.
 */
bool
normal_placeholder(struct span id)
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

/* 1.0 and 1e3 are kept as they are, not as 1 and 1000. A bracket begins a list
 * of ids that became a text. */
static bool
is_suspect(struct span id, bool number)
{
	if (!number)
		return id.p[0] == '[' || id.p[0] == '{';
	for (size_t i = 0; i < id.n; i++)
		if (id.p[i] == '.' || (id.p[i] | 0x20) == 'e')
			return true;
	return false;
}

int
normal_id(struct normal *n, struct span value, struct span *to, unsigned *flags,
    struct reject *why)
{
	struct span text, id;

	*to = (struct span){ 0 };
	if (is_none(value))
		return 1;
	if (value.p[0] != '"' && !is_number(value)) {
		*flags |= NORMAL_ID_SUSPECT;
		return 1;
	}
	if (settle(n, value, &text)) {
		why->reason = "bad_id";
		why->text = "a lone surrogate, which no text can hold";
		return -1;
	}
	id = inside(text);
	if (!n->placeholders && normal_placeholder(id)) {
		tally_add(n->tally, TALLY_NOTE, "placeholder_id", 1);
		return 1;
	}
	if (is_suspect(id, value.p[0] != '"'))
		*flags |= NORMAL_ID_SUSPECT;
	*to = text;
	return 0;
}

int
normal_name(struct normal *n, struct span value, struct span *to, struct reject *why)
{
	why->reason = "no_event";
	if (is_none(value))
		why->text = "missing or empty";
	else if (value.p[0] != '"' && !is_number(value))
		why->text = "the event's name is not a string";
	else if (settle(n, value, to))
		why->text = "a lone surrogate, which no text can hold";
	else
		return 0;
	return -1;
}

/* ---- time ---- */

static int
civil_to_utc(struct normal *n, struct tstamp *t, unsigned *flags)
{
	int64_t civil = tstamp_seconds(t->ns), rest = t->ns - civil * TSTAMP_SECOND, utc;
	int kind = zone_to_utc(&n->zone, civil, &utc);

	*flags |= kind > 0 ? NORMAL_TZ_TWICE : kind < 0 ? NORMAL_TZ_GAP : 0;
	return tstamp_join(utc, rest, &t->ns);
}

static unsigned
flags_of(unsigned odd)
{
	return (odd & TSTAMP_CUT ? NORMAL_TS_CUT : 0u) | (odd & TSTAMP_LEAP ? NORMAL_LEAP_SECOND :
	    0u) |
	    (odd & (TSTAMP_NO_ZONE | TSTAMP_MINUS_ZERO) ? NORMAL_TZ_ASSUMED : 0u);
}

static int
text_time(struct normal *n, struct span text, struct tstamp *to, unsigned *flags)
{
	if (tstamp_parse(text, to))
		return -1;
	*flags |= flags_of(to->odd);
	return to->odd & TSTAMP_NO_ZONE ? civil_to_utc(n, to, flags) : 0;
}

/* The first number of a stream decides the unit of all: one that alone would be
 * taken for another is flagged, not rescaled. Zero is the same in each. */
static int
epoch_time(struct normal *n, struct span text, struct tstamp *to, unsigned *flags)
{
	enum tstamp_unit own = TSTAMP_AUTO;

	if (tstamp_epoch(text, &own, to))
		return -1;
	if (n->unit == TSTAMP_AUTO && to->ns)
		n->unit = own;
	if (n->unit != TSTAMP_AUTO && own != n->unit && to->ns) {
		*flags |= NORMAL_TS_UNIT;
		if (tstamp_epoch(text, &n->unit, to))
			return -1;
	}
	*flags |= flags_of(to->odd);
	return 0;
}

/* A number, perhaps in quotes, and not "2021-06-11" or "10:41". */
static bool
is_epoch(struct span text)
{
	struct span digits = text;

	while (digits.n && digits.p[0] >= '0' && digits.p[0] <= '9')
		digits = span_after(digits, 1);
	return is_number(text) && (text.p[0] == '-' || !digits.n || digits.p[0] == '.' ||
	    (digits.p[0] | 0x20) == 'e');
}

static int
read_time(struct normal *n, struct span value, bool local, struct tstamp *to, unsigned *flags)
{
	struct span text = value;
	unsigned own = 0;

	if (is_none(value))
		return -1;
	n->text.n = 0;
	/* Some writers escape '+' and '/' as \u002B and \/. */
	if (value.p[0] == '"' && jtext_decode(value, &n->text, &text))
		return -1;
	if (!is_epoch(text)) {
		if (text_time(n, text, to, &own))
			return -1;
	} else if (epoch_time(n, text, to, &own) || (local && civil_to_utc(n, to, &own))) {
		return -1;
	}
	*flags |= own;
	return 0;
}

int
normal_time(struct normal *n, struct span value, struct tstamp *to, unsigned *flags)
{
	return read_time(n, value, false, to, flags);
}

int
normal_local_time(struct normal *n, struct span value, struct tstamp *to, unsigned *flags)
{
	return read_time(n, value, n->local_epochs, to, flags);
}

unsigned
normal_received(struct normal *n, struct span value, struct tstamp *to)
{
	unsigned flags = 0;

	if (!normal_time(n, value, to, &flags))
		return flags;
	to->digits = 0;
	if (!is_none(value))
		tally_add(n->tally, TALLY_NOTE, "bad_received_at", 1);
	return 0;
}

/* ---- metadata ---- */

struct span
normal_metadata(struct normal *n, struct span value, const char *name, unsigned *flags)
{
	if (is_none(value))
		return SPAN("{}");
	if (value.p[0] == '{')
		return value;
	*flags |= NORMAL_METADATA_WRAPPED;
	return normal_with(n, SPAN("{}"), span_of(name), value);
}

struct span
normal_with(struct normal *n, struct span object, struct span key, struct span value)
{
	struct buf *b = &n->made;
	size_t start = b->n;

	if (!value.n || span_eq(value, SPAN("null")))
		return object;
	jwrite_begin(b);
	jwrite_raw(b, key, value);
	jwrite_members(b, object);
	jwrite_end(b);
	return (struct span){ b->p + start, b->n - start };
}

struct span
normal_rest(struct normal *n, const struct jscan *json, const struct jscan_keys *taken,
    struct span object)
{
	struct buf *b = &n->made;
	size_t start = b->n;

	jwrite_begin(b);
	for (size_t i = 0; i < json->n; i++)
		if (!jscan_taken(taken, json->member[i].key))
			jwrite_raw(b, json->member[i].key, json->member[i].value);
	if (b->n == start + 1)
		return object;
	jwrite_members(b, object);
	jwrite_end(b);
	return (struct span){ b->p + start, b->n - start };
}
