/*
 * line.h - lines of an input, without copying.
 *
 * The reader owns one buffer and lends a span of it. Only LF ends a line, or
 * end_byte instead (U+2028 and the like are data); a CR before it is dropped, and a UTF-8 BOM
 * at a line's start (joined files have one in the middle). A last line without
 * LF counts. Memory: 256 KiB, or the longest line up to max.
 */
#ifndef EVKIT_LINE_H
#define EVKIT_LINE_H

#include "input.h"

struct line_reader {
	struct input *in;
	struct buf buf;
	size_t start;          /* of what is not lent yet */
	size_t seen;           /* from start on: searched, no LF */
	size_t max;            /* longest line that is lent whole */
	char end_byte;         /* of a line; '\n' after line_init */
	uint64_t line;         /* number of the lent line, from 1 */
	size_t at;             /* where the lent line begins, BOM and all */
	bool keep;             /* line_keep: bytes from kept on are not let go */
	size_t kept;
	uint64_t kept_line;
	bool over;             /* the lent line is only the first 80 bytes of one over max */
	bool torn;             /* the input failed or was cut inside the lent line */
	bool skip;             /* the rest of an over-long line is being skipped */
	int end;               /* 0 not yet, 1 end of input, -1 failed */
	struct fault why;      /* of end == -1 */
};

/* max is at least 80. */
void line_init(struct line_reader *r, struct input *in, size_t max);
void line_free(struct line_reader *r);

/* The next line, valid until the next call: 1, 0 at the end, -1 see r->why.
 * Before -1 the bytes behind the last LF are lent, with `torn`. */
int line_next(struct line_reader *r, struct span *line);

/*
 * For records of several lines. line_keep: the lent line and those that follow
 * stay in the buffer. line_kept: all of them as read, with their BOM, CR and LF;
 * without line_keep that of the lent line; valid until the next call. line_back:
 * line_next will lend them again, from the kept line on. line_drop: they are
 * done with. The caller bounds what is kept; an over-long line ends it, unless
 * line_back is called first.
 */
void line_keep(struct line_reader *r);
struct span line_kept(const struct line_reader *r);
void line_back(struct line_reader *r);
void line_drop(struct line_reader *r);

/* What comes next, without taking it: at least n bytes, or all there are. */
struct span line_peek(struct line_reader *r, size_t n);

/* Takes the first n bytes of what line_peek gave: so many whole lines. */
void line_skip(struct line_reader *r, size_t n, uint64_t lines);

/* A reader that has come to its input's end gets these bytes, which are copied; the
 * last line before them had that number. */
void line_give(struct line_reader *r, struct span bytes, uint64_t line);

/* Takes whatever is held, at least one byte, cut anywhere: for formats whose
 * records are no lines. Valid until the next call; returns as line_next. The
 * caller counts lines. */
int line_block(struct line_reader *r, struct span *block);

#endif
