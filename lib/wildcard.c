#include "wildcard.h"

size_t
wildcard_start(struct span pattern)
{
	size_t n = 0;

	while (n < pattern.n && !memchr("*?[", pattern.p[n], 3))
		n++;
	return n;
}

/* A set's length with its brackets; 0 if nothing closes it: then '[' is itself. */
static size_t
set_length(struct span p)
{
	size_t i = 1;

	if (i < p.n && (p.p[i] == '!' || p.p[i] == '^'))
		i++;
	if (i < p.n && p.p[i] == ']')
		i++;
	while (i < p.n && p.p[i] != ']')
		i++;
	return i < p.n ? i + 1 : 0;
}

static bool
in_set(struct span set, unsigned char c)
{
	const unsigned char *p = (const unsigned char *)set.p + 1;
	const unsigned char *end = (const unsigned char *)set.p + set.n - 1;
	bool negated = *p == '!' || *p == '^', found = false;

	for (p += negated; p < end; p++)
		if (p + 2 < end && p[1] == '-') {
			found |= c >= p[0] && c <= p[2];
			p += 2;
		} else {
			found |= c == *p;
		}
	return found != negated && c != '/';
}

/* How much of the pattern the byte c uses up; 0 if it does not fit. */
static size_t
step(struct span p, char c)
{
	size_t set = p.p[0] == '[' ? set_length(p) : 0;

	if (set)
		return in_set((struct span){ p.p, set }, (unsigned char)c) ? set : 0;
	if (p.p[0] == '?')
		return c != '/';
	return p.p[0] == c;
}

/* Where to go on after a mismatch: the star takes one byte more. */
struct star {
	size_t p, n;           /* behind the star, and the name's byte it has come to */
	bool set;
};

static bool
retreat(struct star *s, struct span name, bool across)
{
	if (!s->set || s->n >= name.n || (!across && name.p[s->n] == '/'))
		return false;
	s->n++;
	return true;
}

bool
wildcard_match(struct span pattern, struct span name)
{
	/* A "**" can do whatever a "*" after it could not, so of each kind only
	 * the last one seen is ever gone back to. */
	struct star one = { 0 }, both = { 0 };
	size_t p = 0, n = 0, used;

	for (;;) {
		if (p + 1 < pattern.n && pattern.p[p] == '*' && pattern.p[p + 1] == '*') {
			both = (struct star){ p += 2, n, true };
			one.set = false;
		} else if (p < pattern.n && pattern.p[p] == '*') {
			one = (struct star){ ++p, n, true };
		} else if (p < pattern.n && n < name.n &&
		    (used = step(span_after(pattern, p), name.p[n]))) {
			p += used;
			n++;
		} else if (p == pattern.n && n == name.n) {
			return true;
		} else if (retreat(&one, name, false)) {
			p = one.p;
			n = one.n;
		} else if (retreat(&both, name, true)) {
			one.set = false;
			p = both.p;
			n = both.n;
		} else {
			return false;
		}
	}
}
