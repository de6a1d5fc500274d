/*
 * again.h - the canonical events of files, read more than once.
 *
 * Files are opened again. What comes by a pipe is kept as it is read, in a file
 * without a name (linefile.h). Rejects, counts and faults are the first
 * reading's: later ones give the same events, in the same order, and nothing else.
 */
#ifndef EVKIT_AGAIN_H
#define EVKIT_AGAIN_H

#include "events.h"
#include "linefile.h"

struct again {
	struct run *run;
	char *const *paths;
	int n;
	bool spooled;          /* not all are files: all events are in lines */
	struct linefile lines;
	uint64_t events;       /* of the first reading */
	events_sink *sink;
	void *arg;
};

/* The first reading: as events_read. The paths live as long as *a. */
void again_first(struct again *a, struct run *run, char *const paths[], int n, events_sink *sink,
    void *arg);

/* Another. The sink is given no place. Ends the program where the events are
 * not the same number: someone has written to the file. */
void again_read(struct again *a, events_sink *sink, void *arg);

void again_free(struct again *a);

#endif
