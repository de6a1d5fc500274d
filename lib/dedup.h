/*
 * dedup.h - each event once: what ev-dedup does with them.
 *
 * An event whose key was not seen goes out at once. When the ids do not fit in
 * memory, the events behind that go out at the end, in their order; so do all
 * where the rule must have seen all (last, stable).
 */
#ifndef EVKIT_DEDUP_H
#define EVKIT_DEDUP_H

#include "dedup_key.h"
#include "dedup_spill.h"
#include "dedup_window.h"
#include "events.h"
#include "idset.h"

/* Which stays of events with one key that say different things. */
enum dedup_keep { DEDUP_FIRST, DEDUP_LAST, DEDUP_BOTH, DEDUP_FAIL };

struct dedup {
	/* Options. */
	struct dedup_key key;
	enum dedup_keep keep;
	bool stable;
	size_t memory;         /* bytes */
	int64_t window_s;      /* 0: the whole input */
	/* The rest is dedup.c's. */
	struct run *run;
	struct idset set;
	struct dedup_window window;
	struct dedup_spill spill;
	bool spilling;
	bool jumped;           /* it was said that the window moved far */
	uint64_t keyless;
	uint64_t ids, id_bytes;    /* after dedup_end: held at once */
};

/* After the options. */
void dedup_begin(struct dedup *d, struct run *run);

/* One event: goes out, is dropped, or waits for dedup_end. */
void dedup_take(struct dedup *d, const struct event *e, const struct place *at);

void dedup_end(struct dedup *d);
void dedup_free(struct dedup *d);

#endif
