/* jscan with AVX-512: a comparison of 64 bytes gives its mask at once. */
#include "jscan_isa.h"

#ifdef __x86_64__

#include <immintrin.h>

/* For this file only; jscan.c asks the processor before it calls. */
#ifdef __clang__
#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vbmi2,pclmul,bmi,bmi2,popcnt"))), \
    apply_to = function)
#else
#pragma GCC target("avx512f,avx512bw,avx512vbmi2,pclmul,bmi,bmi2,popcnt")
#endif

#include "jscan_token_walk.h"

/* In a general register: to combine masks in those for them takes three times as
 * long, and compilers do not know. */
JSCAN_INLINE uint64_t
bits_of(__mmask64 mask)
{
	uint64_t bits = mask;

	__asm__("" : "+r"(bits));
	return bits;
}

JSCAN_INLINE uint64_t
equal(const char *p, char c)
{
	return bits_of(_mm512_cmpeq_epi8_mask(_mm512_loadu_si512(p), _mm512_set1_epi8(c)));
}

JSCAN_INLINE uint64_t
at_least(const char *p, unsigned char c)
{
	return bits_of(_mm512_cmpge_epu8_mask(_mm512_loadu_si512(p), _mm512_set1_epi8((char)c)));
}

/* The only byte of a set that has the low four bits of each of p. */
JSCAN_INLINE __m512i
by_low(const char *p, __m128i set)
{
	return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(set), _mm512_loadu_si512(p));
}

JSCAN_INLINE uint64_t
structural(const char *p)
{
	__m128i set = _mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0);
	__m512i folded = _mm512_or_si512(_mm512_loadu_si512(p), _mm512_set1_epi8(0x20));

	return bits_of(_mm512_cmpeq_epi8_mask(folded, by_low(p, set)));
}

/* Four sets, of bytes that have the same high four bits; a bit each. */
JSCAN_INLINE uint64_t
escapable(const char *p, uint64_t mask)
{
	__m128i low = _mm_setr_epi8(0, 0, 1 | 4 | 8, 0, 8, 8, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1);
	__m128i high = _mm_setr_epi8(0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0);
	__m512i halves = _mm512_and_si512(_mm512_srli_epi16(_mm512_loadu_si512(p), 4),
	    _mm512_set1_epi8(0x0f));

	return mask & bits_of(_mm512_test_epi8_mask(by_low(p, low),
	    _mm512_shuffle_epi8(_mm512_broadcast_i32x4(high), halves)));
}

JSCAN_INLINE bool
plain(const char *p, size_t blocks)
{
	__m512i most = _mm512_setzero_si512(), space = _mm512_set1_epi8(' ');

	for (size_t i = 0; i < blocks; i++)
		most = _mm512_max_epu8(most,
		    _mm512_sub_epi8(_mm512_loadu_si512(p + JSCAN_BLOCK * i), space));
	return !_mm512_cmpge_epu8_mask(most, _mm512_set1_epi8(0x60));
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
	__m128i all = _mm_set1_epi8((char)0xff);

	return (uint64_t)_mm_cvtsi128_si64(
	    _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), all, 0));
}

JSCAN_INLINE void
put_places(__m128i index, size_t at, uint32_t *place)
{
	_mm512_storeu_si512(place, _mm512_add_epi32(_mm512_cvtepu8_epi32(index),
	    _mm512_set1_epi32((int)at)));
}

JSCAN_INLINE void
compress(const char *p, uint64_t mask, size_t at, char *byte, uint32_t *place)
{
	static const unsigned char count[64] = {
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
		16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
		32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
		48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
	};
	__m512i index = _mm512_maskz_compress_epi8(mask, _mm512_loadu_si512(count));
	int n = __builtin_popcountll(mask);

	_mm512_storeu_si512(byte, _mm512_maskz_compress_epi8(mask, _mm512_loadu_si512(p)));
	put_places(_mm512_castsi512_si128(index), at, place);
	if (n > 16) {
		put_places(_mm512_extracti32x4_epi32(index, 1), at, place + 16);
		put_places(_mm512_extracti32x4_epi32(index, 2), at, place + 32);
		put_places(_mm512_extracti32x4_epi32(index, 3), at, place + 48);
	}
}

#include "jscan_walk.h"

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
