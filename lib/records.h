/*
 * records.h - the records of files, line by line, with what all programs do with
 * lines that are none.
 *
 * Lines over --max-line and those that the input was cut in are rejected, others
 * given to a taker; empty lines are none. Counts read records and raw bytes,
 * shows progress. A file that cannot be opened, or read to its end, is named, and
 * the run goes on with the next one: run->code says so.
 */
#ifndef EVKIT_RECORDS_H
#define EVKIT_RECORDS_H

#include "run.h"

/*
 * 0: the record was taken, and counted as used or dropped. -1 and *why, of which
 * field, reason, text and at.byte are set (at.byte 0: the line's first).
 */
typedef int records_taker(void *arg, struct span line, const struct place *at, struct reject *why);

/* Paths are operands: none, or "-", is stdin. */
void records_read(struct run *run, char *const paths[], int n, records_taker *take, void *arg);

/* One file, or "-": an option's. */
void records_read_one(struct run *run, const char *path, records_taker *take, void *arg);

#endif
