/*
 * jscan_walk.h - the body of jscan, compiled once for each instruction set.
 *
 * jscan_token_walk.h says what the including file defines first. It gets `static
 * bool walk(struct jscan *s, struct span text, char root)`: true if every byte is
 * in order, with s->member filled; false says only that some byte is not
 * (jscan_why.c tells which).
 *
 * First the text's tokens are found, 64 bytes at a time: brackets, colons, commas,
 * and the first byte of each string and scalar are set down one after the other,
 * about one to six bytes of text. White space and the inside of strings are gone
 * then. The tokens are checked, again 64 at a time: which may follow which is told
 * by two or three neighbours, so by shifts. Only brackets and scalars are looked at
 * one by one, and members of the outermost container, which lie four tokens apart.
 * What depends on the text and not on a key's place (escapes, bytes over 0x7f, how
 * many tokens a block has) is done without a branch, or for many blocks at once: a
 * processor could not foresee it.
 * Strings as masks: Langdale, Lemire, "Parsing Gigabytes of JSON per Second", VLDB
 * Journal 28 (2019).
 */
#ifndef EVKIT_JSCAN_WALK_H
#define EVKIT_JSCAN_WALK_H

#include "jscan_isa.h"
#include "jscan_token_walk.h"

struct walk {
	struct span text;
	const char *token;       /* its first byte */
	const uint32_t *place;   /* where that is; of the one behind the last: the text's end */
	uint64_t bad;
	/* From 64 tokens to 64 tokens, in bit 0: the token before is such a one. */
	uint64_t after_prefix, after_opening, after_key;
	uint64_t key_due;        /* in bit 0: the first token has to be a key */
	uint64_t in_object;      /* all bits: the innermost container is an object */
	size_t depth;            /* in the root it is 1 */
	bool inner;              /* the innermost container is an object */
	bool *object;            /* the same of those around it */
	/* Members of the root. */
	struct jscan_member *member;   /* the next one */
	size_t lead;             /* tokens of a member before its value */
	size_t first;            /* token that is not yet in a member */
	size_t opened;           /* token that opened the container at depth 2 */
};

