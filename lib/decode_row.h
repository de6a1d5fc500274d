/*
 * decode_row.h - the cells of the next row, which may go on over lines. decode_rows.c's.
 */
#ifndef EVKIT_DECODE_ROW_H
#define EVKIT_DECODE_ROW_H

#include "csvrow.h"
#include "decode.h"

struct decode_row {
	struct decode *d;
	struct line_reader *r;
	struct fault *why;
	bool heading;          /* the row that is read names the columns */
	bool failed;           /* see *why */
	char quote;            /* 0: means nothing */
	struct csvrow row;
	struct span raw;       /* of the row, without its last line's end */
	uint64_t line;         /* where it begins */
};

/* The next row: 1; 0 end; -1 see *why. What is no row is rejected or noted. */
int decode_row_next(struct decode_row *c);

void decode_row_note(struct decode_row *c, const char *name);

/* What is wrong in a row costs the row; in the header, the file. */
void decode_row_reject(struct decode_row *c, size_t byte, const char *reason, const char *text);

#endif
