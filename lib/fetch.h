/*
 * fetch.h - what all fetchers do the same: objects in, records out.
 *
 * Objects come out in the order they were asked for. Up to --jobs of them are
 * downloaded at a time, ahead of the one that is read. An object that fails
 * stops no other: it is named when it fails and once more at the end.
 *
 * A fetcher is: run_begin, fetch_begin, its stores, fetch_run, run_end.
 */
#ifndef EVKIT_FETCH_H
#define EVKIT_FETCH_H

#include "choice.h"
#include "client.h"
#include "decode.h"
#include "download.h"
#include "state.h"
#include "wanted.h"

enum { FETCH_JOBS = 4 };

struct fetch {
	/* Options */
	bool list, raw, dry_run;
	bool verify_first;         /* nothing is given of an object that was not compared yet */
	bool skip_missing;         /* an object gone since it was listed is no failure */
	struct choice choice;
	const char *state_file;    /* NULL: none */
	int64_t jobs;
	size_t rate;               /* bytes a second; 0: any */
	struct client client;      /* for the stores, once fetch_begin was called */
	struct decode decode;
	/* The rest is fetch.c's. */
	struct run *run;
	struct wanted wanted;
	struct download_group group;
	struct download *window;   /* a ring */
	size_t room, start, n;
	struct state state;
	uint64_t objects, failed, excluded, missing, known;
	uint64_t bytes;            /* of the objects so far, as stored */
	bool unsized;              /* of one of them that is not known */
	struct buf names;          /* of those that failed */
};

#define FETCH_DEFAULTS { .jobs = FETCH_JOBS, .client = CLIENT_DEFAULTS }

opt_take fetch_take_missing;
opt_take fetch_take_verify;

#define FETCH_OPTIONS(f) \
	{ 0, "list", NULL, opt_flag, &(f).list, "write object records, not the objects' records" }, \
	{ 0, "state", "FILE", opt_text, &(f).state_file, \
	  "only what is not in FILE yet; keep there what was given" }, \
	{ 0, "dry-run", NULL, opt_flag, &(f).dry_run, \
	  "write records of the objects that would be fetched" }, \
	{ 0, "match", "GLOB", opt_list, &(f).choice.match, "only objects whose names match" }, \
	{ 0, "since", "TIME", choice_take_time, &(f).choice.since, \
	  "only objects updated then or later" }, \
	{ 0, "until", "TIME", choice_take_time, &(f).choice.until, \
	  "only objects updated before that" }, \
	{ 0, "missing", "WHAT", fetch_take_missing, &(f).skip_missing, \
	  "error or skip: objects gone since they were listed [error]" }, \
	{ 0, "verify", "WHEN", fetch_take_verify, &(f).verify_first, \
	  "compare checksums before or after an object is given [after]" }, \
	{ 0, "raw", NULL, opt_flag, &(f).raw, "write the objects' bytes as they are stored" }, \
	{ 0, "with-source", NULL, opt_flag, &(f).decode.source, \
	  "begin each record with its object and line" }, \
	{ 'j', "jobs", "N", opt_jobs, &(f).jobs, "objects to download at a time [4]" }, \
	{ 0, "rate", "SIZE", opt_size, &(f).rate, \
	  "bytes a second, of all downloads together" }, \
	CLIENT_OPTIONS((f).client)

/* Checks the options (a wrong one ends the program) and readies f->client. */
void fetch_begin(struct fetch *f, struct run *run);

/* Fetches all that the operands name, or with none the lines of stdin; what
 * fails goes to run_fault. Frees what fetch_begin took. */
void fetch_run(struct fetch *f, struct store *const *stores, char *const *operand, size_t n);

/* Frees what fetch_begin made; after the stores. */
void fetch_end(struct fetch *f);

/* ---- for fetch.c: fetch_options.c ---- */

/* A wrong option ends the program. */
void fetch_check_options(struct fetch *f);

/* ---- and fetch_next.c: which objects, and what is said of them ---- */

/* The next object that is to be fetched: 1; 0 at the end; -1: it is not, for a
 * reason that was counted or told. */
int fetch_next(struct fetch *f, struct store **s, struct store_object *o);

/* What comes of an object that failed. */
void fetch_fail(struct fetch *f, const char *where, const struct fault *why);
void fetch_miss(struct fetch *f, const char *where, const struct fault *why);

/* The counts, and once more the names of those that failed. */
void fetch_sum_up(struct fetch *f);

/* ---- and fetch_state.c: --state; each does nothing without it ---- */

/* 0, or -1: it cannot be used, as was said. */
int fetch_state_open(struct fetch *f, struct store *const *stores);

/* An object (new) that a killed run began to give into this output: it comes
 * first, and only what is missing of it is written. False: there is none. */
bool fetch_state_resume(struct fetch *f, struct store **s, struct store_object *o);

/* Around what is given of an object; rc 0: all of it. */
void fetch_state_begin(struct fetch *f, const struct download *d);
void fetch_state_end(struct fetch *f, const struct download *d, int rc);

#endif
