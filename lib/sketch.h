/*
 * sketch.h - how many different values there are, and which, in bounded memory.
 *
 * Below `most` different values all are held, and every figure is exact. Once
 * there are as many, the most / 2 with the lowest hashes stay: a random sample
 * of the different values, each still with its exact count; how many there are
 * follows from how densely the hashes lie (bottom-k: Bar-Yossef and others,
 * "Counting Distinct Elements in a Data Stream", 2002), with a standard error of
 * 1 / sqrt(most / 2): 4.5 % for most = 1000.
 *
 * What comes out depends on the values only, not on their order. Cost: 64 bytes
 * and 8 to 16 of index a value held; one or two cache misses each time, none
 * for most of the values that are not held.
 */
#ifndef EVKIT_SKETCH_H
#define EVKIT_SKETCH_H

#include "hash.h"

enum { SKETCH_TEXT = 41 };

struct sketch_entry {
	uint64_t hash;
	uint64_t n;            /* how often the value came */
	int32_t extra;         /* the caller's, as is kind */
	unsigned char kind;
	unsigned char length;  /* of text */
	bool cut;              /* the value is longer than that */
	char text[SKETCH_TEXT];
};

struct sketch {
	size_t most;
	size_t n;              /* entries held */
	size_t cap;
	size_t mask;           /* slots - 1 */
	struct sketch_entry *entry;
	uint32_t *slot;        /* an entry's number + 1; 0: free */
	uint64_t limit;        /* values with higher hashes are not held */
	bool sampled;          /* there were `most` values or more */
};

/* most is even, and at least 16. */
void sketch_init(struct sketch *s, size_t most);
void sketch_free(struct sketch *s);

/* The hash that stands for a value: fixed, so that samples are the same in each
 * run. Values of different `type` are different. */
static inline uint64_t
sketch_hash(struct span text, uint64_t type)
{
	return hash_seeded(text, type);
}

/* The value's entry; NULL: never seen, or not held. Valid until the next put. */
static inline struct sketch_entry *
sketch_find(const struct sketch *s, uint64_t hash)
{
	if (hash > s->limit)
		return NULL;
	for (size_t i = hash & s->mask; s->slot[i]; i = (i + 1) & s->mask)
		if (s->entry[s->slot[i] - 1].hash == hash)
			return &s->entry[s->slot[i] - 1];
	return NULL;
}

/* Takes a value that sketch_find did not find, with n = 1; text is cut between
 * characters. NULL if it is not held. Valid until the next put. */
struct sketch_entry *sketch_put(struct sketch *s, uint64_t hash, struct span text);

/* All values have come: what is held no longer depends on their order. The most
 * frequent stand first, of equals the one with the lower hash. */
void sketch_end(struct sketch *s);

/* After sketch_end: how many different values; three digits of it if !exact. */
uint64_t sketch_distinct(const struct sketch *s);

static inline bool
sketch_exact(const struct sketch *s)
{
	return !s->sampled;
}

static inline struct span
sketch_text(const struct sketch_entry *e)
{
	return (struct span){ e->text, e->length };
}

#endif
