#include "normal.h"

#include "jwrite.h"
#include "mapping.h"

static void
free_scratch(struct normal *n)
{
	mapping_free(n);
	buf_free(&n->text);
	buf_free(&n->made);
	jscan_free(&n->inner);
}

void
normal_free(struct normal *n)
{
	for (size_t i = 0; i < n->keeps; i++) {
		jpath_free(&n->keep[i].path);
		buf_free(&n->keep[i].key);
	}
	placeholder_free(&n->placeholder);
	free_scratch(n);
}

void
normal_fork(struct normal *n, const struct normal *from, struct tally *tally)
{
	*n = *from;
	n->tally = tally;
	n->plans = NULL;
	n->text = n->made = (struct buf){ 0 };
	n->inner = (struct jscan){ 0 };
	memset(n->epochs, 0, sizeof n->epochs);
	n->lag = (struct lag){ 0 };
}

void
normal_merge(struct normal *n, struct normal *from)
{
	for (size_t i = 0; i < sizeof n->epochs / sizeof *n->epochs; i++)
		n->epochs[i] += from->epochs[i];
	lag_merge(&n->lag, &from->lag);
	free_scratch(from);
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
normal_record(struct normal *n, const struct record *r)
{
	/*
	 * What is made of a record: each of MAPPING_FIELDS values once (two rules
	 * may name the same one), a page's name, the metadata as it was in a text
	 * and once more when something is put in front of it, the context. No text
	 * grows: what has to be escaped was. Constants are short. Pages that are
	 * not written to cost nothing.
	 */
	n->plain[0].text = n->plain[1].text = NULL;
	n->made.n = 0;
	n->made.max = SIZE_MAX / 2;
	n->text.max = SIZE_MAX / 2;
	buf_room(&n->made, (MAPPING_FIELDS + 4) * r->text.n + 8192);
}

int
normal_refuse(struct reject *why, struct span text, const char *field, struct span value,
    const char *reason, const char *message)
{
	return rejects_why(why, text, span_of(field), value, reason, message);
}

/* ---- texts ---- */

bool
normal_none(struct span value)
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
	size_t start = n->made.n;

	*to = (struct span){ 0 };
	if (normal_none(value))
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
	if (placeholder_is(&n->placeholder, id)) {
		n->made.n = start;
		tally_add(n->tally, TALLY_NOTE, "placeholder_id", 1);
		return 1;
	}
	if (is_suspect(id, value.p[0] != '"'))
		*flags |= NORMAL_ID_SUSPECT;
	*to = text;
	return 0;
}

int
normal_event_id(struct normal *n, struct span value, struct span *to, struct reject *why)
{
	enum { LONGEST = 100 };
	unsigned ignored = 0;
	int rc = normal_id(n, value, to, &ignored, why);

	if (to->n <= LONGEST + 2)
		return rc;
	*to = (struct span){ 0 };
	return 1;
}

int
normal_take_id(struct normal *n, const struct record *r, const char *field, struct span value,
    struct span *to, unsigned *flags, struct reject *why)
{
	if (normal_id(n, value, to, flags, why) < 0)
		return normal_refuse(why, r->text, field, value, why->reason, why->text);
	return 0;
}

int
normal_take_event_id(struct normal *n, const struct record *r, const char *field,
    struct span value, struct span *to, struct reject *why)
{
	if (normal_event_id(n, value, to, why) < 0)
		return normal_refuse(why, r->text, field, value, why->reason, why->text);
	return 0;
}

int
normal_name(struct normal *n, struct span value, struct span *to, struct reject *why)
{
	why->reason = "no_event";
	if (normal_none(value))
		why->text = "missing or empty";
	else if (value.p[0] != '"' && !is_number(value))
		why->text = "the event's name is not a string";
	else if (settle(n, value, to))
		why->text = "a lone surrogate, which no text can hold";
	else
		return 0;
	return -1;
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

static void
blank_out(char *p, const char *end, char c)
{
	while ((p = memchr(p, c, (size_t)(end - p))))
		*p++ = ' ';
}

/* In what is JSON a line break is between tokens, where a blank does as well. */
bool
normal_object(struct normal *n, struct span value, struct span *object)
{
	size_t start = n->made.n;

	if (!value.n || value.p[0] != '"' || jtext_decode(value, &n->made, object) ||
	    jscan_object(&n->inner, *object))
		return false;
	blank_out(n->made.p + start, n->made.p + n->made.n, '\n');
	blank_out(n->made.p + start, n->made.p + n->made.n, '\r');
	*object = trimmed(*object);
	return true;
}

struct span
normal_metadata(struct normal *n, struct span value, const char *name, unsigned *flags)
{
	if (normal_none(value))
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
