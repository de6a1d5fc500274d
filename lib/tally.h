/*
 * tally.h - what became of each record, and the summary that says so.
 *
 * Counts balance: read = used + rejected + dropped. "used" went into the
 * output (or the state that makes the output), "rejected" could not be used,
 * "dropped" left by a rule the user asked for; the last two are counted by
 * reason. Notes are counts that stand beside the balance (flags, conflicts);
 * measures say how large something was, and are in the file only.
 */
#ifndef EVKIT_TALLY_H
#define EVKIT_TALLY_H

#include "span.h"

enum tally_kind { TALLY_REJECTED, TALLY_DROPPED, TALLY_NOTE, TALLY_MEASURE };

enum { TALLY_ROWS = 64 };

struct tally_row {
	enum tally_kind kind;
	const char *name;      /* lower_case_word; lives as long as the tally */
	uint64_t n;
};

struct tally {
	uint64_t read;         /* records that came in */
	uint64_t used;
	uint64_t written;      /* records on stdout */
	uint64_t bytes;        /* raw input */
	struct tally_row row[TALLY_ROWS];
	size_t rows;
};

void tally_add(struct tally *t, enum tally_kind kind, const char *name, uint64_t n);

/* All counts of `more`, whose records came behind those of t. */
void tally_merge(struct tally *t, const struct tally *more);

/* Sum of one kind. */
uint64_t tally_sum(const struct tally *t, enum tally_kind kind);

/* One line on stderr. */
void tally_print(const struct tally *t);

/* The same as one JSON object in a file, written whole or not at all;
 * 0, or -1 with errno. */
int tally_save(const struct tally *t, const char *path);

#endif
