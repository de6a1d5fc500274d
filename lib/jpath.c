#include "jpath.h"

#include <endian.h>

#include "diag.h"
#include "jtext.h"
#include "num.h"

/* "~1" is '/', "~0" is '~' (RFC 6901, section 3); false for another '~'. */
static bool
unescape(struct span *step)
{
	char *p = (char *)(uintptr_t)step->p;
	size_t n = 0;

	for (size_t i = 0; i < step->n; i++, n++) {
		p[n] = step->p[i];
		if (p[n] != '~')
			continue;
		if (++i == step->n || (step->p[i] != '0' && step->p[i] != '1'))
			return false;
		p[n] = step->p[i] == '0' ? '~' : '/';
	}
	step->n = n;
	return true;
}

const char *
jpath_parse(struct jpath *p, const char *text)
{
	char separator = text[0] == '/' ? '/' : '.';
	struct span rest;

	jpath_free(p);
	p->text = text;
	if (!*text)
		return NULL;
	if (!(p->owned = strdup(text)))
		die_errno(DIAG_STOPPED, "memory for a path");
	rest = span_of(p->owned + (separator == '/'));
	for (bool more = true; more;) {
		more = span_find(rest, separator) < rest.n;
		if (p->n == JPATH_STEPS)
			return "a path of more than 16 steps";
		p->step[p->n] = span_cut(&rest, separator);
		if (separator == '.' && !p->step[p->n].n)
			return "a path with an empty step; a JSON pointer such as /a//b may have one";
		if (separator == '/' && !unescape(&p->step[p->n]))
			return "a '~' that is not ~0 or ~1";
		p->n++;
	}
	return NULL;
}

void
jpath_free(struct jpath *p)
{
	free(p->owned);
	*p = (struct jpath){ 0 };
}

/* The text has passed jscan, so its ends need no checks: every bracket closes. */
static const char *
skip_white(const char *p)
{
	while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
		p++;
	return p;
}

/* The upper bit of each byte that is c, and maybe of some behind the first such. */
static uint64_t
bytes_of(uint64_t eight, char c)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t x = eight ^ ones * (unsigned char)c;

	return (x - ones) & ~x & ones << 7;
}

/* Behind the string that begins at p; eight bytes at a time, as far as there are. */
static const char *
skip_string(const char *p, const char *end)
{
	for (p++; end - p >= 8;) {
		uint64_t eight, odd;

		memcpy(&eight, p, 8);
		eight = le64toh(eight);
		if (!(odd = bytes_of(eight, '"') | bytes_of(eight, '\\'))) {
			p += 8;
			continue;
		}
		p += __builtin_ctzll(odd) / 8;
		if (*p == '"')
			return p + 1;
		p += 2;
	}
	for (; *p != '"'; p++)
		p += *p == '\\';
	return p + 1;
}

static bool
ends_value(char c)
{
	return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Behind the value that begins at p. */
static const char *
skip_value(const char *p, const char *end)
{
	size_t depth = 0;

	do {
		if (*p == '"') {
			p = skip_string(p, end);
		} else {
			depth += *p == '{' || *p == '[';
			depth -= *p == '}' || *p == ']';
			p++;
		}
	} while (p < end && (depth || !ends_value(*p)));
	return p;
}

static bool
key_is(struct span quoted, struct span step)
{
	struct buf scratch = { 0 };
	struct span plain;
	bool same;

	/* Nearly all; what is written is never shorter than what it says. */
	if (quoted.n - 2 < step.n || (step.n && quoted.p[1] != step.p[0] && quoted.p[1] != '\\'))
		return false;
	same = !jtext_decode(quoted, &scratch, &plain) && span_eq(plain, step);

	buf_free(&scratch);
	return same;
}

static bool
find_member(struct span object, struct span step, struct span *found, bool *differing)
{
	const char *end = object.p + object.n, *p = skip_white(object.p + 1);
	bool any = false;

	while (*p != '}') {
		const char *key = p, *key_end = skip_string(p, end), *value;

		value = skip_white(skip_white(key_end) + 1);
		p = skip_value(value, end);
		if (key_is(span_from(key, key_end), step)) {
			*differing |= any && !span_eq(*found, span_from(value, p));
			*found = span_from(value, p);
			any = true;
		}
		p = skip_white(p);
		if (*p == ',')
			p = skip_white(p + 1);
	}
	return any;
}

static bool
find_element(struct span array, struct span step, struct span *found)
{
	const char *end = array.p + array.n, *p = skip_white(array.p + 1);
	int64_t i;

	/* RFC 6901, section 4: no sign, no leading zero. */
	if (num_int(step, 0, INT64_MAX, &i) || step.p[0] == '-' || (step.n > 1 && step.p[0] == '0'))
		return false;
	for (; *p != ']'; i--) {
		const char *value = p;

		p = skip_value(value, end);
		if (!i) {
			*found = span_from(value, p);
			return true;
		}
		p = skip_white(p);
		if (*p == ',')
			p = skip_white(p + 1);
	}
	return false;
}

bool
jpath_find_once(const struct jpath *p, struct span value, struct span *found, bool *differing)
{
	*found = value;
	for (size_t i = 0; i < p->n; i++) {
		struct span in = *found;
		bool there = false;

		if (in.n && in.p[0] == '{')
			there = find_member(in, p->step[i], found, differing);
		else if (in.n && in.p[0] == '[')
			there = find_element(in, p->step[i], found);
		if (!there)
			return false;
	}
	return true;
}

bool
jpath_find(const struct jpath *p, struct span value, struct span *found)
{
	bool ignored = false;

	return jpath_find_once(p, value, found, &ignored);
}
