/*
 * profile_page.h - what the tables of a profile are put together with: inside
 * profile.h's module only.
 *
 * Text gathers in page->text and becomes a line, or a cell of page->c.
 */
#ifndef EVKIT_PROFILE_PAGE_H
#define EVKIT_PROFILE_PAGE_H

#include "columns.h"
#include "profile.h"

struct profile_page {
	struct profile *p;
	struct out *o;
	size_t width;
	struct columns c;
	struct buf text, path;
	uint64_t lines;
	const char *finding;   /* the last one's name */
	uint64_t found;        /* of that name, so far */
};

/* Ends a line; cut to the width, or whole. */
void profile_page_line(struct profile_page *g);
void profile_page_whole_line(struct profile_page *g);

/* Ends a cell, one of a number alone, and a table. */
void profile_page_cell(struct profile_page *g);
void profile_page_count_cell(struct profile_page *g, uint64_t n);
void profile_page_table(struct profile_page *g);

/* "12,345", with "~" before an estimate, "12.5 %", a value without quotes. */
void profile_page_count(struct buf *b, uint64_t n);
void profile_page_distinct(struct buf *b, const struct sketch *s);
void profile_page_share(struct buf *b, uint64_t n, uint64_t all);
void profile_page_value(struct buf *b, const struct sketch_entry *e);

/* profile_fields.c: the table of fields, and what to look at. */
void profile_fields(struct profile_page *g, struct profile_field *const *fields, size_t n);
void profile_findings(struct profile_page *g, struct profile_field *const *fields, size_t n);

#endif
