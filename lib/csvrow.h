/*
 * csvrow.h - the cells of one CSV row (RFC 4180, strictly).
 *
 * 64 bytes at a time become masks of quotes and separators; the parity of the
 * quotes tells which of them are inside of quotes. Cells stay where they are in
 * the text, whose bytes are looked at once; nothing is copied. About 0.1 ns a byte.
 * libcsv, strict, is what decides: a row that the masks refuse is given to it, and
 * tests/fuzz/fuzz_csv.c holds both to the same.
 *
 * Cells are never trimmed. A CR is data, so the caller takes the CR of a CRLF
 * off a row's end; LF as well.
 *
 * An empty cell has n 0; without quotes its p is NULL: nothing, not an empty text.
 */
#ifndef EVKIT_CSVROW_H
#define EVKIT_CSVROW_H

#include "buf.h"

struct csvrow {
	struct span *cell;     /* without their quotes; valid as long as the text */
	size_t n;
	char delim;
	char quote;            /* 0: means nothing */
	bool open;             /* inside quotes: the row goes on behind this text */
	bool quoted;           /* it has quotes */
	bool doubled;          /* quotes in cells stand twice, as they were written */
	bool high;             /* there may be bytes over 0x7f */
	/* Between these are all bytes of cells that JSON has another way to write:
	 * '"', '\', control bytes. NULL: there are none. */
	const char *first, *last;
	const char *limit;     /* bytes up to it may be read, though they be no cell's */
	struct buf text;       /* of csvrow_loose, csvrow_undouble */
	/* Of the row that is being fed: */
	size_t *end;           /* of cells, as offsets */
	size_t cap;
	size_t fed;
	size_t special, last_special;   /* offsets of first and last, special > last: none */
	const struct csvrow_isa *isa;
};

void csvrow_init(struct csvrow *w, char delim, char quote);
void csvrow_free(struct csvrow *w);

/*
 * A row: begin, its first line without its end; while it is open the line's end
 * and the next line, which follow in memory; then end, with all that was fed
 * where it is now, and how far bytes behind that may be read. feed returns 0, or
 * -1 and *at, the offset in this text, where a quote stands inside a cell or
 * something behind a closing quote; then the row begins anew.
 */
void csvrow_begin(struct csvrow *w);
int csvrow_feed(struct csvrow *w, struct span text, size_t *at);
void csvrow_end(struct csvrow *w, struct span all, const char *limit);

/*
 * A row of one line whose quotes are not as they should be: cells that begin and
 * end with one are unquoted, all others stay as they stand. Linear. Cells are
 * copied, and valid until the next call.
 */
void csvrow_loose(struct csvrow *w, struct span line);

/* Makes doubled quotes in the cells single; cells as of csvrow_loose then. */
void csvrow_undouble(struct csvrow *w);

/*
 * How many of these bytes, which begin with a row, are whole rows, none of which
 * feed would refuse; *lines: how many lines these are. Lines end in LF, with or
 * without CR. Up to 63 bytes at the end are not looked at.
 */
size_t csvrow_whole(const struct csvrow *w, struct span text, uint64_t *lines);

/* The text of a cell, whose quotes are '"' and doubled, inside of a JSON string, put
 * where there is room for JTEXT_ROOM(cell.n); its end. */
char *csvrow_escape(const struct csvrow *w, char *to, struct span cell);

/* Empty cells up to n, or none behind the n-th. */
void csvrow_resize(struct csvrow *w, size_t n);

/* ---- for lib/csvrow_*.c ---- */

void csvrow_grow(struct csvrow *w, size_t n);

/* Where libcsv finds a mistake in a row; row.n: nowhere. csvrow_ask.c. */
size_t csvrow_ask(const struct csvrow *w, struct span row);

#endif
