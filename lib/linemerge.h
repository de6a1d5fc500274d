/*
 * linemerge.h - lines in the order of their keys, more than memory holds.
 *
 * They come in runs, each in order of its keys, and wait in files without a
 * name (linefile.h). Sixteen runs of one size become one, so the number of
 * files stays small; what is left is merged while it is read. Lines of one key
 * come in the order they were put. Keys and lines may hold any byte.
 *
 * Cost: a line is written about log16(runs) times. Memory: 256 KiB an open
 * file, of which there are 16 and 15 more for each time that there are sixteen
 * times as many runs.
 */
#ifndef EVKIT_LINEMERGE_H
#define EVKIT_LINEMERGE_H

#include "linefile.h"

struct linemerge {
	struct linemerge_run *run;
	size_t runs, cap;
	bool filling;          /* the last run */
	size_t lent;           /* one more than the run whose line is lent; 0: none */
	struct buf line;
};

/* A zeroed struct is empty. */
void linemerge_free(struct linemerge *m);

/* Keys of one run come in ascending order. Actions return 0, or -1 and *why: the
 * disk. */
int linemerge_put(struct linemerge *m, struct span key, struct span line, struct fault *why);
int linemerge_end_run(struct linemerge *m, struct fault *why);

/* All runs have ended: linemerge_next begins with the least key. */
int linemerge_begin(struct linemerge *m, struct fault *why);

/* 1, 0 at the end, -1 and *why. Both are valid until the next call. */
int linemerge_next(struct linemerge *m, struct span *key, struct span *line, struct fault *why);

#endif
