/*
 * dedup_window.h - the ids of the last hours, by the time of their events.
 *
 * A ring of sets, each of an eighth of the window: the oldest is emptied as a
 * newer event comes. Found is an id whose event is not older than the window,
 * measured from the newest event so far. Cost: as idset.h, for the ids of at
 * most 9/8 of the window; 9 look-ups for an id that is new.
 */
#ifndef EVKIT_DEDUP_WINDOW_H
#define EVKIT_DEDUP_WINDOW_H

#include "idset.h"

enum { DEDUP_WINDOW_SETS = 9 };

struct dedup_window {
	int64_t width;         /* ns that a set stands for */
	bool any;
	int64_t newest;        /* number of the newest set: time / width */
	struct idset set[DEDUP_WINDOW_SETS];
	size_t ids, bytes;     /* the most there were at once */
};

/* ns is 8 or more. */
void dedup_window_init(struct dedup_window *w, int64_t ns);
void dedup_window_free(struct dedup_window *w);

/* How many windows the time lies ahead of the newest event; 0: less than one. */
int64_t dedup_window_ahead(const struct dedup_window *w, int64_t time);

/* As idset_put; NULL: it was not there, and is too late to be remembered. */
uint32_t *dedup_window_put(struct dedup_window *w, struct hash_128 id, int64_t time, bool *made);

/* Looks how much is held, now and at the end. */
void dedup_window_measure(struct dedup_window *w);

#endif
