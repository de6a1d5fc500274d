#include "hash.h"

#include <sys/random.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t
hash_seed(void)
{
	uint64_t seed;

	/* Early at boot there may be no entropy: any address will do then. */
	if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed)
		seed = (uint64_t)(uintptr_t)&seed;
	return seed;
}

uint64_t
hash_seeded(struct span s, uint64_t seed)
{
	return XXH3_64bits_withSeed(s.p, s.n, seed);
}

struct hash_128
hash_seeded_128(struct span s, uint64_t seed)
{
	XXH128_hash_t h = XXH3_128bits_withSeed(s.p, s.n, seed);

	return (struct hash_128){ h.high64, h.low64 };
}

void
hash_stable(struct span s, char to[HASH_HEX])
{
	XXH128_canonical_t bytes;

	XXH128_canonicalFromHash(&bytes, XXH3_128bits(s.p, s.n));
	for (size_t i = 0; i < sizeof bytes.digest; i++) {
		to[2 * i] = "0123456789abcdef"[bytes.digest[i] >> 4];
		to[2 * i + 1] = "0123456789abcdef"[bytes.digest[i] & 15];
	}
}

uint64_t
hash_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}
