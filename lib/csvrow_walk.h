/*
 * csvrow_walk.h - the body of csvrow, compiled once for each instruction set.
 *
 * The including file defines, behind the include,
 *   classify: 64 bytes to masks, and
 *   prefix_xor: bit i becomes the parity of bits 0 to i
 * and gets `feed` and `whole` for its struct csvrow_isa.
 *
 * A quote with an even number before it opens, the others close; one that opens
 * right behind one that closes is the second of a pair that means one quote.
 * So much is arithmetic; what is left to check is that a quote opens only at a
 * cell's start, and that what follows a closing one is a cell's end.
 */
#ifndef EVKIT_CSVROW_WALK_H
#define EVKIT_CSVROW_WALK_H

#include "csvrow_isa.h"
#include "jtext.h"

enum { CSVROW_BLOCK = 64 };

#define CSVROW_INLINE static inline __attribute__((always_inline))

/* One bit a byte of a block, first byte lowest. */
struct csvrow_masks {
	uint64_t quote, delim;
	uint64_t special;      /* '\', '"', control bytes: JSON escapes them */
	uint64_t high;         /* over 0x7f */
	uint64_t lf, cr;
};

/* From block to block. */
struct csvrow_state {
	struct csvrow *w;
	uint64_t inside;       /* all bits: the block begins inside quotes */
	uint64_t may_open;     /* bit 0: its first byte begins a cell */
	uint64_t closed;       /* bit 0: the byte before it is a closing quote */
	uint64_t returned;     /* bit 0: the byte before it is a CR behind one */
	uint64_t high, quotes, doubled;
};

CSVROW_INLINE void classify(const char *p, const struct csvrow *w, struct csvrow_masks *m);
CSVROW_INLINE uint64_t prefix_xor(uint64_t bits);

CSVROW_INLINE size_t
lowest(uint64_t bits)
{
	return (size_t)__builtin_ctzll(bits);
}

CSVROW_INLINE void
note_special(struct csvrow *w, uint64_t special, size_t at)
{
	if (w->special > w->last_special)
		w->special = at + lowest(special);
	w->last_special = at + CSVROW_BLOCK - 1 - (size_t)__builtin_clzll(special);
}

/* Splits a block of n bytes; the mask of bytes that are misplaced. */
CSVROW_INLINE uint64_t
take_block(struct csvrow_state *s, const struct csvrow_masks *m, size_t at, size_t n)
{
	uint64_t inside = s->inside, open = 0, close = 0, delim = m->delim, behind = s->closed, bad;
	struct csvrow *w = s->w;

	if (m->quote) {
		inside ^= prefix_xor(m->quote);
		open = m->quote & inside;
		close = m->quote & ~inside;
		behind |= close << 1;
		s->quotes |= m->quote;
		s->doubled |= open & behind;
		s->inside = 0 - (inside >> 63);
	}
	delim &= ~inside;
	bad = (open & ~((delim | close) << 1 | s->may_open)) | (behind & ~(delim | open));
	s->may_open = (delim | close) >> 63;
	s->closed = close >> 63;
	s->high |= m->high;
	if (w->cap - w->n <= CSVROW_BLOCK)
		csvrow_grow(w, w->n + CSVROW_BLOCK);
	if ((m->special & ~delim) | (open & behind))
		note_special(w, (m->special & ~delim) | (open & behind), at);
	for (; delim; delim &= delim - 1)
		w->end[w->n++] = at + lowest(delim);
	return n < CSVROW_BLOCK ? bad & ((UINT64_C(1) << n) - 1) : bad;
}

/* The masks of the last n bytes of the text, fewer than a block. */
CSVROW_INLINE void
classify_last(struct span text, size_t n, const struct csvrow *w, struct csvrow_masks *m)
{
	char last[CSVROW_BLOCK];
	size_t before = CSVROW_BLOCK - n;

	/* As the end of a block of which the rest was seen before; else there is none. */
	if (text.n >= CSVROW_BLOCK) {
		classify(text.p + text.n - CSVROW_BLOCK, w, m);
	} else {
		memcpy(last + before, text.p, n);
		memset(last, 0, before);
		classify(last, w, m);
	}
	m->quote >>= before;
	m->delim >>= before;
	m->special >>= before;
	m->high >>= before;
}

