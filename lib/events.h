/*
 * events.h - the canonical events of files, one after the other.
 *
 * What every program that reads events does the same: opens (gzip and zstd by
 * content), splits lines, reads events, rejects what is none with its place,
 * counts, shows progress. Empty lines are no records.
 */
#ifndef EVKIT_EVENTS_H
#define EVKIT_EVENTS_H

#include "event.h"
#include "run.h"

/* One event, lent until the sink returns. It counts the event, in run->tally,
 * as used or dropped, or rejects it. */
typedef void events_sink(void *arg, const struct event *e, const struct place *at);

/*
 * Reads the n files; n == 0: stdin. One that cannot be opened, or is damaged,
 * goes to run_fault with what came before the damage given to the sink; then
 * the next follows. Lines are counted in run->tally.read.
 */
void events_read(struct run *run, char *const paths[], int n, events_sink *sink, void *arg);

/* One file, or "-": an option's. */
void events_read_one(struct run *run, const char *path, events_sink *sink, void *arg);

#endif
