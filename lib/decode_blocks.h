/*
 * decode_blocks.h - one input read by several threads, for formats whose records
 * stand on their own.
 */
#ifndef EVKIT_DECODE_BLOCKS_H
#define EVKIT_DECODE_BLOCKS_H

#include "decode.h"

/* What a format does for it; `format` is its own, and not changed meanwhile. */
struct decode_blocks {
	/* How many of these bytes, which begin with a record, are whole records of which
	 * any reader would say so, whatever stands behind them; 0: none, which ends the
	 * reading by threads. *lines: how many lines these are. */
	size_t (*cut)(const void *format, struct span text, uint64_t *lines);
	/* A reader for another thread: of what r has, into d. */
	void *(*fork)(const void *format, struct decode *d, struct line_reader *r);
	/* Reads all records that r has. 0, or -1 and *why. */
	int (*read)(void *forked, struct fault *why);
	void (*free)(void *forked);
};

/*
 * Reads blocks of records as long as they can be cut; what comes of them is as of
 * one after the other. Then r goes on behind them. Nothing is read where d->blocks
 * or the input (a pipe, a short one) say that one thread is enough. 0, or -1 and
 * *why. Memory: 1 MiB a thread, and LANES_HELD.
 */
int decode_blocks(struct decode *d, struct line_reader *r, const struct decode_blocks *how,
    void *format, struct fault *why);

#endif
