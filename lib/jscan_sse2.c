/* jscan with SSE2, which every x86-64 processor has. */
#include "jscan_isa.h"

#ifdef __SSE2__

#include <emmintrin.h>

#include "jscan_token_walk.h"

JSCAN_INLINE __m128i
quarter(const char *p, size_t i)
{
	return _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
}

JSCAN_INLINE uint64_t
bits_of(__m128i a, __m128i b, __m128i c, __m128i d)
{
	uint64_t low = (uint32_t)_mm_movemask_epi8(a) | (uint32_t)_mm_movemask_epi8(b) << 16;
	uint64_t high = (uint32_t)_mm_movemask_epi8(c) | (uint32_t)_mm_movemask_epi8(d) << 16;

	return low | high << 32;
}

JSCAN_INLINE uint64_t
equal(const char *p, char c)
{
	__m128i wanted = _mm_set1_epi8(c);

	return bits_of(_mm_cmpeq_epi8(quarter(p, 0), wanted), _mm_cmpeq_epi8(quarter(p, 1), wanted),
	    _mm_cmpeq_epi8(quarter(p, 2), wanted), _mm_cmpeq_epi8(quarter(p, 3), wanted));
}

/* No byte compare without sign: p >= least is max(p, least) == p. */
JSCAN_INLINE __m128i
not_less(__m128i p, unsigned char c)
{
	return _mm_cmpeq_epi8(_mm_max_epu8(p, _mm_set1_epi8((char)c)), p);
}

JSCAN_INLINE uint64_t
at_least(const char *p, unsigned char c)
{
	if (c == 0x80)
		return bits_of(quarter(p, 0), quarter(p, 1), quarter(p, 2), quarter(p, 3));
	return bits_of(not_less(quarter(p, 0), c), not_less(quarter(p, 1), c),
	    not_less(quarter(p, 2), c), not_less(quarter(p, 3), c));
}

JSCAN_INLINE __m128i
is_structural(__m128i p)
{
	__m128i folded = _mm_or_si128(p, _mm_set1_epi8(0x20));

	return _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(folded, _mm_set1_epi8('{')),
	    _mm_cmpeq_epi8(folded, _mm_set1_epi8('}'))),
	    _mm_or_si128(_mm_cmpeq_epi8(folded, _mm_set1_epi8(':')),
	    _mm_cmpeq_epi8(folded, _mm_set1_epi8(','))));
}

JSCAN_INLINE uint64_t
structural(const char *p)
{
	return bits_of(is_structural(quarter(p, 0)), is_structural(quarter(p, 1)),
	    is_structural(quarter(p, 2)), is_structural(quarter(p, 3)));
}

JSCAN_INLINE uint64_t
escapable(const char *p, uint64_t mask)
{
	static const bool good[256] = { ['"'] = 1, ['\\'] = 1, ['/'] = 1, ['b'] = 1, ['f'] = 1,
		['n'] = 1, ['r'] = 1, ['t'] = 1, ['u'] = 1 };

	for (uint64_t rest = mask; rest; rest &= rest - 1)
		if (!good[(unsigned char)p[lowest(rest)]])
			mask &= ~(rest & -rest);
	return mask;
}

JSCAN_INLINE bool
plain(const char *p, size_t blocks)
{
	__m128i most = _mm_setzero_si128(), space = _mm_set1_epi8(' ');

	for (size_t i = 0; i < 4 * blocks; i++)
		most = _mm_max_epu8(most, _mm_sub_epi8(quarter(p, i), space));
	return !_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(most, _mm_set1_epi8(0x60)), most));
}

JSCAN_INLINE uint32_t
digits(const char *p)
{
	__m128i value = _mm_sub_epi8(_mm_loadu_si128((const __m128i *)(const void *)p),
	    _mm_set1_epi8('0'));

	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(9)),
	    value));
}

JSCAN_INLINE uint32_t
dots(const char *p)
{
	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128(
	    (const __m128i *)(const void *)p), _mm_set1_epi8('.')));
}

JSCAN_INLINE uint64_t
prefix_xor(uint64_t bits)
{
	for (int shift = 1; shift < 64; shift *= 2)
		bits ^= bits << shift;
	return bits;
}

JSCAN_INLINE void
compress(const char *p, uint64_t mask, size_t at, char *byte, uint32_t *place)
{
	for (; mask; mask &= mask - 1) {
		size_t bit = lowest(mask);

		*byte++ = p[bit];
		*place++ = (uint32_t)(at + bit);
	}
}

#include "jscan_walk.h"

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
