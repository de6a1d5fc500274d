#include "prf.h"

#include <endian.h>

struct state {
	uint64_t a, b, c, d;
};

static uint64_t
rotate(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

static inline void
rounds(struct state *s, int n)
{
	while (n-- > 0) {
		s->a += s->b;
		s->c += s->d;
		s->b = rotate(s->b, 13) ^ s->a;
		s->d = rotate(s->d, 16) ^ s->c;
		s->a = rotate(s->a, 32);
		s->c += s->b;
		s->a += s->d;
		s->b = rotate(s->b, 17) ^ s->c;
		s->d = rotate(s->d, 21) ^ s->a;
		s->c = rotate(s->c, 32);
	}
}

static struct state
begin(const struct prf *key)
{
	return (struct state){
		key->k0 ^ 0x736f6d6570736575u, key->k1 ^ 0x646f72616e646f6du,
		key->k0 ^ 0x6c7967656e657261u, key->k1 ^ 0x7465646279746573u,
	};
}

static inline void
take(struct state *s, uint64_t word)
{
	s->d ^= word;
	rounds(s, 2);
	s->a ^= word;
}

static uint64_t
end(struct state *s)
{
	s->c ^= 0xff;
	rounds(s, 4);
	return s->a ^ s->b ^ s->c ^ s->d;
}

/* n bytes, least first; n is at most 8. */
static uint64_t
word(const char *p, size_t n)
{
	uint64_t w = 0;

	if (n)
		memcpy(&w, p, n);
	return le64toh(w);
}

/* The bytes, with those of `first` (n of them, less than 8) before them. */
static uint64_t
draw(const struct prf *key, uint64_t first, size_t n, struct span bytes)
{
	struct state s = begin(key);
	size_t all = n + bytes.n, at = 0;

	if (n && all >= 8) {
		take(&s, first | word(bytes.p, 8 - n) << (8 * n));
		at = 8 - n;
		n = first = 0;
	}
	for (; bytes.n - at >= 8; at += 8)
		take(&s, word(bytes.p + at, 8));
	take(&s, first | word(bytes.p + at, bytes.n - at) << (8 * n) | (uint64_t)all << 56);
	return end(&s);
}

uint64_t
prf_bytes(const struct prf *key, struct span bytes)
{
	return draw(key, 0, 0, bytes);
}

uint64_t
prf_numbers(const struct prf *key, uint64_t a, uint64_t b)
{
	struct state s = begin(key);

	take(&s, a);
	take(&s, b);
	take(&s, (uint64_t)16 << 56);
	return end(&s);
}

struct prf
prf_key(const struct prf *under, struct span name)
{
	static const struct prf none = { 0, 0 };

	if (!under)
		under = &none;
	return (struct prf){ draw(under, 0, 1, name), draw(under, 1, 1, name) };
}
