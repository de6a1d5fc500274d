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
 * What comes out depends on the values only, not on their order. Cost: 107 to 171
 * bytes a value held; one cache miss each time, none for most of the values that
 * are not held.
 */
#ifndef EVKIT_SKETCH_H
#define EVKIT_SKETCH_H

#include "hash.h"

enum { SKETCH_TEXT = 41 };

/* A value while they come: all that one more of it changes, in half a cache line. */
struct sketch_slot {
	uint64_t hash;
	uint64_t n;            /* how often the value came */
	int32_t extra;         /* the caller's, as is kind */
	uint32_t text;         /* which of s->text, + 1; 0: a free slot */
	unsigned char kind;
};

/* A value at the end. */
struct sketch_entry {
	uint64_t hash;
	uint64_t n;
	int32_t extra;
	unsigned char kind;
	unsigned char length;  /* of text */
	bool cut;              /* the value is longer than that */
	char text[SKETCH_TEXT];
};

struct sketch {
	size_t most;
	size_t n;              /* values held */
	size_t cap;
	size_t mask;           /* slots - 1 */
	uint64_t odd;          /* random: no input can be made that all meets in one slot */
	struct sketch_slot *slot;
	struct sketch_text *text;
	uint64_t limit;        /* values with higher hashes are not held */
	bool sampled;          /* there were `most` values or more */
	struct sketch_entry *entry;   /* after sketch_end: n of them */
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

/* Where the search for a hash begins. */
static inline size_t
sketch_place(const struct sketch *s, uint64_t hash)
{
	return (size_t)(hash * s->odd >> 32) & s->mask;
}

/* The value's slot; NULL: never seen, or not held. Valid until the next put. */
static inline struct sketch_slot *
sketch_find(const struct sketch *s, uint64_t hash)
{
	if (hash > s->limit)
		return NULL;
	for (size_t i = sketch_place(s, hash); s->slot[i].text; i = (i + 1) & s->mask)
		if (s->slot[i].hash == hash)
			return &s->slot[i];
	return NULL;
}

/* Takes a value that sketch_find did not find, with n = 1; text is cut between
 * characters. NULL if it is not held. Valid until the next put. */
struct sketch_slot *sketch_put(struct sketch *s, uint64_t hash, struct span text);

/* All values have come: they are in s->entry, and in no order of theirs. The most
 * frequent stand first, of equals the one with the lower hash. No more find, put. */
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
