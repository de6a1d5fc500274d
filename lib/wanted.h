/*
 * wanted.h - the objects that a fetcher is asked for, one by one.
 *
 * By operands, or where there are none by the lines of stdin: URIs, and object
 * records as --list writes them. Prefixes and patterns are listed page by page
 * as they are needed, so that a million objects take no memory.
 */
#ifndef EVKIT_WANTED_H
#define EVKIT_WANTED_H

#include "line.h"
#include "store.h"

struct wanted {
	struct store *const *stores;   /* NULL at the end */
	bool look_up;              /* single objects too: size, time, checksums (--list) */
	bool whole;                /* a record without a version or a time is looked up */
	void (*pulse)(void *arg);  /* may be NULL: each second that stdin says nothing */
	void *arg;
	uint64_t ignored;          /* objects left out by store_ignores */
	bool listed;               /* the object given: it was there once, says a list */
	const char *where;         /* of -1: what it is about; valid until the next call */
	/* The rest is wanted.c's. */
	char *const *operand;
	size_t operands;
	struct input in;
	struct line_reader lines;
	bool reading, ended;
	struct buf text;           /* the URI that is being listed */
	struct buf label;
	struct store_place at;
	struct store *store;
	struct store_list *list;
	uint64_t matched;
};

/* n == 0: stdin, which is tied to `tie`. -1 and *why: it cannot be read. */
int wanted_init(struct wanted *w, struct store *const *stores, char *const *operand, size_t n,
    struct out *tie, size_t max_line, struct fault *why);
void wanted_free(struct wanted *w);

/*
 * 1, and an object (new) with its store; 0 at the end; -1: w->where and *why, and
 * the next call goes on behind that.
 */
int wanted_next(struct wanted *w, struct store **s, struct store_object *o, struct fault *why);

/* Whether the next one can be told without waiting for who writes to stdin. */
bool wanted_ready(const struct wanted *w);

#endif
