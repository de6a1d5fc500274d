/*
 * diag.h - messages for people, and how a program ends.
 *
 * One message is one line and one write(2) on stderr: "PROGRAM: text". Control
 * bytes and broken UTF-8 that came from input are shown as '?': nothing that
 * was read can move the terminal's cursor or forge a second message.
 */
#ifndef EVKIT_DIAG_H
#define EVKIT_DIAG_H

#include <stdnoreturn.h>

/* evkit(7), EXIT STATUS. A caller in cron or make can act on each. */
enum {
	DIAG_DONE = 0,     /* all read, all written */
	DIAG_STOPPED = 1,  /* stopped early: the output is incomplete */
	DIAG_USAGE = 2,    /* wrong command line: nothing read or written */
	DIAG_REJECTS = 3,  /* went to the end; more records rejected than allowed */
	DIAG_RETRY = 4,    /* stopped early; the same command may work later */
};

/*
 * First act of main: descriptors 0, 1 and 2 are open afterwards (else a file
 * opened later would become stdout), SIGPIPE is ignored (out.h turns a reader
 * that has gone into death by SIGPIPE again), and SIGXFSZ: a write fails then.
 */
void diag_begin(void);

void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void warn_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));

noreturn void die(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));
noreturn void die_errno(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
