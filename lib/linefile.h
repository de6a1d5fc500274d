/*
 * linefile.h - lines kept for later, in a file without a name.
 *
 * For what must be read twice and came by a pipe, or waits for the end of the
 * input. The file lies where spools do, and is gone when the program is. Lines
 * may hold any byte. Memory: a buffer of 256 KiB, or twice the longest line.
 */
#ifndef EVKIT_LINEFILE_H
#define EVKIT_LINEFILE_H

#include <sys/types.h>

#include "buf.h"
#include "fault.h"

struct linefile {
	uint64_t n;            /* lines */
	uint64_t bytes;        /* in the file, and on their way there */
	bool filed;            /* fd is open */
	int fd;
	struct buf put;        /* not yet in the file */
	struct buf got;        /* read from it */
	size_t at;             /* of got: the next line */
	uint64_t next;         /* what got is filled from */
};

/* A zeroed struct is empty. */
void linefile_free(struct linefile *f);

/* *at (may be NULL) is where linefile_get will find it. 0, or -1 and *why. */
int linefile_put(struct linefile *f, struct span line, uint64_t *at, struct fault *why);

/* No more lines come; linefile_next begins with the first. */
int linefile_rewind(struct linefile *f, struct fault *why);

/* After linefile_rewind, in the order they were put: 1, 0 at the end, -1 and
 * *why. Valid until the next call. */
int linefile_next(struct linefile *f, struct span *line, struct fault *why);

/* After linefile_rewind: any line, into *to. */
int linefile_get(const struct linefile *f, uint64_t at, struct buf *to, struct fault *why);

#endif
