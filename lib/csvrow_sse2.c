/* csvrow with SSE2, which every x86-64 processor has. */
#include "csvrow_isa.h"

#ifdef __SSE2__

#include <emmintrin.h>

#include "csvrow_walk.h"

/* 16 bytes, four times. */
struct block {
	__m128i part[4];
};

CSVROW_INLINE uint64_t
bits_of(__m128i a, __m128i b, __m128i c, __m128i d)
{
	uint64_t low = (uint32_t)_mm_movemask_epi8(a) | (uint32_t)_mm_movemask_epi8(b) << 16;
	uint64_t high = (uint32_t)_mm_movemask_epi8(c) | (uint32_t)_mm_movemask_epi8(d) << 16;

	return low | high << 32;
}

CSVROW_INLINE uint64_t
equal(const struct block *b, char c)
{
	__m128i wanted = _mm_set1_epi8(c);

	return bits_of(_mm_cmpeq_epi8(b->part[0], wanted), _mm_cmpeq_epi8(b->part[1], wanted),
	    _mm_cmpeq_epi8(b->part[2], wanted), _mm_cmpeq_epi8(b->part[3], wanted));
}

/* No byte compare without sign: c <= most is max(c, most) == most. */
CSVROW_INLINE __m128i
special(__m128i b, char dquote)
{
	__m128i top = _mm_set1_epi8(0x1f);

	return _mm_or_si128(_mm_cmpeq_epi8(_mm_max_epu8(b, top), top),
	    _mm_or_si128(_mm_cmpeq_epi8(b, _mm_set1_epi8('\\')),
	    _mm_cmpeq_epi8(b, _mm_set1_epi8(dquote))));
}

CSVROW_INLINE __m128i
load(const char *p)
{
	return _mm_loadu_si128((const __m128i *)(const void *)p);
}

CSVROW_INLINE void
classify(const char *p, const struct csvrow *w, struct csvrow_masks *m)
{
	char dquote = w->quote == '"' ? '\\' : '"';
	const struct block b = { { load(p), load(p + 16), load(p + 32), load(p + 48) } };

	m->quote = w->quote ? equal(&b, w->quote) : 0;
	m->delim = equal(&b, w->delim);
	m->special = bits_of(special(b.part[0], dquote), special(b.part[1], dquote),
	    special(b.part[2], dquote), special(b.part[3], dquote));
	m->lf = equal(&b, '\n');
	m->cr = equal(&b, '\r');
	m->high = bits_of(b.part[0], b.part[1], b.part[2], b.part[3]);
}

CSVROW_INLINE uint64_t
prefix_xor(uint64_t bits)
{
	for (int shift = 1; shift < 64; shift *= 2)
		bits ^= bits << shift;
	return bits;
}

const struct csvrow_isa csvrow_sse2 = { feed, whole, escape };

#else

const struct csvrow_isa csvrow_sse2 = { 0 };

#endif
