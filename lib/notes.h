/*
 * notes.h - messages that wait, as long as it is another input's turn to speak.
 */
#ifndef EVKIT_NOTES_H
#define EVKIT_NOTES_H

#include "buf.h"

/* A zeroed struct holds nothing back. */
struct notes {
	bool held;
	struct buf buf;
};

struct note {
	const char *about;     /* what the caller gave */
	uint64_t number;
	const char *text;
};

/* warn(), or the same later. About what it is, and the how maniest of that, is
 * for who takes it; `about` lives as long as the notes. */
void notes_warn(struct notes *n, const char *about, uint64_t number, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The note at *at (0: the first), lent until the next notes_warn; false: there is
 * none. */
bool notes_next(const struct notes *n, size_t *at, struct note *note);

/* They have been said, or need not be; from now on nothing is held back. */
void notes_release(struct notes *n);

#endif
