/*
 * decode.h - records from bytes: a table of formats.
 *
 * A record is one JSON object on one line, checked; its values' bytes are as
 * in the input. Bytes that are no record are rejected with their place, and
 * reading goes on behind them. Reasons: bad_json, bad_utf8, not_object,
 * no_records (the --records path leads nowhere in a document), bad_csv, ragged,
 * too_long, torn (the input failed inside it). Notes: blank_lines,
 * repeated_headers. Memory: a few times the longest record, not the input.
 */
#ifndef EVKIT_DECODE_H
#define EVKIT_DECODE_H

#include "input.h"
#include "jgather.h"
#include "jpath.h"
#include "jscan.h"
#include "line.h"
#include "run.h"

/* Lent to the sink until it returns. */
struct record {
	struct span text;             /* the object from '{' to '}', no newline */
	const struct jscan *json;     /* its members; keys may lie outside of text */
	struct place at;
	/* Where its other bytes stood, for decode_place: */
	const struct jgather *gathered;   /* of a document: over lines; else NULL */
	bool made;                        /* of a CSV row: nowhere */
};

/* The sink counts the record in run->tally as used or dropped, or rejects it. */
typedef void decode_sink(void *arg, const struct record *r);

struct decode_format;

/* A zeroed struct with run, sink and arg set is ready for use. */
struct decode {
	struct run *run;              /* counts read records and bytes, rejects, progress */
	decode_sink *sink;
	void *arg;
	const struct decode_format *from;   /* NULL: by content */
	bool source;                  /* decode_pass: "_source" in each record */
	struct jpath records;         /* where the records' array is, in JSON documents */
	bool loose_quotes;            /* CSV: without a quoted cell, quotes are data */
	struct input *in;             /* while decode_run is at work */
	uint64_t bytes;               /* run->tally.bytes before that */
};

/* Rows for the option table of a program that decodes. */
#define DECODE_OPTIONS(d) \
	{ 0, "from", "FORMAT", decode_take_format, &(d).from, "ndjson, json, csv or tsv [by content]" }, \
	{ 0, "records", "PATH", decode_take_records, &(d).records, \
	  "where in a JSON document the array of records is" }

opt_take decode_take_format, decode_take_records;

/*
 * Reads the input to its end and hands each record to the sink. -1 and *why:
 * the input failed, is damaged, or is nothing that is read; the records before
 * that have been given. The caller closes the input.
 */
int decode_run(struct decode *d, struct input *in, struct fault *why);

/* Where byte `at` of the record's text stood in the input; of a CSV row, where
 * the row begins. */
struct place decode_place(const struct record *r, size_t at);

/* A sink, whose arg is the struct decode: each record goes to run->out as it is. */
decode_sink decode_pass;

/*
 * The record as a line of output. With `source` its first member becomes
 * "_source":"FILE:LINE", unless it has such a first member already.
 */
void decode_write(struct out *o, const struct record *r, bool source);

/* ---- for the formats: lib/decode_*.c ---- */

struct decode_format {
	const char *name;
	/*
	 * How sure it is that these first bytes are its own: 0 not, more is surer,
	 * -1 more bytes would tell. `all`: there are no more. The answer depends
	 * on the bytes only, not on how they arrived. The first line is not blank.
	 */
	int (*sniff)(struct span head, bool all);
	int (*run)(struct decode *d, struct line_reader *r, struct fault *why);
};

extern const struct decode_format decode_ndjson, decode_json, decode_csv, decode_tsv;

/* Counts the record, and gives it to the sink. */
void decode_give(struct decode *d, const struct record *r);

/* Counts a record that is none; source and raw of *x are as far as needed. */
void decode_reject(struct decode *d, const struct reject *x);

/* The rejects of lines that have not all been there. True if it was one. */
bool decode_broken_line(struct decode *d, const struct line_reader *r, struct span line);

/* Why jscan_object refused this text, as a reject with a true reason: place is
 * that of the text's first byte. */
void decode_bad_json(struct decode *d, const struct jscan *s, struct span text, struct place at);

/* Whether it is one JSON string, number, true, false or null. */
bool decode_is_scalar(struct span text);

/* The text without the white space in front of it; and without that behind. */
struct span decode_skip_blank(struct span text);
struct span decode_trim(struct span text);

#endif
