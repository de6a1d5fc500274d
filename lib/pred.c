#include "pred.h"

#include "arena.h"
#include "decimal.h"
#include "diag.h"
#include "jpath.h"
#include "jtext.h"

enum op { HAS, EQ, NE, LE, GE, LT, GT, CONTAINS };
enum type { TEXT, NUMBER, BOOLEAN };

/* The longer ones first. */
static const struct {
	struct span sign;
	enum op op;
} ops[] = {
	{ { "!=", 2 }, NE }, { { "<=", 2 }, LE }, { { ">=", 2 }, GE }, { { "=", 1 }, EQ },
	{ { "<", 1 }, LT }, { { ">", 1 }, GT }, { { "~", 1 }, CONTAINS },
};

struct term {
	bool on_name;          /* the event's name, no path */
	struct jpath path;
	enum op op;
	enum type type;        /* of the value */
	struct span value;
};

struct pred {
	struct arena arena;    /* all texts */
	struct span text;
	struct term term[PRED_TERMS];   /* those on the name first */
	size_t n;
};

static void
skip_spaces(struct span *s)
{
	while (s->n && s->p[0] == ' ')
		*s = span_after(*s, 1);
}

static struct span
trim_end(struct span s)
{
	while (s.n && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

/* ---- compiling ---- */

/* Where a bare field ends: a comma or an operator. A '!' alone is part of it. */
static size_t
field_length(struct span s)
{
	size_t n = 0;

	while (n < s.n && !memchr(",=<>~", s.p[n], 5) &&
	    !span_starts(span_after(s, n), SPAN("!=")))
		n++;
	return n;
}

/* The length of the JSON string that s begins with; 0: it does not end. */
static size_t
quoted_length(struct span s)
{
	for (size_t i = 1; i < s.n; i++)
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '"')
			return i + 1;
	return 0;
}

static const char *
unquote(struct pred *p, struct span quoted, struct span *to)
{
	struct buf text = { 0 }, decoded = { 0 };
	struct jscan scan = { 0 };
	const char *why = NULL;

	/* jtext_decode wants a checked string: one in an array can be checked. */
	buf_printf(&text, "[%.*s]", (int)quoted.n, quoted.p);
	if (jscan_array(&scan, buf_span(&text)) || jtext_decode(scan.member[0].value, &decoded, to))
		why = "what is in double quotes is not a JSON string";
	else
		*to = arena_copy(&p->arena, *to);
	jscan_free(&scan);
	buf_free(&decoded);
	buf_free(&text);
	return why;
}

/* Takes a word off *rest: in double quotes, or `bare` bytes without spaces at
 * the ends. */
static const char *
take_word(struct pred *p, struct span *rest, size_t bare, bool quoted, struct span *to)
{
	size_t n = quoted ? quoted_length(*rest) : bare;
	const char *why = NULL;

	if (quoted && !n)
		return "a double quote is not closed";
	if (quoted)
		why = unquote(p, (struct span){ rest->p, n }, to);
	else
		*to = arena_copy(&p->arena, trim_end((struct span){ rest->p, n }));
	*rest = span_after(*rest, n);
	skip_spaces(rest);
	return why;
}

static bool
take_op(struct span *rest, enum op *op)
{
	for (size_t i = 0; i < sizeof ops / sizeof *ops; i++)
		if (span_starts(*rest, ops[i].sign)) {
			*op = ops[i].op;
			*rest = span_after(*rest, ops[i].sign.n);
			skip_spaces(rest);
			return true;
		}
	*op = HAS;
	return false;
}

static const char *
set_type(struct term *t, bool quoted)
{
	bool boolean = span_is(t->value, "true") || span_is(t->value, "false");

	t->type = TEXT;
	if (!t->value.n && t->on_name)
		return "the event's name is empty";
	if (!t->value.n && !quoted)
		return "no value; empty text is \"\" in double quotes";
	if (quoted || t->on_name || t->op == CONTAINS)
		return NULL;
	if (span_is(t->value, "null"))
		return "null counts as missing; the text is \"null\" in double quotes";
	if (boolean && t->op != EQ && t->op != NE)
		return "true and false have no order";
	if (boolean)
		t->type = BOOLEAN;
	else if (decimal_is(t->value))
		t->type = NUMBER;
	return NULL;
}

static const char *
take_value(struct pred *p, struct span *rest, struct term *t)
{
	bool quoted = rest->n && rest->p[0] == '"';
	const char *why;

	/* "plan==pro" and "name=~x" from other languages would never match. */
	if (rest->n && memchr("=<>~", rest->p[0], 4))
		return "two operators; a value that begins with one goes in double quotes";
	if ((why = take_word(p, rest, span_find(*rest, ','), quoted, &t->value)))
		return why;
	return set_type(t, quoted);
}

static const char *
set_field(struct term *t, struct span field, bool name)
{
	if (!field.n)
		return "a field's name is missing";
	if (t->op == HAS && name) {
		t->on_name = true;
		t->op = EQ;
		t->value = field;
		return NULL;
	}
	t->on_name = span_is(field, "event");
	if (memchr(field.p, '\0', field.n))
		return "a field's name has a NUL in it";
	return t->on_name ? NULL : jpath_parse(&t->path, field.p);
}

static const char *
take_term(struct pred *p, struct span *rest, struct term *t)
{
	bool quoted, has_op;
	struct span field;
	const char *why;

	skip_spaces(rest);
	quoted = rest->n && rest->p[0] == '"';
	if ((why = take_word(p, rest, field_length(*rest), quoted, &field)))
		return why;
	has_op = take_op(rest, &t->op);
	/* The first term alone is a name; a path is told by its bare '/'. */
	if ((why = set_field(t, field, !p->n && (quoted || !span_starts(field, SPAN("/"))))))
		return why;
	if (has_op && (why = take_value(p, rest, t)))
		return why;
	if (rest->n && rest->p[0] != ',')
		return "only a comma may follow a double quote";
	return NULL;
}

/* Terms on the name go before the others: most events fail there. */
static void
add_term(struct pred *p, struct term t)
{
	size_t at = p->n++;

	for (; t.on_name && at > 0 && !p->term[at - 1].on_name; at--)
		p->term[at] = p->term[at - 1];
	p->term[at] = t;
}

static const char *
compile(struct pred *p)
{
	struct span rest = p->text;

	for (;;) {
		struct term t = { 0 };
		const char *why = "more than 16 terms";

		if (p->n < PRED_TERMS)
			why = take_term(p, &rest, &t);
		if (why) {
			jpath_free(&t.path);
			return why;
		}
		add_term(p, t);
		if (!rest.n)
			return NULL;
		rest = span_after(rest, 1);
	}
}

struct pred *
pred_new(const char *text, const char **why)
{
	struct pred *p = calloc(1, sizeof *p);

	if (!p)
		die_errno(DIAG_STOPPED, "memory for a condition");
	p->text = arena_copy(&p->arena, span_of(text));
	if ((*why = compile(p))) {
		pred_free(p);
		return NULL;
	}
	return p;
}

void
pred_free(struct pred *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++)
		jpath_free(&p->term[i].path);
	arena_free(&p->arena);
	free(p);
}

