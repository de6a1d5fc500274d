/*
 * rejects.h - records that cannot be used: named, counted, kept, limited.
 *
 * Each reason is shown on stderr up to three times, then counted; at the end
 * one line says how many more there were. With a file, each reject is a line
 * {"source","line","byte","field","reason","raw"} there, from which it can be
 * replayed; raw bytes that are no UTF-8 stand as "raw_base64" instead.
 */
#ifndef EVKIT_REJECTS_H
#define EVKIT_REJECTS_H

#include "notes.h"
#include "out.h"
#include "tally.h"

/* Where a record stands. */
struct place {
	const char *source;    /* file or object */
	uint64_t line;         /* from 1, in the decoded stream */
	uint64_t byte;         /* within the line, from 1 */
};

struct reject {
	struct place at;
	struct span field;     /* what it is about: "properties.price"; may be empty */
	const char *reason;    /* a code that is counted and can be grepped: "bad_json" */
	const char *text;      /* for people; NULL: the reason */
	struct span raw;
};

enum { REJECTS_SHOWN = 3 };

struct rejects {
	struct tally *tally;
	struct notes *notes;   /* where messages go */
	bool quiet;            /* nothing on stderr */
	const char *path;      /* NULL: no file */
	struct out file;
	int64_t allowed;       /* more than this: DIAG_REJECTS */
	bool percent;          /* allowed is in percent of what was read */
};

/*
 * Says why a record is none: field, reason, text, and at.byte where the value lies
 * in the record; one that was derived lies elsewhere, and its place is the record's
 * start. Returns -1.
 */
int rejects_why(struct reject *why, struct span record, struct span field, struct span value,
    const char *reason, const char *text);

/* Takes the text of --max-rejects, "5" or "2%"; NULL, or why it is refused. */
const char *rejects_limit(void *rejects, const char *text);

/* Opens the file; ends the program (DIAG_USAGE) where that fails. */
void rejects_begin(struct rejects *r, struct tally *t, struct notes *n);

/* The same for a lane (lanes.h), whose r->file is ready and shares that of `whole`. */
void rejects_lane(struct rejects *r, const struct rejects *whole, struct tally *t,
    struct notes *n);

/* Whether the how maniest of a reason, behind those counted before, is shown. */
bool rejects_shown(const struct tally *before, const char *reason, uint64_t number);

void rejects_add(struct rejects *r, const struct reject *x);

/* Prints what was held back, closes the file; whether too many. */
bool rejects_end(struct rejects *r);

#endif
