/*
 * jscan_token.h - tokens as masks of 64 bytes, and which may follow which.
 *
 * The first half of jscan_walk.h, which says how all of it works.
 */
#ifndef EVKIT_JSCAN_TOKEN_H
#define EVKIT_JSCAN_TOKEN_H

#include "jscan.h"

enum { JSCAN_BLOCK = 64 };

/* One bit a byte of a block, first byte lowest. */
struct jscan_masks {
	uint64_t quote, backslash, control, white, high;
	uint64_t lbrace, rbrace, lbrack, rbrack, colon, comma;
};

#define JSCAN_INLINE static inline __attribute__((always_inline))

struct walk {
	struct jscan *s;
	struct span text;
	/* From block to block, in bit 0: what has to come is not seen yet. */
	uint64_t after_opening, after_comma, after_end, after_key;
	uint64_t escaped;        /* the block's first byte is */
	uint64_t in_string;      /* all bits: the block begins inside one */
	uint64_t in_key;         /* and that one is a key */
	uint64_t in_scalar;
	size_t first_high, last_high;   /* bytes over 0x7f; first > last: none */
	/* Containers. `surplus` is keys less commas of the innermost. */
	size_t depth;
	int32_t surplus;
	bool object;
	size_t item;             /* in the outermost: where the key or value begins */
	int32_t surplus_of[JSCAN_DEPTH];
	bool object_of[JSCAN_DEPTH];
};

/* The tokens of one block, all outside of strings but for the strings. */
struct tokens {
	uint64_t open, close, inside;    /* quotes; inside: from open to before close */
	uint64_t opening, closing;       /* brackets of both kinds */
	uint64_t colon, comma, white;
	uint64_t scalar, scalar_after;   /* first byte; byte behind the last */
};

JSCAN_INLINE size_t
lowest(uint64_t bits)
{
	return (size_t)__builtin_ctzll(bits);
}

JSCAN_INLINE bool
is_white(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* ---- escapes and strings ---- */

JSCAN_INLINE bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

JSCAN_INLINE bool
good_escape(struct span text, size_t at)
{
	if (at >= text.n)
		return false;
	switch (text.p[at]) {
	case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
		return true;
	case 'u':
		return text.n - at > 4 && is_hex(text.p[at + 1]) && is_hex(text.p[at + 2]) &&
		    is_hex(text.p[at + 3]) && is_hex(text.p[at + 4]);
	default:
		return false;
	}
}

/* The bytes that stand behind an escaping backslash; checks them. */
JSCAN_INLINE bool
find_escaped(struct walk *w, uint64_t backslash, size_t at, uint64_t *escaped)
{
	uint64_t rest = backslash & ~w->escaped;

	*escaped = w->escaped;
	w->escaped = 0;
	while (rest) {
		uint64_t bit = rest & -rest;

		if (!good_escape(w->text, at + lowest(bit) + 1))
			return false;
		*escaped |= bit << 1;
		w->escaped = bit >> 63;
		rest &= ~(bit | bit << 1);
	}
	return true;
}

/* ---- which token may follow which ---- */

/*
 * The bytes that come next after `next`, stepping over white space; a step out
 * of the block is kept in *carry. A run of white space that begins at one of
 * them is added to: the sum's carry runs through it to the byte behind.
 */
JSCAN_INLINE uint64_t
over_white(uint64_t next, uint64_t white, uint64_t *carry)
{
	uint64_t sum;

	*carry |= __builtin_add_overflow(next & white, white, &sum);
	return (next | sum) & ~white;
}

JSCAN_INLINE uint64_t
after(uint64_t tokens, uint64_t white, uint64_t *carry)
{
	uint64_t next = tokens << 1 | *carry;

	*carry = tokens >> 63;
	return over_white(next, white, carry);
}

/* The closing quotes of the strings that begin at `keys`: as with white space,
 * the sum's carry runs through each string. */
JSCAN_INLINE uint64_t
ends_of(uint64_t keys, uint64_t inside, uint64_t *carry)
{
	uint64_t sum, out;

	out = __builtin_add_overflow(keys, inside, &sum);
	out |= __builtin_add_overflow(sum, *carry, &sum);
	*carry = out;
	return sum & ~inside;
}

/*
 * The rules on neighbours, told by what stands before a token: a value or key
 * does not follow a value; a comma does; a closing bracket follows a value or an
 * opening one; a colon follows a key, which follows a comma or an opening
 * bracket. With the counts of check_containers that is the whole grammar: a
 * colon in an array, a key without colon or a value without key fail there.
 *
 * White space is passed by value: most exports have none between tokens, and
 * for a constant 0 all the sums above fall away.
 */
JSCAN_INLINE uint64_t
check_neighbours(struct walk *w, const struct tokens *t, uint64_t white)
{
	uint64_t ends = t->close | t->closing;
	uint64_t comma = after(t->comma, white, &w->after_comma);
	uint64_t opening = after(t->opening, white, &w->after_opening);
	uint64_t end = ends << 1 | w->after_end | t->scalar_after;
	uint64_t keys = ends_of(t->open & (comma | opening), t->inside, &w->in_key);

	w->after_end = ends >> 63;
	end = over_white(end, white, &w->after_end);
	return ((t->open | t->scalar | t->opening) & end) | (t->comma & ~end) |
	    (t->closing & ~(end | opening)) | (t->colon & ~after(keys, white, &w->after_key));
}

/* ---- scalars ---- */

JSCAN_INLINE bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Behind the number that begins at p, or NULL. */
JSCAN_INLINE const char *
skip_number(const char *p, const char *end)
{
	p += *p == '-';
	if (p == end || !is_digit(*p))
		return NULL;
	if (*p++ != '0')
		while (p < end && is_digit(*p))
			p++;
	if (p < end && *p == '.') {
		if (++p == end || !is_digit(*p))
			return NULL;
		while (p < end && is_digit(*p))
			p++;
	}
	if (p < end && (*p | 0x20) == 'e') {
		p++;
		p += p < end && (*p == '+' || *p == '-');
		if (p == end || !is_digit(*p))
			return NULL;
		while (p < end && is_digit(*p))
			p++;
	}
	return p;
}

/* What stands behind a scalar is checked by check_neighbours, if it is a token. */
JSCAN_INLINE bool
ends_scalar(char c)
{
	return is_white(c) || c == ',' || c == '}' || c == ']' || c == ':' || c == '"' ||
	    c == '{' || c == '[';
}

JSCAN_INLINE bool
good_scalar(const char *p, const char *end)
{
	size_t n = (size_t)(end - p);

	if (*p == 't')
		p = n >= 4 && !memcmp(p, "true", 4) ? p + 4 : NULL;
	else if (*p == 'f')
		p = n >= 5 && !memcmp(p, "false", 5) ? p + 5 : NULL;
	else if (*p == 'n')
		p = n >= 4 && !memcmp(p, "null", 4) ? p + 4 : NULL;
	else
		p = skip_number(p, end);
	return p && (p == end || ends_scalar(*p));
}

#endif