const char *
pred_take(void *pred, const char *text)
{
	struct pred **to = pred;
	const char *why;

	pred_free(*to);
	*to = pred_new(text, &why);
	return why;
}

struct span
pred_text(const struct pred *p)
{
	return p->text;
}

struct span
pred_name(const struct pred *p)
{
	return p->n == 1 && p->term[0].on_name && p->term[0].op == EQ ? p->term[0].value : p->text;
}

/* ---- matching ---- */

static bool
holds(enum op op, int order)
{
	switch (op) {
	case EQ:
		return order == 0;
	case NE:
		return order != 0;
	case LT:
		return order < 0;
	case LE:
		return order <= 0;
	case GT:
		return order > 0;
	case GE:
		return order >= 0;
	case HAS:
	case CONTAINS:
		break;
	}
	return op == HAS;
}

static bool
match_text(const struct term *t, struct span text)
{
	if (t->op == CONTAINS)
		return !t->value.n || memmem(text.p, text.n, t->value.p, t->value.n);
	if (t->op == EQ)
		return span_eq(text, t->value);
	return holds(t->op, span_cmp(text, t->value));
}

/* Text against a number: different, but "more than 10" is meant of CSV too,
 * where all values are text. */
static bool
match_digits(const struct term *t, struct span text)
{
	if (t->op == EQ || t->op == NE)
		return t->op == NE;
	return decimal_is(text) && holds(t->op, decimal_cmp(text, t->value));
}

static bool
match_string(const struct term *t, struct span quoted, struct buf *scratch)
{
	size_t held = scratch->n;
	struct span text;
	bool yes;

	/* A lone surrogate is no text that could be given here. */
	if (jtext_decode(quoted, scratch, &text))
		yes = t->op == NE;
	else
		yes = t->type == NUMBER ? match_digits(t, text) : match_text(t, text);
	scratch->n = held;
	return yes;
}

static bool
match_value(const struct term *t, struct span value, struct buf *scratch)
{
	char first = value.n ? value.p[0] : 'n';

	if (first == 'n')
		return false;
	if (t->op == HAS)
		return true;
	if (first == '"' && t->type != BOOLEAN)
		return match_string(t, value, scratch);
	if ((first == '-' || (first >= '0' && first <= '9')) && t->type == NUMBER)
		return holds(t->op, decimal_cmp(value, t->value));
	if ((first == 't' || first == 'f') && t->type == BOOLEAN)
		return holds(t->op, !span_eq(value, t->value));
	return t->op == NE;
}

bool
pred_match(const struct pred *p, const struct event *e, struct buf *scratch)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct term *t = &p->term[i];
		struct span value;

		if (t->on_name ? !match_text(t, e->event) :
		    !e->metadata.n || !jpath_find(&t->path, e->metadata, &value) ||
		    !match_value(t, value, scratch))
			return false;
	}
	return true;
}