/* From the first byte of a token to the last before the next that is not white. */
JSCAN_INLINE struct span
between(const struct walk *w, size_t token, size_t next)
{
	const char *from = w->text.p + w->place[token];
	size_t n = w->place[next] - w->place[token];

	while ((unsigned char)from[n - 1] <= ' ')
		n--;
	return (struct span){ from, n };
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

JSCAN_INLINE bool
good_scalar(struct span s)
{
	return span_eq(s, SPAN("true")) || span_eq(s, SPAN("false")) || span_eq(s, SPAN("null")) ||
	    skip_number(s.p, s.p + s.n) == s.p + s.n;
}

/*
 * Of at most 16 bytes, where 16 can be read: a word, or a number without exponent.
 * They come in no order that a processor could foresee, so all is tried at once,
 * without a branch: 8 ns each are 2.
 */
JSCAN_INLINE bool
good_short(struct span s)
{
	uint32_t all = (1u << s.n) - 1, digit = digits(s.p) & all, minus = *s.p == '-';
	uint32_t hole = all & ~digit & ~minus, ends = 1u << (s.n - 1) | 1u << minus;
	uint32_t zero = s.p[minus] == '0' ? digit >> minus & 2 : 0;
	uint32_t wrong = (ends & ~digit) | (hole & (hole - 1)) | (hole & ~dots(s.p)) | zero;
	bool word;

	word = (s.n == 4) & (!memcmp(s.p, "true", 4) | !memcmp(s.p, "null", 4));
	word |= (s.n == 5) & !memcmp(s.p, "fals", 4) & (s.p[4] == 'e');
	return word | !wrong;
}

JSCAN_INLINE bool
check_scalar(const struct walk *w, size_t token)
{
	struct span s = between(w, token, token + 1);
	bool near_end = w->text.p + w->text.n - s.p < 16;

	return (s.n <= 16 && !near_end && good_short(s)) || good_scalar(s);
}

/* ---- members of the root ---- */

/* The value is from one token to before another. */
JSCAN_INLINE void
put_member(struct walk *w, size_t value, size_t next)
{
	struct jscan_member *m = w->member++;

	m->value = between(w, value, next);
	m->key = (struct span){ w->text.p, 0 };
	if (w->lead) {
		struct span quoted = between(w, value - 2, value - 1);

		m->key = (struct span){ quoted.p + 1, quoted.n - 2 };
	}
}

/* Those without brackets, up to the bracket `at`: each ends with a comma, or
 * with the root. */
JSCAN_INLINE void
put_flat(struct walk *w, size_t at)
{
	if (w->lead) {
		for (size_t value = w->first + 2; value < at; value += 4)
			put_member(w, value, value + 1);
	} else {
		for (size_t value = w->first; value < at; value += 2)
			put_member(w, value, value + 1);
	}
}

/* ---- containers ---- */

JSCAN_INLINE bool
open_container(struct walk *w, size_t at, bool object)
{
	if (w->depth == JSCAN_DEPTH || (!w->depth && at))
		return false;
	if (w->depth == 1) {
		/* No room for a key before it. */
		if (at < w->first + w->lead)
			return false;
		put_flat(w, at);
		w->opened = at;
	}
	w->object[w->depth++] = w->inner;
	w->inner = object;
	return true;
}

JSCAN_INLINE bool
close_container(struct walk *w, size_t at, bool object)
{
	if (!w->depth || w->inner != object)
		return false;
	w->inner = w->object[--w->depth];
	if (w->depth == 0) {
		put_flat(w, at);
	} else if (w->depth == 1) {
		put_member(w, w->opened, at + 1);
		w->first = at + 2;
	}
	return true;
}

/* Gives for each token that is no bracket whether it is right inside an object. The
 * bytes of brackets tell: 0x20 is set in braces, 2 in opening ones. */
JSCAN_INLINE bool
check_brackets(struct walk *w, uint64_t brackets, size_t at, uint64_t *in_object)
{
	uint64_t turns = 0;

	for (uint64_t rest = brackets; rest; rest &= rest - 1) {
		size_t here = at + lowest(rest);
		char bracket = w->token[here];
		bool before = w->inner, object = bracket & 0x20;

		if (!(bracket & 2 ? open_container(w, here, object)
		                  : close_container(w, here, object)))
			return false;
		turns |= before != w->inner ? rest & -rest : 0;
	}
	*in_object = prefix_xor(turns) ^ w->in_object;
	w->in_object = 0 - (*in_object >> 63);
	return true;
}

/* ---- neighbours ---- */

JSCAN_INLINE uint64_t
after(uint64_t tokens, uint64_t *carry)
{
	uint64_t next = tokens << 1 | *carry;

	*carry = tokens >> 63;
	return next;
}

/*
 * A value stands behind an opening bracket, comma or colon, and nowhere else; a
 * bracket may close right behind an opening one. In objects a comma and an opening
 * bracket are followed by a key, and each key by a colon, and nothing else is.
 */
JSCAN_INLINE bool
check_tokens(struct walk *w, size_t at, uint64_t valid)
{
	const char *p = w->token + at;
	uint64_t string = equal(p, '"'), colon = equal(p, ':'), comma = equal(p, ',');
	uint64_t lbrace = equal(p, '{'), rbrace = equal(p, '}');
	uint64_t opening = lbrace | equal(p, '['), closing = rbrace | equal(p, ']');
	uint64_t sign = colon | comma | closing, scalar, in_object, prefix, empty, key;

	scalar = valid & ~(string | sign | opening);
	for (uint64_t rest = scalar; rest; rest &= rest - 1)
		if (!check_scalar(w, at + lowest(rest)))
			return false;
	if (!check_brackets(w, opening | closing, at, &in_object))
		return false;
	prefix = after(opening | comma | colon, &w->after_prefix);
	empty = after(opening, &w->after_opening) & closing;
	key = after(lbrace | (comma & in_object), &w->key_due) & ~empty;
	w->bad |= valid & ~(sign ^ prefix) & ~empty;
	w->bad |= (key & ~string) | (after(key, &w->after_key) ^ colon);
	return true;
}

/* All n tokens, the first of which is a bracket. */
JSCAN_INLINE bool
check_all(struct walk *w, size_t n)
{
	size_t at = 0;

	for (; n - at > 64; at += 64)
		if (!check_tokens(w, at, ~UINT64_C(0)))
			return false;
	if (!check_tokens(w, at, ~UINT64_C(0) >> (64 - (n - at))))
		return false;
	/* A bracket is last, so it closes the root: no other may stand at depth 0. */
	return !w->bad && !w->depth && (w->token[n - 1] == '}' || w->token[n - 1] == ']');
}

/* ---- a text ---- */

/* 64 blocks at most: first what begins in each, then that is set down. */
JSCAN_INLINE size_t
put_tokens(struct lexer *x, const char *p, size_t at, size_t blocks, char *token, uint32_t *place)
{
	uint64_t first[64], inside[64], escaped[64], escapes = 0;
	struct carry carry = x->carry;
	size_t n = 0;

	for (size_t i = 0; i < blocks; i++) {
		first[i] = find_tokens(&carry, p + JSCAN_BLOCK * i, &escaped[i], &inside[i]);
		escapes |= (uint64_t)(escaped[i] != 0) << i;
	}
	x->carry = carry;
	for (; escapes; escapes &= escapes - 1) {
		size_t i = lowest(escapes);

		check_escaped(x, p + JSCAN_BLOCK * i, at + JSCAN_BLOCK * i, escaped[i]);
	}
	if (!plain(p, blocks))
		for (size_t i = 0; i < blocks; i++)
			check_odd(x, p + JSCAN_BLOCK * i, at + JSCAN_BLOCK * i, inside[i]);
	for (size_t i = 0; i < blocks; i++) {
		compress(p + JSCAN_BLOCK * i, first[i], at + JSCAN_BLOCK * i, token + n, place + n);
		n += (size_t)__builtin_popcountll(first[i]);
	}
	return n;
}

/* How many tokens, or 0. */
static size_t
find_all(struct lexer *x, char *token, uint32_t *place)
{
	char last[JSCAN_BLOCK];
	size_t whole = x->text.n / JSCAN_BLOCK, n = 0, at = whole * JSCAN_BLOCK;

	for (size_t i = 0; i < whole; i += 64)
		n += put_tokens(x, x->text.p + JSCAN_BLOCK * i, JSCAN_BLOCK * i,
		    whole - i < 64 ? whole - i : 64, token + n, place + n);
	memset(last, ' ', sizeof last);
	memcpy(last, x->text.p + at, x->text.n - at);
	n += put_tokens(x, last, at, 1, token + n, place + n);
	memset(token + n, ' ', JSCAN_BLOCK);
	place[n] = (uint32_t)x->text.n;
	return x->bad | x->carry.in_string | x->continued ? 0 : n;
}

static bool
walk(struct jscan *s, struct span text, char root)
{
	struct lexer x = { .text = text };
	bool object[JSCAN_DEPTH];
	struct walk w = { .text = text, .after_prefix = 1, .object = object };
	size_t n;

	jscan_reserve(s, text.n + JSCAN_BLOCK);
	n = find_all(&x, s->token, s->place);
	s->escapes = x.escapes;
	if (!n || *s->token != root)
		return false;
	w.token = s->token;
	w.place = s->place;
	w.member = jscan_room(s, n / 2 + 1);
	w.lead = root == '{' ? 2 : 0;
	w.first = 1;
	if (!check_all(&w, n))
		return false;
	s->n = (size_t)(w.member - s->member);
	return true;
}

#endif
