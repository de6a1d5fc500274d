/*
 * decode.h - records from bytes: a table of formats.
 *
 * A record is one JSON object on one line, checked; its values' bytes are as
 * in the input. Bytes that are no record are rejected with their place, and
 * reading goes on behind them.
 */
#ifndef EVKIT_DECODE_H
#define EVKIT_DECODE_H

#include "input.h"
#include "jpath.h"
#include "jscan.h"
#include "line.h"
#include "run.h"

/* Lent to the sink until it returns. */
struct record {
	struct span text;             /* the object, no newline */
	const struct jscan *json;     /* its members */
	struct place at;
};

typedef void decode_sink(void *arg, const struct record *r);

struct decode_format;

struct decode {
	struct run *run;              /* counts read records, rejects, progress */
	decode_sink *sink;
	void *arg;
	const struct decode_format *from;   /* NULL: by content */
	struct jpath records;         /* where the records' array is, in JSON documents */
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
 * that have been given.
 */
int decode_run(struct decode *d, struct input *in, struct fault *why);

/* ---- for the formats: lib/decode_*.c ---- */

struct decode_format {
	const char *name;
	/* How sure it is that these first bytes are its own: 0 not, more is surer. */
	int (*sniff)(struct span head, bool all);
	int (*run)(struct decode *d, struct line_reader *r, struct fault *why);
};

extern const struct decode_format decode_ndjson, decode_json, decode_csv, decode_tsv;

#endif
