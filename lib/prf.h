/*
 * prf.h - chance that can be had again: the same salt, the same draws.
 *
 * SipHash-2-4 (Aumasson, Bernstein 2012) under keys that come from a salt. A
 * draw depends on the key and the bytes and on nothing else: not on the order of
 * draws, nor on the machine. Who does not know the salt cannot foresee it.
 */
#ifndef EVKIT_PRF_H
#define EVKIT_PRF_H

#include "span.h"

struct prf {
	uint64_t k0, k1;
};

/* SipHash-2-4 of the bytes. */
uint64_t prf_bytes(const struct prf *key, struct span bytes);

/* The same of two numbers, as 16 bytes, little-endian. */
uint64_t prf_numbers(const struct prf *key, uint64_t a, uint64_t b);

/* Its own key for each name: one of a salt, where `under` is NULL, or one for each
 * use of it. The halves are the draws of the name with a byte 0 or 1 before it. */
struct prf prf_key(const struct prf *under, struct span name);

#endif
