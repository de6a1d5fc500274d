/* csvrow with AVX2 and carry-less multiplication. */
#include "csvrow_isa.h"

#ifdef __x86_64__

#include <immintrin.h>

/* For this file only; csvrow.c asks the processor before it calls. */
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx2,pclmul,bmi,popcnt"))), apply_to = function)
#else
#pragma GCC target("avx2,pclmul,bmi,popcnt")
#endif

#include "csvrow_walk.h"

CSVROW_INLINE uint64_t
bits_of(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

CSVROW_INLINE uint64_t
equal(__m256i low, __m256i high, char c)
{
	__m256i wanted = _mm256_set1_epi8(c);

	return bits_of(_mm256_cmpeq_epi8(low, wanted), _mm256_cmpeq_epi8(high, wanted));
}

CSVROW_INLINE __m256i
special(__m256i b, char dquote)
{
	__m256i top = _mm256_set1_epi8(0x1f);

	return _mm256_or_si256(_mm256_cmpeq_epi8(_mm256_max_epu8(b, top), top),
	    _mm256_or_si256(_mm256_cmpeq_epi8(b, _mm256_set1_epi8('\\')),
	    _mm256_cmpeq_epi8(b, _mm256_set1_epi8(dquote))));
}

CSVROW_INLINE void
classify(const char *p, const struct csvrow *w, struct csvrow_masks *m)
{
	char dquote = w->quote == '"' ? '\\' : '"';
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));

	m->quote = w->quote ? equal(low, high, w->quote) : 0;
	m->delim = equal(low, high, w->delim);
	m->special = bits_of(special(low, dquote), special(high, dquote));
	m->lf = equal(low, high, '\n');
	m->cr = equal(low, high, '\r');
	m->high = bits_of(low, high);
}

CSVROW_INLINE uint64_t
prefix_xor(uint64_t bits)
{
	__m128i all = _mm_set1_epi8((char)0xff);

	return (uint64_t)_mm_cvtsi128_si64(
	    _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), all, 0));
}

const struct csvrow_isa csvrow_avx2 = { feed, whole, escape };

#ifdef __clang__
#pragma clang attribute pop
#endif

#else

const struct csvrow_isa csvrow_avx2 = { 0 };

#endif
