/* jscan in plain C: for processors without the others, and to compare with. */
#include "jscan_isa.h"
#include "jscan_walk.h"

/* Which mask a byte belongs to, as its place in struct jscan_masks; 0: none. */
enum { NONE, QUOTE, BACKSLASH, LBRACE, RBRACE, LBRACK, RBRACK, COLON, COMMA, KINDS };

JSCAN_INLINE void
classify(const char *p, struct jscan_masks *m)
{
	static const unsigned char kind_of[256] = {
		['"'] = QUOTE, ['\\'] = BACKSLASH, ['{'] = LBRACE, ['}'] = RBRACE,
		['['] = LBRACK, [']'] = RBRACK, [':'] = COLON, [','] = COMMA,
	};
	uint64_t mask[KINDS] = { 0 };

	m->control = m->white = m->high = 0;
	for (int i = 0; i < JSCAN_BLOCK; i++) {
		unsigned char c = (unsigned char)p[i];
		uint64_t bit = UINT64_C(1) << i;

		mask[kind_of[c]] |= bit;
		m->control |= c < 0x20 ? bit : 0;
		m->white |= is_white((char)c) ? bit : 0;
		m->high |= c & 0x80 ? bit : 0;
	}
	m->quote = mask[QUOTE], m->backslash = mask[BACKSLASH];
	m->lbrace = mask[LBRACE], m->rbrace = mask[RBRACE];
	m->lbrack = mask[LBRACK], m->rbrack = mask[RBRACK];
	m->colon = mask[COLON], m->comma = mask[COMMA];
}

JSCAN_INLINE uint64_t
prefix_xor(uint64_t bits)
{
	for (int shift = 1; shift < 64; shift *= 2)
		bits ^= bits << shift;
	return bits;
}

bool
jscan_plain(struct jscan *s, struct span text, char root)
{
	return walk(s, text, root);
}
