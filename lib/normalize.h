/*
 * normalize.h - what ev-normalize does with each record: whose it is, what it
 * says, and its event's line, or the reject.
 */
#ifndef EVKIT_NORMALIZE_H
#define EVKIT_NORMALIZE_H

#include "profile.h"
#include "provider.h"
#include "unroll.h"

/* A zeroed struct with run, and normal ready for use, is so too. */
struct normalize {
	struct run *run;
	struct normal normal;
	struct provider_finder finder;
	bool explain;          /* the first events' fields are shown */
	bool dry;              /* events are made, but not written */
	struct profile profile;   /* on: it takes the events, and nothing is written */
	struct jscan event;    /* an event's line */
	struct unroll unroll;
	const struct record *batch;   /* whose items are taken; NULL: none */
};

void normalize_free(struct normalize *z);

/* For decode's fork and merge: the options are shared, nothing else. */
void *normalize_fork(const void *z, struct run *run);
void normalize_merge(void *z, void *other);
void normalize_follow(void *forked, void *z);

/* A file is next: what was decided for the last one's times is forgotten. */
void normalize_file(void *z);

/* Takes a record for what it is: a decode_sink, `arg` the struct. */
decode_sink normalize_record;

#endif
