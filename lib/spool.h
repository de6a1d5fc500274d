/*
 * spool.h - bytes that wait their turn: in memory, then in a temporary file.
 *
 * First in, first out. The memory is a pool that all spools share, in pieces
 * of 64 KiB; when it is used up a spool goes on in a file of its own, which
 * has no name (in $TMPDIR, else /var/tmp) and is gone when the program is,
 * however it ends.
 */
#ifndef EVKIT_SPOOL_H
#define EVKIT_SPOOL_H

#include <sys/types.h>

#include "fault.h"
#include "span.h"

enum {
	SPOOL_MEMORY = 64 << 20,   /* of a pool, in all */
	SPOOL_RESERVE = 4 << 20,   /* of that: only for the spool that is first */
};

struct spool_pool {
	size_t used;               /* bytes, in whole pieces */
	size_t most;               /* 0: SPOOL_MEMORY */
	struct spool_piece *spare;
};

/* A zeroed struct with its pool set is empty. */
struct spool {
	struct spool_pool *pool;
	bool first;                /* is being read: may use the reserve */
	struct spool_piece *head, *tail;
	uint64_t held;             /* bytes, memory and file */
	bool filed;                /* a file is open; the newest bytes go there */
	int fd;
	off_t put, taken;          /* in the file */
};

/* All of s or nothing: -1 and *why if the file takes no more. */
int spool_put(struct spool *s, struct span bytes, struct fault *why);

/* Moves the oldest bytes, at most n; 0 if it is empty, -1 and *why. */
ssize_t spool_take(struct spool *s, char *to, size_t n, struct fault *why);

/* A new file without a name, as spools use it; -1 with errno. The caller closes it. */
int spool_unnamed(void);

void spool_free(struct spool *s);
void spool_pool_free(struct spool_pool *p);

#endif
