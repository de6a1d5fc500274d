/*
 * state.h - which objects were given out before: a file that is only added to.
 *
 * It holds an object record a line (store.h), for each version of an object
 * that was given: the version, or where a store has none, size and time. A line
 * is added by one write and is on the disk when state_add returns; what is
 * there is never written over. So a run that is killed leaves a good file, which
 * lacks at most the object that was being given.
 *
 * One run at a time: the file is locked (flock) as long as it is open.
 * Memory: an id of 128 bits an object, 26 bytes.
 */
#ifndef EVKIT_STATE_H
#define EVKIT_STATE_H

#include <sys/types.h>

#include "idset.h"
#include "store.h"

struct state {
	int fd;                /* -1: none, nothing is kept */
	off_t size;            /* of the file */
	bool open_line;        /* its last line has no LF */
	uint64_t seed;
	struct idset given;
	struct buf text;       /* scratch */
};

/*
 * Reads the file; one that is not there is made. With look_only it is neither
 * made nor added to. -1 and *why: another run has it (may work later), it is
 * damaged, it has an object of none of the stores.
 */
int state_open(struct state *s, const char *path, bool look_only, struct store *const *stores,
    struct fault *why);
void state_close(struct state *s);

/* 1: the object was not given before, and counts as given from now on, in this
 * run; 0: it was; -1 and *why: its version is not known. */
int state_claim(struct state *s, const struct store_object *o, struct fault *why);

/* It has been given: adds its line. -1 and *why: the file is as it was. */
int state_add(struct state *s, const struct store_kind *k, const struct store_object *o,
    struct fault *why);

#endif
