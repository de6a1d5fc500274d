/*
 * state.h - which objects were given out before: a journal.
 *
 * It holds an object record a line (store.h), for each version of an object
 * that was given: the version, or where a store has none, size and time. The
 * line is there when the object's records are, on the disk: a run that is killed
 * leaves a good file, which lacks at most the object that was being given.
 *
 * Where the output is a file that is appended to, there is a line before each
 * object too, which says where the output was (mark.h).
 *
 * Memory: an id of 128 bits an object, 26 bytes.
 */
#ifndef EVKIT_STATE_H
#define EVKIT_STATE_H

#include "idset.h"
#include "journal.h"
#include "mark.h"
#include "store.h"

struct state {
	struct journal journal;
	uint64_t seed;
	struct idset given;
	struct buf text;       /* scratch */
	bool marked;           /* a line says that an object was begun */
	/* An object that was begun, and not ended; object.uri NULL: none. */
	struct state_begun {
		struct store *store;
		struct store_object object;
		struct mark mark;
	} begun;
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

/* It will be given now. 0; -1 and *why. */
int state_begin(struct state *s, const struct store_kind *k, const struct store_object *o,
    struct out *out, struct fault *why);

/* It has been given, or only in part: adds the line that says so. 0; -1 and *why:
 * the file is as it was. */
int state_add(struct state *s, const struct store_kind *k, const struct store_object *o,
    struct fault *why);
int state_fail(struct state *s, const struct store_kind *k, const struct store_object *o,
    struct fault *why);

#endif
