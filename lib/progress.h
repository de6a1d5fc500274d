/*
 * progress.h - how far it is, for the person who waits.
 *
 * On a terminal one line, redrawn four times a second; where stderr is no
 * terminal nothing, or with "always" a plain line each 10 s.
 */
#ifndef EVKIT_PROGRESS_H
#define EVKIT_PROGRESS_H

#include "tally.h"

enum progress_mode { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

struct progress {
	enum progress_mode mode;
	bool redraw;           /* stderr is a terminal */
	bool drawn;            /* the line is on the screen */
	int64_t total;         /* raw bytes that will come; -1 not known */
	int64_t began_ms, next_ms;
	uint32_t calls;
	/* What is on its way, for what comes whole or not at all; by its owner. */
	const char *at;        /* its name; NULL: none */
	uint64_t coming;       /* bytes of it, not yet among the tally's */
};

/* Takes auto, always or never. */
const char *progress_take(void *progress, const char *text);

void progress_begin(struct progress *p, bool quiet);

/* These files will come, stdin where there are none: sets total. */
void progress_files(struct progress *p, char *const paths[], int n);

/* To be called once a record or block; looks at the clock now and then. */
void progress_tick(struct progress *p, const struct tally *t);

/* The same for one who waits: looks at once. */
void progress_look(struct progress *p, const struct tally *t);

/* Takes the line off the screen: before a message, and at the end. */
void progress_clear(struct progress *p);

#endif
