/*
 * decode.h - records from bytes: a table of formats.
 *
 * A record is one JSON object on one line, checked; its values' bytes are as
 * in the input. Bytes that are no record are rejected with their place, and
 * reading goes on behind them. Reasons: bad_json, bad_utf8, not_object,
 * no_records (the --records path leads nowhere in a document), bad_csv, ragged,
 * too_long, torn (the input failed inside it). Notes: blank_lines,
 * repeated_headers, comment_lines, joined_records; what --lenient let pass:
 * objects_on_a_line, tabs_escaped, nan_to_null, loose_quotes, ragged_rows,
 * made_names; ignored_entries of an archive (ignored.h). Memory: a few times the
 * longest record, not the input.
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
	void (*begin)(void *arg);     /* decode_files: a file is next; may be NULL */
	void *arg;                    /* of both, and of the next two */
	/*
	 * For decode_files with several jobs: an arg like this one for another thread,
	 * which nothing was given to yet, and whose run that is; and what such a one
	 * gathered beyond its run, as if it had been given to this one; it is freed.
	 * NULL: arg is the struct decode itself.
	 */
	void *(*fork)(const void *arg, struct run *run);
	void (*merge)(void *arg, void *other);
	/* The first becomes one that reads parts of the second's stream: what the stream's
	 * first records decide is taken from there. May be NULL. */
	void (*follow)(void *forked, void *arg);
	int64_t jobs;                 /* of decode_files; 0: as many as cores, at most 4 */
	bool parts;                   /* decode_files: one without a record, or twice, is a fault */
	const struct decode_format *from;   /* NULL: by content */
	bool source;                  /* decode_pass: "_source" in each record */
	struct jpath records;         /* where the records' array is, in JSON documents */
	bool lenient;                 /* takes what can only be meant in one way */
	bool join;                    /* ndjson: a record may be split over lines */
	bool cr;                      /* lines end in CR, not LF */
	/* Of CSV and TSV; 0: as the format has it. */
	char delim, quote;
	bool no_quote, no_header;
	const char *header;           /* names of the columns, as a row of CSV */
	const char *comment;          /* lines that begin with it are no rows */
	struct opt_list null;         /* texts of cells that are null */
	/* While decode_run is at work: */
	struct input *in;             /* of an archive, the entry */
	const struct input *whole;    /* all bytes come from */
	uint64_t bytes;               /* of it, that are among run->tally's */
	int64_t blocks;               /* of it that are worked on at a time; decode_blocks.h */
	struct cores *cores;          /* of its input; may be NULL */
	uint64_t cut_short;           /* the line that says that the export was; 0: none */
};

/* Rows for the option table of a program that decodes; DECODE_SHAPE for those
 * whose --from and --lenient mean more. */
#define DECODE_OPTIONS(d) \
	{ 0, "from", "FORMAT", decode_take_format, &(d).from, \
	  "ndjson, json, csv, tsv or snowplow [by content]" }, \
	DECODE_SHAPE(d), \
	{ 0, "lenient", NULL, opt_flag, &(d).lenient, \
	  "take NaN, raw tabs, several objects a line, odd quotes, ragged rows" }
#define DECODE_SHAPE(d) \
	{ 0, "records", "PATH", decode_take_records, &(d).records, \
	  "where in a JSON document the array of records is" }, \
	{ 0, "delimiter", "C", decode_take_delimiter, &(d), \
	  "CSV: what parts cells; tab is a word for it" }, \
	{ 0, "quote", "C", decode_take_quote, &(d), "CSV: what quotes cells, or none [\"]" }, \
	{ 0, "header", "NAMES", decode_take_header, &(d).header, \
	  "CSV: names of the columns; the first line is a row" }, \
	{ 0, "no-header", NULL, opt_flag, &(d).no_header, \
	  "CSV: the first line is a row; columns are 1, 2, 3" }, \
	{ 0, "null", "TEXT", opt_list, &(d).null, \
	  "CSV: cells with this text are null; may be repeated" }, \
	{ 0, "comment", "TEXT", opt_text, &(d).comment, \
	  "CSV: lines that begin with TEXT are no rows" }, \
	{ 0, "cr", NULL, opt_flag, &(d).cr, "lines end in a carriage return alone" }, \
	{ 0, "join", NULL, opt_flag, &(d).join, \
	  "ndjson: put records together that are split over lines" }

