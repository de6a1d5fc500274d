/* csvrow with AVX-512: a comparison of 64 bytes gives its mask at once. */
#include "csvrow_isa.h"

#ifdef __x86_64__

#include <immintrin.h>

/* For this file only; csvrow.c asks the processor before it calls. */
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,pclmul,bmi,popcnt"))), \
    apply_to = function)
#else
#pragma GCC target("avx512f,avx512bw,pclmul,bmi,popcnt")
#endif

#include "csvrow_walk.h"

CSVROW_INLINE void
classify(const char *p, const struct csvrow *w, struct csvrow_masks *m)
{
	__m512i block = _mm512_loadu_si512(p);

	m->quote = w->quote ? _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(w->quote)) : 0;
	m->delim = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(w->delim));
	m->special = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\\')) |
	    _mm512_cmplt_epu8_mask(block, _mm512_set1_epi8(0x20));
	if (w->quote != '"')
		m->special |= _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('"'));
	m->lf = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\n'));
	m->cr = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\r'));
	m->high = _mm512_movepi8_mask(block);
}

CSVROW_INLINE uint64_t
prefix_xor(uint64_t bits)
{
	__m128i all = _mm_set1_epi8((char)0xff);

	return (uint64_t)_mm_cvtsi128_si64(
	    _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), all, 0));
}

const struct csvrow_isa csvrow_avx512 = { feed, whole, escape };

#ifdef __clang__
#pragma clang attribute pop
#endif

#else

const struct csvrow_isa csvrow_avx512 = { 0 };

#endif
