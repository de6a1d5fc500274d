/*
 * fault.h - why something outside the program failed.
 *
 * Filled by whoever meets the failure (a file, a stream, a server), read by
 * the program, which knows what it was doing and prints it. A message never
 * holds a secret.
 */
#ifndef EVKIT_FAULT_H
#define EVKIT_FAULT_H

#include <stdbool.h>

struct fault {
	bool retry;        /* the same command may work later: DIAG_RETRY */
	bool gone;         /* what was asked for is not there (set by hand) */
	char text[600];    /* what and why, one line */
};

/* Always returns -1, so that a failing action ends `return fault_set(...)`. */
int fault_set(struct fault *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for something that may work later. */
int fault_retry(struct fault *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* DIAG_RETRY or DIAG_STOPPED. */
int fault_exit(const struct fault *f);

#endif
