/*
 * hash.h - hashes, by libxxhash (XXH3, whose values are fixed since 0.8.0).
 *
 * hash_seeded is for tables: its seed is drawn anew in each run, so that no
 * input can be made whose ids all collide. It never reaches the output.
 * hash_stable is the same on every machine and in every run: for ids that are
 * made from content. XXH3 is not for secrets.
 */
#ifndef EVKIT_HASH_H
#define EVKIT_HASH_H

#include "span.h"

uint64_t hash_seed(void);
uint64_t hash_seeded(struct span s, uint64_t seed);

/* The same with 128 bits: two of 10^9 texts share one by a chance of 1.5e-21. */
struct hash_128 {
	uint64_t hi, lo;
};
struct hash_128 hash_seeded_128(struct span s, uint64_t seed);

/* 128 bits as 32 hex digits, no NUL. */
enum { HASH_HEX = 32 };
void hash_stable(struct span s, char to[HASH_HEX]);

/* SplitMix64 (Steele, Lea, Flood 2014): one step of a generator whose whole
 * state is *state. Deterministic from a seed. */
uint64_t hash_random(uint64_t *state);

#endif
