#include "link_header.h"

/* What is still to be read, and what is known of the link. */
struct reader {
	struct span rest;
	struct span target;
	struct span rel;       /* as written, without its quotes */
	bool has_rel, anchored;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void
skip_blank(struct reader *r)
{
	while (r->rest.n && is_blank(*r->rest.p))
		r->rest = span_after(r->rest, 1);
}

static bool
skip_byte(struct reader *r, char c)
{
	if (!r->rest.n || *r->rest.p != c)
		return false;
	r->rest = span_after(r->rest, 1);
	return true;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool
same_word(struct span a, struct span b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

/* Whether one of the words in a parameter's value, which may have escapes, is
 * that; compared without regard to case (section 2.1.1). */
static bool
has_word(struct span value, struct span word)
{
	size_t n = 0;
	bool same = true;

	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];

		if (is_blank(c)) {
			if (same && n == word.n)
				return true;
			n = 0;
			same = true;
			continue;
		}
		if (c == '\\' && i + 1 < value.n)
			c = value.p[++i];
		same = same && n < word.n && lower(c) == lower(word.p[n]);
		n++;
	}
	return same && n == word.n;
}

/* Behind its opening quote. */
static bool
take_quoted(struct reader *r, struct span *value)
{
	const char *start = r->rest.p;

	while (r->rest.n && *r->rest.p != '"') {
		size_t n = *r->rest.p == '\\' ? 2 : 1;

		if (n > r->rest.n)
			return false;
		r->rest = span_after(r->rest, n);
	}
	*value = span_from(start, r->rest.p);
	return skip_byte(r, '"');
}

static struct span
take_token(struct reader *r)
{
	const char *start = r->rest.p;

	while (r->rest.n && !is_blank(*r->rest.p) && !memchr(";,=\"<>", *r->rest.p, 6))
		r->rest = span_after(r->rest, 1);
	return span_from(start, r->rest.p);
}

/* A value without quotes, leniently up to where the parameter must end: some
 * write rel=http://example.com/next?a=b. */
static struct span
take_bare(struct reader *r)
{
	const char *start = r->rest.p;

	while (r->rest.n && !is_blank(*r->rest.p) && !memchr(";,\"", *r->rest.p, 3))
		r->rest = span_after(r->rest, 1);
	return span_from(start, r->rest.p);
}

static bool
take_parameter(struct reader *r)
{
	struct span name = take_token(r), value = { 0 };

	if (!name.n)
		return false;
	skip_blank(r);
	if (skip_byte(r, '=')) {
		skip_blank(r);
		if (!skip_byte(r, '"'))
			value = take_bare(r);
		else if (!take_quoted(r, &value))
			return false;
	}
	if (same_word(name, SPAN("anchor")))
		r->anchored = true;
	/* Of a repeated one the first counts (section 3.3). */
	if (same_word(name, SPAN("rel")) && !r->has_rel) {
		r->has_rel = true;
		r->rel = value;
	}
	return true;
}

/* Up to the comma behind it, or the end. */
static bool
take_link(struct reader *r)
{
	*r = (struct reader){ .rest = r->rest };
	if (!skip_byte(r, '<') || span_find(r->rest, '>') == r->rest.n)
		return false;
	r->target = span_cut(&r->rest, '>');
	for (skip_blank(r); skip_byte(r, ';'); skip_blank(r)) {
		skip_blank(r);
		/* Nothing between two semicolons, or behind the last, is in use. */
		if (r->rest.n && !memchr(";,", *r->rest.p, 2) && !take_parameter(r))
			return false;
	}
	return !r->rest.n || *r->rest.p == ',';
}

int
link_header_find(struct span value, struct span rel, struct span *target)
{
	struct reader r = { .rest = value };

	for (;;) {
		do
			skip_blank(&r);
		while (skip_byte(&r, ','));
		if (!r.rest.n)
			return 0;
		if (!take_link(&r))
			return -1;
		if (r.has_rel && !r.anchored && has_word(r.rel, rel)) {
			*target = r.target;
			return 1;
		}
	}
}
