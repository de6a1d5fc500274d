/*
 * columns.h - tables for people: aligned columns as wide as what is in them.
 *
 * Cells are given row by row and kept until columns_end, which writes them.
 * Control bytes and what is no UTF-8 become '?'. Columns with a limit, and the last one
 * if it is text, end in an ellipsis where they would be too wide. Width is that of a
 * terminal: East Asian wide characters take two places, combining ones none.
 */
#ifndef EVKIT_COLUMNS_H
#define EVKIT_COLUMNS_H

#include "out.h"

enum { COLUMNS_MOST = 16 };

struct columns {
	const char *align;     /* a letter each: 'l' or 'r' */
	size_t n;
	size_t limit[COLUMNS_MOST];   /* widest it may be; 0: any */
	size_t widest[COLUMNS_MOST];
	struct buf text;
	struct columns_cell {
		size_t at, n, width;
	} *cell;
	size_t cells, cap;
};

/* Places from one column to the next. */
enum { COLUMNS_GAP = 2 };

/* A zeroed struct, or one that was ended, begins a table. */
void columns_begin(struct columns *c, const char *align);

/* The next cell, copied. Columns left empty are cells too. */
void columns_cell(struct columns *c, struct span text);
void columns_print(struct columns *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Writes all rows, no wider than `width` as far as that goes, and frees what was held. Returns
 * how many lines. */
size_t columns_end(struct columns *c, size_t width, struct out *o);

/* Places that text takes on a terminal; and the most of it that fits `width`. */
size_t columns_width(struct span text);
struct span columns_fit(struct span text, size_t width);

/* Text without what a terminal would act on, behind what `to` holds. */
void columns_clean(struct buf *to, struct span text);

/* Width of the terminal behind fd; 80 where there is none. */
size_t columns_screen(int fd);

#endif
