/*
 * arena.h - memory that is freed all at once.
 *
 * What it gives stays where it is until arena_free. A zeroed struct is an
 * empty arena. Out of memory ends the program.
 */
#ifndef EVKIT_ARENA_H
#define EVKIT_ARENA_H

#include "span.h"

struct arena {
	struct arena_chunk *last;
	size_t used;          /* of the last chunk */
	size_t bytes;         /* taken from the system, all chunks */
};

/* n bytes, zeroed, aligned to 8. */
void *arena_new(struct arena *a, size_t n);

/* A copy of s, with a NUL after it that is not counted. */
struct span arena_copy(struct arena *a, struct span s);

void arena_free(struct arena *a);

#endif
