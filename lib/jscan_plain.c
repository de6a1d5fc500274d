/* jscan in plain C: for processors without the others, and to compare with. */
#include <endian.h>

#include "jscan_isa.h"
#include "jscan_token_walk.h"

/*
 * Eight bytes at a time: the lowest bit of each byte of a word, brought together.
 * What is compared is done within a word, so that no carry leaves a byte.
 */
#define EACH(byte) ((byte) * UINT64_C(0x0101010101010101))

JSCAN_INLINE uint64_t
word_at(const char *p, size_t i)
{
	uint64_t word;

	memcpy(&word, p + 8 * i, 8);
	return le64toh(word);
}

/* The high bits of bytes, as eight bits. */
JSCAN_INLINE uint64_t
gather(uint64_t word)
{
	return ((word >> 7 & EACH(1)) * UINT64_C(0x0102040810204080)) >> 56;
}

JSCAN_INLINE uint64_t
is_zero(uint64_t word)
{
	return ~(((word & EACH(0x7f)) + EACH(0x7f)) | word);
}

JSCAN_INLINE uint64_t
equal(const char *p, char c)
{
	uint64_t mask = 0;

	for (size_t i = 0; i < 8; i++)
		mask |= gather(is_zero(word_at(p, i) ^ EACH((unsigned char)c))) << 8 * i;
	return mask;
}

/* A byte is at least c if it has the high bit and c has not, or if they are alike
 * in that and the rest of it, less the rest of c, does not borrow. */
JSCAN_INLINE uint64_t
at_least(const char *p, unsigned char c)
{
	uint64_t mask = 0;

	for (size_t i = 0; i < 8; i++) {
		uint64_t word = word_at(p, i), rest = (word | EACH(0x80)) - EACH(c & 0x7f);

		mask |= gather(c & 0x80 ? word & rest : word | rest) << 8 * i;
	}
	return mask;
}

JSCAN_INLINE uint64_t
structural(const char *p)
{
	uint64_t mask = 0;

	for (size_t i = 0; i < 8; i++) {
		uint64_t word = word_at(p, i) | EACH(0x20);

		mask |= gather(is_zero(word ^ EACH('{')) | is_zero(word ^ EACH('}')) |
		    is_zero(word ^ EACH(':')) | is_zero(word ^ EACH(','))) << 8 * i;
	}
	return mask;
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
	uint64_t odd = 0;

	for (size_t i = 0; i < 8 * blocks; i++) {
		uint64_t word = word_at(p, i);

		odd |= word | ~((word | EACH(0x80)) - EACH(' '));
	}
	return !(odd & EACH(0x80));
}

JSCAN_INLINE uint32_t
digits(const char *p)
{
	uint32_t mask = 0;

	for (int i = 0; i < 16; i++)
		mask |= (uint32_t)(p[i] >= '0' && p[i] <= '9') << i;
	return mask;
}

JSCAN_INLINE uint32_t
dots(const char *p)
{
	uint32_t mask = 0;

	for (int i = 0; i < 16; i++)
		mask |= (uint32_t)(p[i] == '.') << i;
	return mask;
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
jscan_plain(struct jscan *s, struct span text, char root)
{
	return walk(s, text, root);
}
