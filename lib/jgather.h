/*
 * jgather.h - one value out of a JSON stream, as one line.
 *
 * Line breaks between tokens, the indentation behind them and tabs are left out,
 * or one blank where a scalar would join another; every other byte stays. Each byte
 * of the line knows where it stood.
 */
#ifndef EVKIT_JGATHER_H
#define EVKIT_JGATHER_H

#include "buf.h"
#include "jtoken.h"

struct jgather {
	struct buf text;       /* what has been gathered; of one over max, its start */
	size_t max;
	bool over;             /* longer than max */
	bool dropped;          /* white space, since the last token */
	bool broken;           /* a line break was in that */
	struct jgather_mark *mark;
	size_t marks;
};

/* A zeroed struct with max set is ready for use. */
void jgather_free(struct jgather *g);

/* A value begins at that line and column. */
void jgather_begin(struct jgather *g, uint64_t line, uint64_t column);

/* Its next token, or part of one, which begins at that line and column. */
void jgather_add(struct jgather *g, const struct jtoken *t, uint64_t line, uint64_t column);

/* Where byte `at` of the text stood. */
void jgather_place(const struct jgather *g, size_t at, uint64_t *line, uint64_t *column);

#endif
