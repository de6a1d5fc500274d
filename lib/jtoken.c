#include "jtoken.h"

enum expect { DOCUMENT, VALUE, VALUE_OR_CLOSE, KEY, KEY_OR_CLOSE, COLON, COMMA_OR_CLOSE };
enum inside { NOTHING, STRING, ESCAPE, SCALAR };

static const char *const expected[] = {
	[DOCUMENT] = "expected a JSON document",
	[VALUE] = "expected a value",
	[VALUE_OR_CLOSE] = "expected a value or ']'",
	[KEY] = "expected a key",
	[KEY_OR_CLOSE] = "expected a key or '}'",
	[COLON] = "expected ':'",
	[COMMA_OR_CLOSE] = "expected ',' or a closing bracket",
};

void
jtoken_init(struct jtokens *s)
{
	*s = (struct jtokens){ .line = 1, .column = 1 };
}

bool
jtoken_open(const struct jtokens *s)
{
	return s->depth || s->inside == STRING || s->inside == ESCAPE;
}

static bool
in_object(const struct jtokens *s)
{
	size_t at = s->depth - 1;   /* outside of all: too large */

	return at < JSCAN_DEPTH && s->object[at / 64] >> at % 64 & 1;
}

/* What comes behind a value. */
static int
behind(const struct jtokens *s)
{
	return s->depth ? COMMA_OR_CLOSE : DOCUMENT;
}

static bool
takes_value(int expect)
{
	return expect == DOCUMENT || expect == VALUE || expect == VALUE_OR_CLOSE;
}

