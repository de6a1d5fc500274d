/*
 * opt.h - the command line, from one table a program.
 *
 * The table gives the parsing (getopt_long), --help, the completions that
 * `make install` writes, and what the tests compare with the man page. --help
 * and --version are in every table without a row. Abbreviations are refused
 * and a typo gets a suggestion; options may stand behind operands, "--" ends
 * them. Of a repeated option the last counts, unless it gathers (opt_list).
 *
 * Rows point at the options' variables, which hold the defaults beforehand;
 * texts point into argv.
 */
#ifndef EVKIT_OPT_H
#define EVKIT_OPT_H

#include <stdnoreturn.h>

#include "span.h"

#define OPT_VERSION "0.1.0"

/* Takes an option's text; NULL, or why it is refused. */
typedef const char *opt_take(void *to, const char *text);

struct opt {
	char letter;            /* 0: none */
	const char *name;       /* long name, without "--" */
	const char *arg;        /* what follows: "FILE"; NULL: a flag */
	opt_take *take;
	void *to;
	const char *help;       /* one line; defaults in brackets */
};

opt_take opt_flag;      /* bool *: set to true; text is NULL */
opt_take opt_text;      /* const char ** */
opt_take opt_size;      /* size_t *: num_size, at least 1 */
opt_take opt_count;     /* int64_t *: a number, 0 or more */
opt_take opt_jobs;      /* int64_t *: how many at a time, 1 to OPT_JOBS */
opt_take opt_seconds;   /* int64_t *: num_seconds */
opt_take opt_list;      /* struct opt_list *: each use adds one */

enum { OPT_LIST = 64, OPT_JOBS = 64 };

struct opt_list {
	const char *item[OPT_LIST];
	size_t n;
};

struct opt_program {
	const char *does;        /* one sentence, the man page's Nd */
	const char *usage;       /* behind the name: "[OPTION ...] [FILE ...]" */
	const char *examples;    /* lines that run, each "  $ ..." */
	const struct opt *options;   /* up to a row without name */
};

/*
 * Parses all options. Returns the index of the first operand: argv is
 * permuted so that all operands stand at the end. --help and --version print
 * to stdout and exit 0; what is wrong prints one line and exits DIAG_USAGE.
 */
int opt_parse(const struct opt_program *p, int argc, char *argv[]);

/* The end of a wrong command line: one line, DIAG_USAGE. */
noreturn void opt_wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* For takers that accept one of several words: its index, or -1. */
int opt_word(const char *text, const char *const words[]);

#endif