/* For those that call decode_files. */
#define DECODE_JOBS(d) \
	{ 'j', "jobs", "N", opt_jobs, &(d).jobs, \
	  "files to work on at a time [number of cores, at most 4]" }

opt_take decode_take_format, decode_take_records, decode_take_delimiter, decode_take_quote,
    decode_take_header;

/*
 * Reads the input to its end and hands each record to the sink; of an archive
 * the records of each entry, in its order. -1 and *why: the input failed, is
 * damaged, or is nothing that is read; the records before that have been given.
 * An entry that fails goes to run_fault, and the others are read before the -1.
 * The caller closes the input.
 */
int decode_run(struct decode *d, struct input *in, struct fault *why);

/*
 * Reads files, whose names are operands: none, or "-", is stdin. One that cannot
 * be opened, or read to its end, goes to run_fault; then the next follows. With
 * several jobs as many files are worked on at the same time (lanes.h); what comes
 * of them is as of one after the other. A file that is no regular one is opened
 * when all before it are done. With d->parts the same file twice, by whatever
 * names, ends the program before anything is read.
 */
void decode_files(struct decode *d, char *const paths[], int n);

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

extern const struct decode_format decode_ndjson, decode_json, decode_csv, decode_tsv,
    decode_snowplow;

/* What CSV and its kin differ in. */
struct decode_rows {
	char delim;
	char quote;                   /* 0: quotes mean nothing */
	struct span names;            /* of the columns, as a row of CSV; else the first row is */
	bool numbered;                /* nor is that: columns are 1, 2, 3 */
	bool sparse;                  /* empty cells are left out, not null */
};

/* A row a record: decode_rows.c. Returns as a format's run. */
int decode_rows(struct decode *d, struct line_reader *r, const struct decode_rows *how,
    struct fault *why);

/* ndjson, where up to 64 lines that follow each other, no longer than --max-line,
 * are joined if that makes an object: decode_joined.c. Returns as a format's run. */
int decode_joined(struct decode *d, struct line_reader *r, struct fault *why);

/*
 * --lenient, for text that jscan_object has refused: gives the objects in it if
 * that is all that is wrong, and returns true; else gives nothing: decode_mend.c.
 * Line breaks in the text are never mended.
 */
bool decode_mend(struct decode *d, struct jscan *s, struct span text, struct place at);

/* Whether the line is what an export of Mixpanel's ends with when it was given
 * up half-way; two clients met it: airbyte's source-mixpanel, mixpanel-utils#5. */
bool decode_is_notice(struct span line);

/* The end of ndjson: 0; -1 and *why: such a line was there. */
int decode_end_of_lines(const struct decode *d, struct fault *why);

/* What was read of d->whole since the last time is among the tally's bytes. */
void decode_count_bytes(struct decode *d);

/* Counts the record, and gives it to the sink. */
void decode_give(struct decode *d, const struct record *r);

/* Counts a record that is none; source and raw of *x are as far as needed. */
void decode_reject(struct decode *d, const struct reject *x);

/* A line that is no object: mended, noted or rejected. */
void decode_bad_line(struct decode *d, struct jscan *s, struct span line, uint64_t number);

/* The rejects of lines that have not all been there. True if it was one. */
bool decode_broken_line(struct decode *d, const struct line_reader *r, struct span line);

/* Why jscan_object refused this text, as a reject with a true reason: place is
 * that of the text's first byte. */
void decode_bad_json(struct decode *d, const struct jscan *s, struct span text, struct place at);

/* A record in the reader's bytes, or own ones, becomes one line: where lines end in CR
 * a LF may stand between its tokens, and a blank does as well. */
void decode_one_line(const struct decode *d, struct span text);

/* Whether it is one JSON string, number, true, false or null. */
bool decode_is_scalar(struct span text);

/* The text without the white space in front of it; and without that behind. */
struct span decode_skip_blank(struct span text);
struct span decode_trim(struct span text);

#endif
