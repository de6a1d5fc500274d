/*
 * csvrow.h - the cells of one CSV row (RFC 4180, strictly).
 *
 * A row without quotes is split in place; one with quotes goes through libcsv.
 * Cells are never trimmed. Only LF ends a row: a CR inside one is data, so the
 * caller takes the CR of a CRLF off a row's end.
 *
 * An empty cell has n 0; without quotes its p is NULL: nothing, not an empty text.
 */
#ifndef EVKIT_CSVROW_H
#define EVKIT_CSVROW_H

#include <csv.h>

#include "buf.h"

struct csvrow {
	struct span *cell;     /* valid until the next call, and as long as the line */
	size_t n;
	size_t cap;
	char delim;
	char quote;
	bool open;             /* inside quotes: the row goes on behind this line */
	struct buf text;       /* cells of a quoted row */
	struct csv_parser parser;
};

void csvrow_init(struct csvrow *w, char delim, char quote);
void csvrow_free(struct csvrow *w);

/* A row of one line that has no quote in it; or none that means anything. */
void csvrow_plain(struct csvrow *w, struct span line);

/*
 * A row of one line whose quotes are not as they should be: cells that begin and
 * end with one are unquoted, all others stay as they stand. Linear.
 */
void csvrow_loose(struct csvrow *w, struct span line);

/*
 * A row that has quotes: begin, its first line without its end, and while it is
 * open the line's end ("\n", "\r\n") and the next line; then end. feed returns
 * 0, or -1 and *at, the offset in this text, where a quote stands inside a cell
 * or something behind a closing quote; then the row begins anew.
 */
void csvrow_begin(struct csvrow *w);
int csvrow_feed(struct csvrow *w, struct span text, size_t *at);
void csvrow_end(struct csvrow *w);

/* Empty cells up to n, or none behind the n-th. */
void csvrow_resize(struct csvrow *w, size_t n);

#endif
