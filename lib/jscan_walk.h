/*
 * jscan_walk.h - the body of jscan, compiled once for each instruction set.
 *
 * The including file defines, behind the include,
 *   classify: 64 bytes to masks, and
 *   prefix_xor: bit i becomes the parity of bits 0 to i
 * and gets `static bool walk(struct jscan *s, struct span text, char root)`: true
 * if every byte is in order, with s->member filled; false says only that some
 * byte is not (jscan_why.c tells which).
 *
 * Why masks are enough: a token may follow another by rules that look at two
 * neighbours only ("after a colon comes a value"), so they are shifts. Two
 * rules need the container: an object has one key more than it has commas, an
 * array has no key. Those are counts of bits between one bracket and the next.
 * Escapes and strings as masks: Langdale, Lemire, "Parsing Gigabytes of JSON
 * per Second", VLDB Journal 28 (2019).
 */
#ifndef EVKIT_JSCAN_WALK_H
#define EVKIT_JSCAN_WALK_H

#include "jscan_token.h"

JSCAN_INLINE void classify(const char *p, struct jscan_masks *m);
JSCAN_INLINE uint64_t prefix_xor(uint64_t bits);

/* ---- members of the outermost container ---- */

JSCAN_INLINE struct span
trimmed(struct span text, size_t from, size_t to)
{
	while (from < to && is_white(text.p[from]))
		from++;
	while (to > from && is_white(text.p[to - 1]))
		to--;
	return (struct span){ text.p + from, to - from };
}

JSCAN_INLINE void
end_key(struct walk *w, size_t colon)
{
	struct span key = trimmed(w->text, w->item, colon);

	jscan_room(w->s)->key = (struct span){ key.p + 1, key.n - 2 };
	w->item = colon + 1;
}

JSCAN_INLINE void
end_value(struct walk *w, size_t at)
{
	struct jscan_member *m = jscan_room(w->s);

	if (!w->object)
		m->key = (struct span){ w->text.p, 0 };
	m->value = trimmed(w->text, w->item, at);
	w->s->n++;
	w->item = at + 1;
}

JSCAN_INLINE void
take_members(struct walk *w, uint64_t colon, uint64_t separators, size_t at)
{
	for (; separators; separators &= separators - 1) {
		size_t i = lowest(separators);

		if (colon >> i & 1)
			end_key(w, at + i);
		else
			end_value(w, at + i);
	}
}

/* ---- containers ---- */

/* The bytes of a block between two brackets: colons and commas are counted. */
JSCAN_INLINE bool
between_brackets(struct walk *w, const struct tokens *t, uint64_t range, size_t at)
{
	uint64_t colon = t->colon & range, comma = t->comma & range;

	if (!(colon | comma))
		return true;
	if (!w->depth || (colon && !w->object))
		return false;
	w->surplus += __builtin_popcountll(colon) - __builtin_popcountll(comma);
	if (w->depth == 1)
		take_members(w, colon, colon | comma, at);
	return true;
}

JSCAN_INLINE bool
open_container(struct walk *w, bool object, size_t at)
{
	if (w->depth == JSCAN_DEPTH)
		return false;
	w->surplus_of[w->depth] = w->surplus;
	w->object_of[w->depth] = w->object;
	w->surplus = 0;
	w->object = object;
	if (!w->depth++)
		w->item = at + 1;
	return true;
}

/* Whether only white space is between the bracket at `at` and its opening one. */
JSCAN_INLINE bool
is_empty(struct span text, size_t at)
{
	while (at && is_white(text.p[at - 1]))
		at--;
	return at && (text.p[at - 1] == '{' || text.p[at - 1] == '[');
}

/* An object that is not empty has one key more than commas. */
JSCAN_INLINE bool
close_container(struct walk *w, bool object, size_t at)
{
	if (!w->depth || w->object != object)
		return false;
	if (object && w->surplus != 1 && (w->surplus || !is_empty(w->text, at)))
		return false;
	if (w->depth == 1 && !is_empty(w->text, at))
		end_value(w, at);
	w->depth--;
	w->surplus = w->surplus_of[w->depth];
	w->object = w->object_of[w->depth];
	return true;
}

