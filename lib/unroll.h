/*
 * unroll.h - the items of a batch, each as a record of its own.
 *
 * Some APIs take, and log, many events as one object: {"batch":[...],"context":{...}}.
 * What stands around the array belongs to each item: an item's record is made
 * of its own members and of those of the batch that it has not; where both
 * have an object of a name, it is the item's with what only the batch's has.
 * segment.com/docs, HTTP API, "batch", says so of context and integrations.
 *
 * What is lent is copied once an item, so there are ceilings: UNROLL_LENT
 * members around the array (of a merged object: inside it), and UNROLL_BYTES of
 * them for all items of a batch.
 */
#ifndef EVKIT_UNROLL_H
#define EVKIT_UNROLL_H

#include "decode.h"

enum { UNROLL_LENT = 64, UNROLL_BYTES = 1 << 30 };

struct unroll {
	const struct record *batch;
	struct span array;
	struct jscan items;        /* the array's elements */
	size_t next;
	struct jscan own;          /* the item, as it stands in the batch */
	struct jscan made;         /* the record made of it: own's members come first */
	struct jscan mine, other;  /* of two objects that become one */
	struct buf text;           /* of that record */
	struct span key[UNROLL_LENT], lent[UNROLL_LENT];
	struct jscan_keys keys;
	size_t n;                  /* of lent */
};

/* A zeroed struct is ready for use. */
void unroll_free(struct unroll *u);

/* Items of the array that is a member of the batch (null: none). The batch is
 * borrowed until the last of them. 0, or -1 and *why: too much is around them. */
int unroll_begin(struct unroll *u, const struct record *batch, struct span array,
    struct reject *why);

/* The next item, lent until the next call: 1; 0 there are no more; -1 it is
 * none, see *why, and the next may be. */
int unroll_next(struct unroll *u, struct record *item, struct reject *why);

/* The bytes of the item as they stand in the batch, and where byte `at` of the
 * record made of it stands in the batch's text. */
struct span unroll_raw(const struct unroll *u);
size_t unroll_at(const struct unroll *u, size_t at);

#endif
