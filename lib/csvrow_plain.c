/* csvrow in plain C: for processors without the others, and to compare with. */
#include "csvrow_isa.h"
#include "csvrow_walk.h"

CSVROW_INLINE void
classify(const char *p, const struct csvrow *w, struct csvrow_masks *m)
{
	*m = (struct csvrow_masks){ 0 };
	for (int i = 0; i < CSVROW_BLOCK; i++) {
		unsigned char c = (unsigned char)p[i];
		uint64_t bit = UINT64_C(1) << i;

		m->quote |= w->quote && p[i] == w->quote ? bit : 0;
		m->delim |= p[i] == w->delim ? bit : 0;
		m->special |= c < 0x20 || c == '\\' || (c == '"' && w->quote != '"') ? bit : 0;
		m->lf |= p[i] == '\n' ? bit : 0;
		m->cr |= p[i] == '\r' ? bit : 0;
		m->high |= c & 0x80 ? bit : 0;
	}
}

CSVROW_INLINE uint64_t
prefix_xor(uint64_t bits)
{
	for (int shift = 1; shift < 64; shift *= 2)
		bits ^= bits << shift;
	return bits;
}

const struct csvrow_isa csvrow_plain = { feed, whole, escape };
