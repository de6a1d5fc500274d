/*
 * The same grammar as jscan_walk.h, one byte after the other: it runs when that
 * has refused a text, and says where and why. Slow and simple, so it is also
 * what the tests compare the others with.
 */
#include "jscan_isa.h"

struct reader {
	const char *start, *p, *end;
	const char *why;
	size_t depth;
	bool object[JSCAN_DEPTH];
};

static bool
fail(struct reader *r, const char *why)
{
	r->why = why;
	return false;
}

static void
skip_white(struct reader *r)
{
	while (r->p < r->end && strchr(" \t\n\r", *r->p) && *r->p)
		r->p++;
}

static bool
skip_escape(struct reader *r)
{
	if (++r->p == r->end)
		return fail(r, "the text ends inside a string");
	if (*r->p == 'u') {
		for (int i = 0; i < 4; i++)
			if (++r->p == r->end || !strchr("0123456789abcdefABCDEF", *r->p) || !*r->p)
				return fail(r, "expected four hex digits after '\\u'");
	} else if (!strchr("\"\\/bfnrt", *r->p) || !*r->p) {
		return fail(r, "not an escape that JSON has");
	}
	r->p++;
	return true;
}

/* From behind the opening quote. */
static bool
skip_string(struct reader *r)
{
	while (r->p < r->end) {
		unsigned char c = (unsigned char)*r->p;

		if (c == '"') {
			r->p++;
			return true;
		}
		if (c < 0x20)
			return fail(r, c ? "a control byte in a string; it has to be escaped"
			                 : "a NUL byte");
		if (c == '\\') {
			if (!skip_escape(r))
				return false;
		} else {
			r->p++;
		}
	}
	return fail(r, "the text ends inside a string");
}

static bool
skip_digits(struct reader *r)
{
	if (r->p == r->end || *r->p < '0' || *r->p > '9')
		return fail(r, "expected a digit");
	while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
		r->p++;
	return true;
}

static bool
skip_number(struct reader *r)
{
	if (*r->p == '-')
		r->p++;
	if (r->p < r->end && *r->p == '0') {
		if (++r->p < r->end && *r->p >= '0' && *r->p <= '9')
			return fail(r, "a number with a leading zero");
	} else if (!skip_digits(r)) {
		return false;
	}
	if (r->p < r->end && *r->p == '.') {
		r->p++;
		if (!skip_digits(r))
			return false;
	}
	if (r->p < r->end && (*r->p == 'e' || *r->p == 'E')) {
		r->p++;
		if (r->p < r->end && (*r->p == '+' || *r->p == '-'))
			r->p++;
		return skip_digits(r);
	}
	return true;
}

static bool
skip_word(struct reader *r)
{
	static const char *const words[] = { "true", "false", "null" };
	struct span rest = span_from(r->p, r->end);

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (span_starts(rest, span_of(words[i]))) {
			r->p += strlen(words[i]);
			return true;
		}
	return fail(r, "expected a value");
}

static bool
open_container(struct reader *r)
{
	if (r->depth == JSCAN_DEPTH)
		return fail(r, "nested deeper than 1024");
	r->object[r->depth++] = *r->p++ == '{';
	return true;
}

/* A value; of a container only its opening bracket. */
static bool
skip_value(struct reader *r)
{
	if (r->p == r->end)
		return fail(r, "the text ends before its value");
	if (*r->p == '{' || *r->p == '[')
		return open_container(r);
	if (*r->p == '"') {
		r->p++;
		return skip_string(r);
	}
	if (*r->p == '-' || (*r->p >= '0' && *r->p <= '9'))
		return skip_number(r);
	return skip_word(r);
}

static bool
skip_key(struct reader *r)
{
	if (r->p == r->end)
		return fail(r, "the text ends inside an object");
	if (*r->p != '"')
		return fail(r, "expected '\"' and a key");
	r->p++;
	if (!skip_string(r))
		return false;
	skip_white(r);
	if (r->p == r->end || *r->p != ':')
		return fail(r, "expected ':' after the key");
	r->p++;
	return true;
}

/* What may stand behind a value: closing brackets, then a comma or the end. */
static bool
skip_closings(struct reader *r)
{
	for (skip_white(r); r->depth; skip_white(r)) {
		bool object = r->object[r->depth - 1];

		if (r->p == r->end)
			return fail(r, object ? "the text ends inside an object"
			                      : "the text ends inside an array");
		if (*r->p == ',')
			return true;
		if (*r->p != (object ? '}' : ']'))
			return fail(r, object ? "expected ',' or '}'" : "expected ',' or ']'");
		r->p++;
		r->depth--;
	}
	return r->p == r->end || fail(r, "something follows the value");
}

/* Behind an opening bracket: whether the container is empty, and closed. */
static bool
skip_empty(struct reader *r)
{
	skip_white(r);
	if (r->p == r->end || *r->p != (r->object[r->depth - 1] ? '}' : ']'))
		return false;
	r->p++;
	r->depth--;
	return true;
}

static bool
check(struct reader *r)
{
	for (;;) {
		size_t depth = r->depth;

		skip_white(r);
		if (depth && r->object[depth - 1] && !skip_key(r))
			return false;
		skip_white(r);
		if (!skip_value(r))
			return false;
		if (r->depth > depth && !skip_empty(r))
			continue;
		if (!skip_closings(r))
			return false;
		if (!r->depth)
			return true;
		r->p++;
	}
}

bool
jscan_why(struct span text, char root, const char **why, size_t *at)
{
	struct reader r = { .start = text.p, .p = text.p, .end = text.p + text.n };
	size_t bad;
	bool good;

	skip_white(&r);
	if (r.p == r.end || *r.p != root)
		good = fail(&r, root == '{' ? "not a JSON object" : "not a JSON array");
	else
		good = check(&r);
	*at = (size_t)(r.p - r.start);
	/* Broken UTF-8 before that place is what is wrong first. */
	if (!jtext_utf8(text, &bad) && (good || bad <= *at)) {
		*at = bad;
		good = fail(&r, "not UTF-8");
	}
	*why = r.why;
	return !good;
}
