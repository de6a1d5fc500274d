/*
 * dedup_spill.h - which of many events stay, decided when all are there.
 *
 * For rules that cannot say earlier, and where ids do not fit in memory: lines
 * go to a file without a name, their keys are sorted, the winner of each key
 * is marked, and the lines are read again. The order of lines is kept.
 *
 * Cost: each line once on disk; 64 bytes an event, in memory up to `memory`,
 * then on disk; a bit an event in memory.
 */
#ifndef EVKIT_DEDUP_SPILL_H
#define EVKIT_DEDUP_SPILL_H

#include "dedup_sort.h"
#include "hash.h"
#include "linefile.h"

struct dedup_spill {
	bool last;             /* the greatest stays, not the least */
	bool both;             /* one of each content stays */
	bool stable;           /* ranks and lines count, not only their order */
	uint64_t seed;
	struct dedup_sort sort;
	struct linefile lines;
	unsigned char *stays;  /* a bit a line */
	uint64_t next;
	uint64_t conflicts;    /* after dedup_spill_settle: lines left out though they say
	                        * something else than the one that stays; with `both` those
	                        * that stay beside it */
	struct buf a, b;
};

/* What is told of an event. */
struct dedup_spilled {
	struct hash_128 key, content;
	int64_t rank;
	bool known;
	struct span line;
};

/* A zeroed struct with the rules and sort.memory set is empty. */
void dedup_spill_free(struct dedup_spill *s);

/* Actions return 0, or -1 and *why: the disk. */
int dedup_spill_put(struct dedup_spill *s, const struct dedup_spilled *e, struct fault *why);

/* No more come: decides. */
int dedup_spill_settle(struct dedup_spill *s, struct fault *why);

/* The lines that stay, as they came: 1, 0 at the end, -1 and *why. */
int dedup_spill_next(struct dedup_spill *s, struct span *line, struct fault *why);

#endif
