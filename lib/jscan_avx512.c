/* jscan with AVX-512: a comparison of 64 bytes gives its mask at once. */
#include "jscan_isa.h"

#ifdef __x86_64__

#include <immintrin.h>

/* For this file only; jscan.c asks the processor before it calls. */
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,pclmul,bmi,popcnt"))), \
    apply_to = function)
#else
#pragma GCC target("avx512f,avx512bw,pclmul,bmi,popcnt")
#endif

#include "jscan_walk.h"

JSCAN_INLINE void
classify(const char *p, struct jscan_masks *m)
{
	__m512i block = _mm512_loadu_si512(p);

	m->quote = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('"'));
	m->backslash = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\\'));
	m->lbrace = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('{'));
	m->rbrace = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('}'));
	m->lbrack = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('['));
	m->rbrack = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(']'));
	m->colon = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(':'));
	m->comma = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(','));
	m->control = _mm512_cmplt_epu8_mask(block, _mm512_set1_epi8(0x20));
	m->white = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(' '));
	if (m->control)
		m->white |= _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\t')) |
		    _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\n')) |
		    _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8('\r'));
	m->high = _mm512_movepi8_mask(block);
}

JSCAN_INLINE uint64_t
prefix_xor(uint64_t bits)
{
	__m128i all = _mm_set1_epi8((char)0xff);

	return (uint64_t)_mm_cvtsi128_si64(
	    _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), all, 0));
}

bool
jscan_avx512(struct jscan *s, struct span text, char root)
{
	return walk(s, text, root);
}

#ifdef __clang__
#pragma clang attribute pop
#endif

#else

bool
jscan_avx512(struct jscan *s, struct span text, char root)
{
	return jscan_plain(s, text, root);
}

#endif