static bool
feed(struct csvrow *w, struct span text, size_t *at)
{
	struct csvrow_state s = { .w = w, .inside = 0 - (uint64_t)w->open, .may_open = !w->fed };
	struct csvrow_masks m;
	uint64_t bad = 0;
	size_t i = 0;

	for (; text.n - i >= CSVROW_BLOCK && !bad; i += CSVROW_BLOCK) {
		classify(text.p + i, w, &m);
		bad = take_block(&s, &m, w->fed + i, CSVROW_BLOCK);
	}
	if (bad) {
		i -= CSVROW_BLOCK;
	} else if (i < text.n) {
		classify_last(text, text.n - i, w, &m);
		bad = take_block(&s, &m, w->fed + i, text.n - i);
	}
	w->open = s.inside;
	w->quoted |= s.quotes != 0;
	w->doubled |= s.doubled != 0;
	w->high |= s.high != 0;
	w->fed += text.n;
	*at = bad ? i + lowest(bad) : 0;
	return !bad;
}

/* As take_block, but that rows end too; *ends: where. */
CSVROW_INLINE uint64_t
check_block(struct csvrow_state *s, const struct csvrow_masks *m, uint64_t *ends)
{
	uint64_t inside = s->inside ^ prefix_xor(m->quote);
	uint64_t open = m->quote & inside, close = m->quote & ~inside;
	uint64_t behind = close << 1 | s->closed, cr = behind & m->cr, bad;
	uint64_t delim = (m->delim | m->lf) & ~inside;

	*ends = m->lf & ~inside;
	bad = (open & ~((delim | close) << 1 | s->may_open)) | (behind & ~(delim | open | cr)) |
	    ((cr << 1 | s->returned) & ~*ends);
	s->inside = 0 - (inside >> 63);
	s->may_open = (delim | close) >> 63;
	s->closed = close >> 63;
	s->returned = cr >> 63;
	return bad;
}

static size_t
whole(const struct csvrow *w, struct span text, uint64_t *lines)
{
	struct csvrow_state s = { .may_open = 1 };
	uint64_t ends, bad = 0, seen = 0;
	struct csvrow_masks m;
	size_t end = 0;

	*lines = 0;
	for (size_t i = 0; text.n - i >= CSVROW_BLOCK && !bad; i += CSVROW_BLOCK) {
		classify(text.p + i, w, &m);
		bad = check_block(&s, &m, &ends);
		if (bad)
			ends &= (bad & -bad) - 1;
		if (ends) {
			unsigned rest = (unsigned)__builtin_clzll(ends);

			end = i + CSVROW_BLOCK - rest;
			*lines = seen + (unsigned)__builtin_popcountll(m.lf << rest);
		}
		seen += (unsigned)__builtin_popcountll(m.lf);
	}
	return end;
}

/* Of the first n bytes of a block, up to *stop; how many were written. */
CSVROW_INLINE size_t
escape_block(const struct csvrow *w, char *to, const char *block, size_t n, bool *stop)
{
	struct csvrow_masks m;
	uint64_t first;

	classify(block, w, &m);
	memcpy(to, block, CSVROW_BLOCK);
	if (n < CSVROW_BLOCK)
		m.special &= (UINT64_C(1) << n) - 1;
	if ((*stop = m.special != 0)) {
		n = lowest(m.special);
		m.quote &= (m.special & -m.special) - 1;
	}
	/* Of a pair of quotes the first becomes a backslash. */
	first = m.quote & prefix_xor(m.quote);
	/* Its second is in the next block. */
	if (n == CSVROW_BLOCK && first >> 63)
		n--;
	for (; first; first &= first - 1)
		to[lowest(first)] = '\\';
	return n;
}

static char *
escape(const struct csvrow *w, char *to, struct span cell)
{
	char last[CSVROW_BLOCK] = { 0 };

	while (cell.n) {
		size_t n = cell.n < CSVROW_BLOCK ? cell.n : CSVROW_BLOCK;
		bool stop;

		if (n < CSVROW_BLOCK)
			memcpy(last, cell.p, n);
		n = escape_block(w, to, n < CSVROW_BLOCK ? last : cell.p, n, &stop);
		cell = span_after(cell, n);
		to += n;
		if (!stop)
			continue;
		to = jtext_escape(to, (struct span){ cell.p, 1 });
		cell = span_after(cell, 1);
	}
	return to;
}

#endif