/* Takes n bytes as the text of *t; `fits` says whether they may stand there. */
static int
take(struct jtokens *s, struct span *piece, struct jtoken *t, size_t n, bool fits)
{
	t->text = (struct span){ piece->p, n };
	*piece = span_after(*piece, n);
	s->column += n;
	if (!fits)
		s->why = expected[s->expect];
	return fits ? 1 : -1;
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static int
take_space(struct jtokens *s, struct span *piece, struct jtoken *t)
{
	size_t n = 0;

	t->kind = JTOKEN_SPACE;
	t->text.p = piece->p;
	for (; n < piece->n && is_space(piece->p[n]); n++) {
		s->column++;
		if (piece->p[n] == '\n') {
			s->line++;
			s->column = 1;
		}
	}
	t->text.n = n;
	*piece = span_after(*piece, n);
	return 1;
}

/* From behind the opening quote, or from where the last part ended. A control
 * byte is a part of its own: what it means must not depend on the pieces. */
static size_t
string_end(struct jtokens *s, struct span text, size_t n, bool *control)
{
	for (; n < text.n; n++) {
		unsigned char c = (unsigned char)text.p[n];

		if (s->inside == ESCAPE) {
			s->inside = STRING;
		} else if (c == '\\') {
			s->inside = ESCAPE;
		} else if (c == '"') {
			s->inside = NOTHING;
			return n + 1;
		}
		if (c < 0x20) {
			*control = !n;
			return n + !n;
		}
	}
	return n;
}

static int
take_string(struct jtokens *s, struct span *piece, struct jtoken *t)
{
	bool fits = true, control = false;
	size_t n;

	t->kind = JTOKEN_STRING;
	t->begins = s->inside == NOTHING;
	if (t->begins) {
		s->key = s->expect == KEY || s->expect == KEY_OR_CLOSE;
		fits = s->key || takes_value(s->expect);
		s->inside = STRING;
	}
	t->key = s->key;
	n = string_end(s, *piece, t->begins, &control);
	t->ends = s->inside == NOTHING;
	take(s, piece, t, n, fits);
	if (t->ends)
		s->expect = s->key ? COLON : behind(s);
	if (control && t->text.p[n - 1] == '\n') {
		s->line++;
		s->column = 1;
	}
	if (control && fits)
		s->why = "a control byte in a string; it has to be escaped";
	return fits && !control ? 1 : -1;
}

static bool
in_scalar(char c)
{
	return !is_space(c) && c != ',' && c != ':' && c != '"' && c != '{' && c != '}' &&
	    c != '[' && c != ']';
}

static int
take_scalar(struct jtokens *s, struct span *piece, struct jtoken *t)
{
	bool fits = true;
	size_t n = 0;

	t->kind = JTOKEN_SCALAR;
	t->begins = s->inside == NOTHING;
	t->ends = false;
	while (n < piece->n && in_scalar(piece->p[n]))
		n++;
	if (t->begins)
		fits = takes_value(s->expect);
	s->inside = SCALAR;
	take(s, piece, t, n, fits);
	s->expect = behind(s);
	return fits ? 1 : -1;
}

static int
take_open(struct jtokens *s, struct span *piece, struct jtoken *t)
{
	bool object = *piece->p == '{';
	size_t at = s->depth;
	int rc;

	t->kind = JTOKEN_OPEN;
	rc = take(s, piece, t, 1, takes_value(s->expect));
	/* Deeper ones are counted only; jscan refuses the value. */
	if (at < JSCAN_DEPTH) {
		s->object[at / 64] &= ~(UINT64_C(1) << at % 64);
		s->object[at / 64] |= (uint64_t)object << at % 64;
	}
	s->depth++;
	s->expect = object ? KEY_OR_CLOSE : VALUE_OR_CLOSE;
	return rc;
}

static int
take_close(struct jtokens *s, struct span *piece, struct jtoken *t)
{
	bool object = *piece->p == '}';
	int e = s->expect;
	int rc;

	if (!s->depth || (s->depth <= JSCAN_DEPTH && in_object(s) != object)) {
		s->why = !s->depth ? "a bracket that closes nothing"
		       : object ? "a '}' that has to be a ']'" : "a ']' that has to be a '}'";
		s->stuck = true;
		return -1;
	}
	t->kind = JTOKEN_CLOSE;
	rc = take(s, piece, t, 1, e == COMMA_OR_CLOSE || e == (object ? KEY_OR_CLOSE : VALUE_OR_CLOSE));
	s->depth--;
	s->expect = behind(s);
	return rc;
}

static int
take_mark(struct jtokens *s, struct span *piece, struct jtoken *t)
{
	bool comma = *piece->p == ',';
	int rc;

	t->kind = comma ? JTOKEN_COMMA : JTOKEN_COLON;
	rc = take(s, piece, t, 1, s->expect == (comma ? COMMA_OR_CLOSE : COLON));
	/* A comma outside of all documents leads nowhere. */
	if (s->depth)
		s->expect = comma && in_object(s) ? KEY : VALUE;
	return rc;
}

int
jtoken_next(struct jtokens *s, struct span *piece, struct jtoken *t)
{
	if (!piece->n)
		return 0;
	if (s->inside == STRING || s->inside == ESCAPE)
		return take_string(s, piece, t);
	if (s->inside == SCALAR && in_scalar(*piece->p))
		return take_scalar(s, piece, t);
	s->inside = NOTHING;
	switch (*piece->p) {
	case ' ': case '\n': case '\r': case '\t':
		return take_space(s, piece, t);
	case '"':
		return take_string(s, piece, t);
	case '{': case '[':
		return take_open(s, piece, t);
	case '}': case ']':
		return take_close(s, piece, t);
	case ',': case ':':
		return take_mark(s, piece, t);
	default:
		return take_scalar(s, piece, t);
	}
}

/* Behind a document of one line: whether a CR that is no part of CRLF follows. */
static int
ends_in_cr(struct span rest, bool all)
{
	while (rest.n && (*rest.p == ' ' || *rest.p == '\t'))
		rest = span_after(rest, 1);
	if (!rest.n || (rest.n == 1 && *rest.p == '\r'))
		return all ? 0 : -1;
	return *rest.p == '\r' && rest.p[1] != '\n';
}

int
jtoken_sniff(struct span head, bool all)
{
	struct jtokens s;
	struct jtoken t;
	int rc;

	jtoken_init(&s);
	while ((rc = jtoken_next(&s, &head, &t)) > 0)
		if (t.kind == JTOKEN_CLOSE && !s.depth)
			return s.line > 1 ? 1 : ends_in_cr(head, all);
	if (rc < 0)
		return 0;
	return all ? s.line > 1 : -1;
}
