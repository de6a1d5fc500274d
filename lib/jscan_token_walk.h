/*
 * jscan_token_walk.h - the tokens of a text: what stands outside of strings, where.
 *
 * The first half of jscan_walk.h, which says how all of it works.
 */
#ifndef EVKIT_JSCAN_TOKEN_WALK_H
#define EVKIT_JSCAN_TOKEN_WALK_H

#include "jscan.h"

enum { JSCAN_BLOCK = 64 };

#define JSCAN_INLINE static inline __attribute__((always_inline))

/*
 * What the including file defines for its instruction set. p is 64 bytes; a
 * result has a bit a byte, first byte lowest.
 */
JSCAN_INLINE uint64_t equal(const char *p, char c);
JSCAN_INLINE uint64_t at_least(const char *p, unsigned char c);
JSCAN_INLINE uint64_t structural(const char *p);   /* { } [ ] : , */

/* Of the bytes in the mask: those that may stand behind a backslash. */
JSCAN_INLINE uint64_t escapable(const char *p, uint64_t mask);

/* Whether all bytes of so many blocks are ' ' to 0x7f. */
JSCAN_INLINE bool plain(const char *p, size_t blocks);

/* Of 16 bytes: a bit for each that is a digit, or a dot. */
JSCAN_INLINE uint32_t digits(const char *p);
JSCAN_INLINE uint32_t dots(const char *p);

/* Bit i becomes the parity of bits 0 to i. */
JSCAN_INLINE uint64_t prefix_xor(uint64_t bits);

/* The bytes whose bits are set, and their places, as numbered from `at`: one
 * after the other. JSCAN_BLOCK of each may be written, whatever the mask. */
JSCAN_INLINE void compress(const char *p, uint64_t mask, size_t at, char *byte, uint32_t *place);

/* What goes from block to block while tokens are found. */
struct carry {
	uint64_t in_string;      /* all bits: the block begins inside one */
	uint64_t in_scalar;      /* bit 0: the byte before belongs to one */
	uint64_t escaped;        /* bit 0: the first byte is */
};

struct lexer {
	struct span text;
	struct carry carry;
	bool escapes;            /* a backslash was seen */
	uint64_t bad;            /* not 0: no JSON */
	uint64_t continued;      /* bits for bytes from `due` on: to be continuations */
	size_t due;
};

JSCAN_INLINE size_t
lowest(uint64_t bits)
{
	return (size_t)__builtin_ctzll(bits);
}

/* ---- inside strings ---- */

/*
 * The bytes that are escaped by a backslash before them. Of a run of backslashes
 * every second one is: a run from an even place on, less its first bit, is carried
 * to its end by the subtraction. As simdjson does it, without a branch.
 */
JSCAN_INLINE uint64_t
find_escaped(struct carry *x, uint64_t backslash)
{
	const uint64_t odd = UINT64_C(0xaaaaaaaaaaaaaaaa);
	uint64_t escaping = backslash & ~x->escaped;
	uint64_t both = ((escaping << 1 | odd) - escaping) ^ odd;
	uint64_t escaped = both ^ (backslash | x->escaped);

	x->escaped = (both & backslash) >> 63;
	return escaped;
}

JSCAN_INLINE bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

JSCAN_INLINE bool
good_unicode(struct span text, size_t at)
{
	return text.n - at > 4 && is_hex(text.p[at + 1]) && is_hex(text.p[at + 2]) &&
	    is_hex(text.p[at + 3]) && is_hex(text.p[at + 4]);
}

JSCAN_INLINE void
check_escaped(struct lexer *x, const char *p, size_t at, uint64_t escaped)
{
	x->escapes = true;
	x->bad |= escaped & ~escapable(p, escaped);
	for (uint64_t rest = escaped & equal(p, 'u'); rest; rest &= rest - 1)
		x->bad |= !good_unicode(x->text, at + lowest(rest));
}

/*
 * UTF-8 as RFC 3629 has it. A byte from 0xc0 on wants one continuation behind it,
 * from 0xe0 two, from 0xf0 three, and nothing else may stand there; four bytes
 * narrow the first.
 */
JSCAN_INLINE void
check_utf8(struct lexer *x, const char *p, size_t at)
{
	uint64_t two = at_least(p, 0xc0), three = at_least(p, 0xe0), four = at_least(p, 0xf0);
	uint64_t a0 = at_least(p, 0xa0), more = at_least(p, 0x90);
	unsigned char before = x->continued ? (unsigned char)x->text.p[at - 1] : 0;
	uint64_t wanted = x->continued | two << 1 | three << 2 | four << 3;

	x->bad |= x->continued && x->due != at;
	x->due = at + JSCAN_BLOCK;
	x->continued = two >> 63 | three >> 62 | four >> 61;
	x->bad |= wanted ^ (at_least(p, 0x80) & ~two);
	x->bad |= (two & ~at_least(p, 0xc2)) | at_least(p, 0xf5);
	x->bad |= (equal(p, '\xe0') << 1 | (before == 0xe0)) & ~a0;
	x->bad |= (equal(p, '\xed') << 1 | (before == 0xed)) & a0;
	x->bad |= (equal(p, '\xf0') << 1 | (before == 0xf0)) & ~more;
	x->bad |= (equal(p, '\xf4') << 1 | (before == 0xf4)) & more;
}

/* ---- tokens ---- */

/*
 * Bytes over 0x7f and under ' ': UTF-8 and control bytes. A line has few or none, so
 * they are looked for in many blocks at once, and in each only where there are any.
 */
JSCAN_INLINE void
check_odd(struct lexer *x, const char *p, size_t at, uint64_t inside)
{
	uint64_t control = ~at_least(p, ' ');

	if (at_least(p, 0x80))
		check_utf8(x, p, at);
	if (control)
		x->bad |= control & (inside | ~(equal(p, '\t') | equal(p, '\n') | equal(p, '\r')));
}

/* A bit for each token's first byte. Of white space outside of strings only that
 * it is not over ' ' is asked here; check_odd has the rest. */
JSCAN_INLINE uint64_t
find_tokens(struct carry *x, const char *p, uint64_t *escaped, uint64_t *inside)
{
	uint64_t quote = equal(p, '"'), sign = structural(p), blank = ~at_least(p, ' ' + 1);
	uint64_t other, first;

	*escaped = find_escaped(x, equal(p, '\\'));
	quote &= ~*escaped;
	*inside = prefix_xor(quote) ^ x->in_string;
	x->in_string = 0 - (*inside >> 63);
	sign &= ~*inside;
	other = ~(*inside | quote | sign | blank);
	first = other & ~(other << 1 | x->in_scalar);
	x->in_scalar = other >> 63;
	return sign | (quote & *inside) | first;
}

#endif
