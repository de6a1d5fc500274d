/* jscan with SSE2, which every x86-64 processor has. */
#include "jscan_isa.h"

#ifdef __SSE2__

#include <emmintrin.h>

#include "jscan_walk.h"

/* 16 bytes, four times. */
struct block {
	__m128i part[4];
};

JSCAN_INLINE uint64_t
bits_of(__m128i a, __m128i b, __m128i c, __m128i d)
{
	uint64_t low = (uint32_t)_mm_movemask_epi8(a) | (uint32_t)_mm_movemask_epi8(b) << 16;
	uint64_t high = (uint32_t)_mm_movemask_epi8(c) | (uint32_t)_mm_movemask_epi8(d) << 16;

	return low | high << 32;
}

JSCAN_INLINE uint64_t
equal(const struct block *b, char c)
{
	__m128i wanted = _mm_set1_epi8(c);

	return bits_of(_mm_cmpeq_epi8(b->part[0], wanted), _mm_cmpeq_epi8(b->part[1], wanted),
	    _mm_cmpeq_epi8(b->part[2], wanted), _mm_cmpeq_epi8(b->part[3], wanted));
}

/* No byte compare without sign: c <= most is max(c, most) == most. */
JSCAN_INLINE uint64_t
at_most(const struct block *b, char most)
{
	__m128i top = _mm_set1_epi8(most);

	return bits_of(_mm_cmpeq_epi8(_mm_max_epu8(b->part[0], top), top),
	    _mm_cmpeq_epi8(_mm_max_epu8(b->part[1], top), top),
	    _mm_cmpeq_epi8(_mm_max_epu8(b->part[2], top), top),
	    _mm_cmpeq_epi8(_mm_max_epu8(b->part[3], top), top));
}

JSCAN_INLINE void
classify(const char *p, struct jscan_masks *m)
{
	struct block b;

	for (int i = 0; i < 4; i++)
		b.part[i] = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
	m->quote = equal(&b, '"');
	m->backslash = equal(&b, '\\');
	m->lbrace = equal(&b, '{');
	m->rbrace = equal(&b, '}');
	m->lbrack = equal(&b, '[');
	m->rbrack = equal(&b, ']');
	m->colon = equal(&b, ':');
	m->comma = equal(&b, ',');
	m->control = at_most(&b, 0x1f);
	m->white = equal(&b, ' ');
	if (m->control)
		m->white |= equal(&b, '\t') | equal(&b, '\n') | equal(&b, '\r');
	m->high = bits_of(b.part[0], b.part[1], b.part[2], b.part[3]);
}

JSCAN_INLINE uint64_t
prefix_xor(uint64_t bits)
{
	for (int shift = 1; shift < 64; shift *= 2)
		bits ^= bits << shift;
	return bits;
}

bool
jscan_sse2(struct jscan *s, struct span text, char root)
{
	return walk(s, text, root);
}

#else

bool
jscan_sse2(struct jscan *s, struct span text, char root)
{
	return jscan_plain(s, text, root);
}

#endif