JSCAN_INLINE bool
check_containers(struct walk *w, const struct tokens *t, uint64_t braces, size_t at)
{
	uint64_t range = ~UINT64_C(0);

	for (uint64_t rest = t->opening | t->closing; rest; rest &= rest - 1) {
		uint64_t bit = rest & -rest;
		size_t here = at + lowest(bit);
		bool object = bit & braces;

		if (!between_brackets(w, t, range & (bit - 1), at))
			return false;
		if (!(bit & t->opening ? open_container(w, object, here) : close_container(w, object, here)))
			return false;
		range = ~((bit - 1) | bit);
	}
	return between_brackets(w, t, range, at);
}

/* ---- a block, a text ---- */

JSCAN_INLINE void
note_high(struct walk *w, uint64_t high, size_t at)
{
	if (w->first_high > w->last_high)
		w->first_high = at + lowest(high);
	w->last_high = at + 63 - (size_t)__builtin_clzll(high);
}

/* From masks of bytes to tokens; false: a control byte or a bad escape. */
JSCAN_INLINE bool
find_tokens(struct walk *w, const struct jscan_masks *m, struct tokens *t, size_t at)
{
	uint64_t escaped = w->escaped, quote, outside, other;

	if ((m->backslash | escaped) && !find_escaped(w, m->backslash, at, &escaped))
		return false;
	w->s->escapes |= m->backslash != 0;
	quote = m->quote & ~escaped;
	t->inside = prefix_xor(quote) ^ w->in_string;
	w->in_string = 0 - (t->inside >> 63);
	outside = ~t->inside;
	t->open = quote & t->inside;
	t->close = quote & outside;
	t->opening = (m->lbrace | m->lbrack) & outside;
	t->closing = (m->rbrace | m->rbrack) & outside;
	t->colon = m->colon & outside;
	t->comma = m->comma & outside;
	t->white = m->white & outside;
	other = outside & ~(t->opening | t->closing | t->colon | t->comma | t->white | quote);
	t->scalar_after = (other << 1 | w->in_scalar) & ~other;
	t->scalar = other & ~(other << 1 | w->in_scalar);
	w->in_scalar = other >> 63;
	return !(m->control & t->inside);
}

JSCAN_INLINE bool
check_block(struct walk *w, const char *block, size_t at)
{
	const char *text = w->text.p + at, *end = w->text.p + w->text.n;
	struct jscan_masks m;
	struct tokens t;

	classify(block, &m);
	if (!find_tokens(w, &m, &t, at))
		return false;
	if (m.high)
		note_high(w, m.high, at);
	if (t.white ? check_neighbours(w, &t, t.white) : check_neighbours(w, &t, 0))
		return false;
	for (uint64_t rest = t.scalar; rest; rest &= rest - 1)
		if (!good_scalar(text + lowest(rest), end))
			return false;
	return check_containers(w, &t, m.lbrace | m.rbrace, at);
}

JSCAN_INLINE bool
check_high(const struct walk *w)
{
	size_t bad;

	return w->first_high > w->last_high || jtext_utf8((struct span){ w->text.p + w->first_high,
	    w->last_high - w->first_high + 1 }, &bad);
}

static bool
walk(struct jscan *s, struct span text, char root)
{
	struct walk w;
	char last[JSCAN_BLOCK];
	size_t at = 0, rest;

	/* Not the arrays behind it: they are 5 KiB and filled when needed. */
	memset(&w, 0, offsetof(struct walk, surplus_of));
	w.s = s;
	w.text = text;
	w.first_high = 1;
	if (trimmed(text, 0, text.n).n == 0 || *trimmed(text, 0, text.n).p != root)
		return false;
	for (; text.n - at >= JSCAN_BLOCK; at += JSCAN_BLOCK)
		if (!check_block(&w, text.p + at, at))
			return false;
	rest = text.n - at;
	memset(last, ' ', sizeof last);
	memcpy(last, text.p + at, rest);
	if (rest && !check_block(&w, last, at))
		return false;
	return !w.depth && !w.in_string && w.after_end && check_high(&w);
}

#endif
