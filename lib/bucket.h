/*
 * bucket.h - which variation a vendor's service gives a user: by a hash alone.
 *
 * For those who must agree with a service that already decides by id. Such a
 * hash balances on average only; assign.h does better wherever all users are
 * known beforehand.
 *
 *   growthbook2  fnv1a32(decimal of fnv1a32(seed id)) mod 10000; weights are sums
 *                of doubles as in its SDK (sdk-js, hash version 2)
 *   optimizely   murmur3(id experiment, seed 1) / 2^32 * 10000; ranges end at
 *                whole numbers, rounded down
 *   amplitude    murmur3("salt/id", seed 0) / 100, of 0 to 42949672
 *                (amplitude.com/docs/experiment/under-the-hood)
 */
#ifndef EVKIT_BUCKET_H
#define EVKIT_BUCKET_H

#include "buf.h"

enum bucket_hash { BUCKET_GROWTHBOOK2, BUCKET_OPTIMIZELY, BUCKET_AMPLITUDE };

uint32_t bucket_fnv1a(struct span bytes);
uint32_t bucket_murmur3(struct span bytes, uint32_t seed);

/* The number that decides: 0 to 9999, or 0 to 42949672. `scratch` holds the text. */
uint32_t bucket_number(enum bucket_hash hash, struct span salt, struct span id,
    struct buf *scratch);

/* Which of n variations, with these weights, the number lies in. */
size_t bucket_find(enum bucket_hash hash, uint32_t number, const uint32_t *weights, size_t n);

#endif
