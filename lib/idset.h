/*
 * idset.h - a set of 128-bit ids, each with 32 bits of its own.
 *
 * Ids are hashes: their bits are taken to be random, so an id's upper half is
 * its place. Slots lie in the order of ids (ordered linear probing: Amble and
 * Knuth 1974): a look-up of what is not there ends early, and the set grows in
 * place, by an eighth, in two walks over it.
 *
 * Cost: slots of 20 bytes, at most 7/8 of them used: 23 to 26 bytes an id,
 * while it grows too. One cache miss a look-up.
 */
#ifndef EVKIT_IDSET_H
#define EVKIT_IDSET_H

#include "hash.h"

struct idset {
	size_t n;              /* ids */
	size_t slots;          /* places; spare ones lie behind them */
	size_t most;           /* bytes that it should not pass; 0: any */
	struct idset_slot *slot;
};

/* A zeroed struct with `most` set is empty. */
void idset_free(struct idset *s);

/* The id's own 32 bits, or NULL if it is not there. Valid until the next put. */
uint32_t *idset_find(const struct idset *s, struct hash_128 id);

/* The same, 0 if it was not there; *made says which. */
uint32_t *idset_put(struct idset *s, struct hash_128 id, bool *made);

/* Whether `more` ids (a few) can be put without passing `most` bytes. */
bool idset_room(const struct idset *s, size_t more);

size_t idset_bytes(const struct idset *s);

#endif
