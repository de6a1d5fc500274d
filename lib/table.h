/*
 * table.h - from a key (any bytes) to a value of one fixed size.
 *
 * Keys are copied; values are zeroed when made, aligned to 8, and stay where
 * they are until table_free. The walk is in order of insertion: no hash order
 * ever reaches the output.
 *
 * Cost: value + 4 + key, rounded up to 8, and 8 to 16 bytes of index an entry:
 * about 85 bytes for a 32-byte value under a UUID, and up to 2 MiB ahead. One
 * cache miss for the index and one for the entry a look-up: in huge pages where
 * it is large, and later.h does not wait for them. At most 2^32 - 1 units of 8 bytes:
 * 32 GiB of entries; more ends the program.
 */
#ifndef EVKIT_TABLE_H
#define EVKIT_TABLE_H

#include "span.h"

struct table {
	size_t n;                     /* entries */
	size_t value_size;
	uint64_t seed;
	struct table_slot *slot;
	size_t mask;                  /* slots - 1 */
	struct table_chunk *chunk;
	size_t chunks;
	size_t current;               /* the chunk that is being filled */
};

void table_init(struct table *t, size_t value_size);
void table_free(struct table *t);

/* The value under key, or NULL. */
void *table_find(const struct table *t, struct span key);

/* The value under key, made if there is none; *made (may be NULL) says which. */
void *table_put(struct table *t, struct span key, bool *made);

/* table_put in steps, for later.h: the hash of a key, which stays the same; the
 * index's memory, and with that at hand the entry's, asked for but not waited for. */
uint64_t table_hash(const struct table *t, struct span key);
void table_fetch_slot(const struct table *t, uint64_t hash);
void table_fetch_entry(const struct table *t, uint64_t hash);
void *table_put_hashed(struct table *t, struct span key, uint64_t hash);

/* The key a value stands under; valid as long as the table. */
struct span table_key(const struct table *t, const void *value);

/* Bytes held, index and entries. */
size_t table_bytes(const struct table *t);

/* Walk: a zeroed struct is the start; NULL at the end. */
struct table_walk {
	size_t chunk, at;
};
void *table_next(const struct table *t, struct table_walk *w);

/* All values, ordered by the bytes of their keys. The caller frees the array. */
void **table_sorted(const struct table *t);

#endif
