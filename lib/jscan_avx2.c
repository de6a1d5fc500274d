/* jscan with AVX2 and carry-less multiplication. */
#include "jscan_isa.h"

#ifdef __x86_64__

#include <immintrin.h>

/* For this file only; jscan.c asks the processor before it calls. */
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,pclmul,bmi,popcnt"))), apply_to = function)
#else
#pragma GCC target("avx2,pclmul,bmi,popcnt")
#endif

#include "jscan_walk.h"

JSCAN_INLINE uint64_t
bits_of(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

JSCAN_INLINE uint64_t
equal(__m256i low, __m256i high, char c)
{
	__m256i wanted = _mm256_set1_epi8(c);

	return bits_of(_mm256_cmpeq_epi8(low, wanted), _mm256_cmpeq_epi8(high, wanted));
}

JSCAN_INLINE uint64_t
at_most(__m256i low, __m256i high, char most)
{
	__m256i top = _mm256_set1_epi8(most);

	return bits_of(_mm256_cmpeq_epi8(_mm256_max_epu8(low, top), top),
	    _mm256_cmpeq_epi8(_mm256_max_epu8(high, top), top));
}

JSCAN_INLINE void
classify(const char *p, struct jscan_masks *m)
{
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));

	m->quote = equal(low, high, '"');
	m->backslash = equal(low, high, '\\');
	m->lbrace = equal(low, high, '{');
	m->rbrace = equal(low, high, '}');
	m->lbrack = equal(low, high, '[');
	m->rbrack = equal(low, high, ']');
	m->colon = equal(low, high, ':');
	m->comma = equal(low, high, ',');
	m->control = at_most(low, high, 0x1f);
	m->white = equal(low, high, ' ');
	if (m->control)
		m->white |= equal(low, high, '\t') | equal(low, high, '\n') | equal(low, high, '\r');
	m->high = bits_of(low, high);
}

JSCAN_INLINE uint64_t
prefix_xor(uint64_t bits)
{
	__m128i all = _mm_set1_epi8((char)0xff);

	return (uint64_t)_mm_cvtsi128_si64(
	    _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), all, 0));
}

bool
jscan_avx2(struct jscan *s, struct span text, char root)
{
	return walk(s, text, root);
}

#ifdef __clang__
#pragma clang attribute pop
#endif

#else

bool
jscan_avx2(struct jscan *s, struct span text, char root)
{
	return jscan_plain(s, text, root);
}

#endif
