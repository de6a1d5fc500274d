/* jscan with AVX2 and carry-less multiplication. */
#include "jscan_isa.h"

#ifdef __x86_64__

#include <immintrin.h>

/* For this file only; jscan.c asks the processor before it calls. */
#ifdef __clang__
#pragma clang attribute push( \
    __attribute__((target("avx2,pclmul,bmi,bmi2,popcnt"))), apply_to = function)
#else
#pragma GCC target("avx2,pclmul,bmi,bmi2,popcnt")
#endif

#include "jscan_token_walk.h"

JSCAN_INLINE __m256i
half(const char *p, size_t i)
{
	return _mm256_loadu_si256((const __m256i *)(const void *)(p + 32 * i));
}

JSCAN_INLINE uint64_t
bits_of(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

JSCAN_INLINE uint64_t
equal(const char *p, char c)
{
	__m256i wanted = _mm256_set1_epi8(c);

	return bits_of(_mm256_cmpeq_epi8(half(p, 0), wanted), _mm256_cmpeq_epi8(half(p, 1), wanted));
}

JSCAN_INLINE uint64_t
at_least(const char *p, unsigned char c)
{
	__m256i least = _mm256_set1_epi8((char)c), low = half(p, 0), high = half(p, 1);

	if (c == 0x80)
		return bits_of(low, high);
	return bits_of(_mm256_cmpeq_epi8(_mm256_max_epu8(low, least), low),
	    _mm256_cmpeq_epi8(_mm256_max_epu8(high, least), high));
}

/* The only byte of a set that has the low four bits of each of p. */
JSCAN_INLINE __m256i
by_low(__m256i p, __m128i set)
{
	return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(set), p);
}

JSCAN_INLINE uint64_t
structural(const char *p)
{
	__m128i set = _mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0);
	__m256i low = half(p, 0), high = half(p, 1), fold = _mm256_set1_epi8(0x20);

	return bits_of(_mm256_cmpeq_epi8(_mm256_or_si256(low, fold), by_low(low, set)),
	    _mm256_cmpeq_epi8(_mm256_or_si256(high, fold), by_low(high, set)));
}

/* Four sets, of bytes that have the same high four bits; a bit each. */
JSCAN_INLINE __m256i
unescapable(__m256i p)
{
	__m128i low = _mm_setr_epi8(0, 0, 1 | 4 | 8, 0, 8, 8, 4, 0, 0, 0, 0, 0, 2, 0, 4, 1);
	__m128i high = _mm_setr_epi8(0, 0, 1, 0, 0, 2, 4, 8, 0, 0, 0, 0, 0, 0, 0, 0);
	__m256i halves = _mm256_and_si256(_mm256_srli_epi16(p, 4), _mm256_set1_epi8(0x0f));

	return _mm256_cmpeq_epi8(_mm256_and_si256(by_low(p, low), by_low(halves, high)),
	    _mm256_setzero_si256());
}

JSCAN_INLINE uint64_t
escapable(const char *p, uint64_t mask)
{
	return mask & ~bits_of(unescapable(half(p, 0)), unescapable(half(p, 1)));
}

JSCAN_INLINE bool
plain(const char *p, size_t blocks)
{
	__m256i most = _mm256_setzero_si256(), space = _mm256_set1_epi8(' ');

	for (size_t i = 0; i < 2 * blocks; i++)
		most = _mm256_max_epu8(most, _mm256_sub_epi8(half(p, i), space));
	return !_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(most,
	    _mm256_set1_epi8(0x60)), most));
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

/* For each byte of a mask the places of its bits, a byte each. */
#define BELOW(m, i) __builtin_popcount((m) & ((1 << (i)) - 1))
#define BIT(m, i) ((uint64_t)((m) >> (i) & 1) * (i) << 8 * BELOW(m, i))
#define ROW(m) (BIT(m, 1) | BIT(m, 2) | BIT(m, 3) | BIT(m, 4) | BIT(m, 5) | BIT(m, 6) | BIT(m, 7))
#define ROWS4(m) ROW(m), ROW((m) + 1), ROW((m) + 2), ROW((m) + 3)
#define ROWS16(m) ROWS4(m), ROWS4((m) + 4), ROWS4((m) + 8), ROWS4((m) + 12)
#define ROWS64(m) ROWS16(m), ROWS16((m) + 16), ROWS16((m) + 32), ROWS16((m) + 48)

static const uint64_t bits_in[256] = { ROWS64(0), ROWS64(64), ROWS64(128), ROWS64(192) };

/* Eight tokens at most, of 16 bytes: index has the place of each. */
JSCAN_INLINE void
put_eight(const char *p, uint64_t index, size_t at, char *byte, uint32_t *place)
{
	__m128i sixteen = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i places = _mm_cvtsi64_si128((long long)index);

	_mm_storel_epi64((__m128i *)(void *)byte, _mm_shuffle_epi8(sixteen, places));
	_mm256_storeu_si256((__m256i *)(void *)place,
	    _mm256_add_epi32(_mm256_cvtepu8_epi32(places), _mm256_set1_epi32((int)at)));
}

/* 16 bytes at a time, by that table: how many tokens there are is nothing that a
 * processor could foresee, and a loop over them takes three times as long. */
JSCAN_INLINE void
compress(const char *p, uint64_t mask, size_t at, char *byte, uint32_t *place)
{
	const uint64_t eights = UINT64_C(0x0808080808080808);

#pragma GCC unroll 4
	for (size_t i = 0; i < JSCAN_BLOCK; i += 16, mask >>= 16) {
		uint64_t low = bits_in[mask & 0xff], high = bits_in[mask >> 8 & 0xff] | eights;
		int before = __builtin_popcountll(mask & 0xff);
		int n = __builtin_popcountll(mask & 0xffff);

		if (n < 8) {
			put_eight(p + i, low | high << 8 * before, at + i, byte, place);
		} else {
			put_eight(p + i, low, at + i, byte, place);
			put_eight(p + i, high, at + i, byte + before, place + before);
		}
		byte += n;
		place += n;
	}
}

#include "jscan_walk.h"

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
