/*
 * run.h - what every program does the same: one run from main to its end.
 *
 * A program has one static struct run, names RUN_OPTIONS(run) in its option
 * table, and is: run_begin, a loop, run_end.
 */
#ifndef EVKIT_RUN_H
#define EVKIT_RUN_H

#include "diag.h"
#include "fault.h"
#include "lanes.h"
#include "notes.h"
#include "opt.h"
#include "out.h"
#include "progress.h"
#include "rejects.h"
#include "tally.h"

struct run {
	struct out out;            /* stdout */
	struct tally tally;
	struct rejects rejects;
	struct progress progress;
	bool quiet;
	const char *summary;       /* file for the summary as JSON */
	size_t max_line;
	int code;                  /* the worst that happened: DIAG_* */
	struct notes notes;
	/* Of a lane: */
	struct lane *lane;         /* its turn has not come; NULL: it has, or there are none */
	struct run *whole;
};

/* The rows that all programs have; those that read records add RUN_REJECTS. */
#define RUN_OPTIONS(run) \
	{ 0, "max-line", "SIZE", opt_size, &(run).max_line, "longest line to accept [16M]" }, \
	{ 0, "progress", "WHEN", progress_take, &(run).progress, "auto, always or never [auto]" }, \
	{ 0, "summary", "FILE", opt_text, &(run).summary, "write the summary to FILE as JSON" }, \
	{ 'q', "quiet", NULL, opt_flag, &(run).quiet, "no summary on stderr" }

#define RUN_REJECTS(run) \
	{ 0, "rejects", "FILE", opt_text, &(run).rejects.path, "write rejected records to FILE" }, \
	{ 0, "max-rejects", "N|N%", rejects_limit, &(run).rejects, "how many leave the exit status 0 [0]" }

/*
 * diag_begin, the options, stdout, the rejects' file. Returns the index of the
 * first operand. With `reads_stdin` and no operand, a terminal as stdin gets
 * short help and DIAG_USAGE.
 */
int run_begin(struct run *r, const struct opt_program *p, int argc, char *argv[], bool reads_stdin);

/* For a program that only its options tell whether it reads stdin: the same for
 * a terminal, after run_begin with false. */
void run_needs_stdin(const struct opt_program *p);

/* Something outside failed; the run goes on, its exit code will say so. */
void run_fault(struct run *r, const char *where, const struct fault *why);

/* Rejects one record: counts, shows, keeps. */
void run_reject(struct run *r, const struct reject *x);

/* All records so far, and all rejects, are on the disk where they go to files. */
void run_sync(struct run *r);

/* Something outside failed and is tried again after a wait: says so, unless quiet.
 * A retry_policy's tell; `run` is a struct run. */
void run_tell_retry(void *run, const char *where, const struct fault *why, int64_t wait_ms);

/* Ends the program by the signal that has come, if one has (stop.h): whole records
 * go out, what is begun is dropped. For long waits; `run` is a struct run. */
void run_heed_signals(void *run);

/*
 * ---- lanes: run_lane.c ----
 *
 * Each input has a run of its own, whose counts, rejects, messages and output are
 * those of a run that reads this input only, until its turn comes: then they become
 * part of the whole run's, as if all inputs before it had been read by this run.
 * A zeroed struct is ready for the first input.
 */
void run_lane_begin(struct run *r, struct run *whole, struct lane *lane);
void run_lane_end(struct run *r, struct lane *lane);
void run_lane_free(struct run *r);

/* Waits for the turn, where it has not come. */
void run_lane_turn(struct run *r);

/* Takes the turn if it has come; waits for it if too much is held. */
void run_lane_step(struct run *r);

/* To be called between records: what is put behind it may wait. */
static inline void
run_step(struct run *r)
{
	if (r->lane)
		run_lane_step(r);
}

/* Something that stopped for good outweighs what may work later. */
static inline int
run_worse(int before, int code)
{
	return before == DIAG_STOPPED || code == DIAG_DONE ? before : code;
}

/* Flushes, prints the summary, and returns main's exit code. */
int run_end(struct run *r);

#endif
