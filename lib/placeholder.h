/*
 * placeholder.h - texts that stand where an id should, but name nobody.
 *
 * "undefined", "null", "0", a UUID of zeros: thousands of people share them, so
 * whoever takes them for an id makes one person of all. The list is the union
 * of what Mixpanel's importers (github.com/ak--47/mixpanel-import), PostHog and
 * Segment refuse; ev-normalize(1) shows it. Case does not matter (ASCII), nor
 * do quotes around the text or spaces before it.
 */
#ifndef EVKIT_PLACEHOLDER_H
#define EVKIT_PLACEHOLDER_H

#include "buf.h"
#include "opt.h"

/* A zeroed struct has the list of above. */
struct placeholder {
	bool off;              /* every text is an id: an opt_flag */
	bool given;            /* placeholder_take: the words below, and no others */
	struct buf text;       /* the file's */
	struct span *word;     /* its lines */
	size_t n;
};

/* No word of the list has more bytes. */
enum { PLACEHOLDER_LONGEST = 17 };

bool placeholder_look(const struct placeholder *p, struct span id);

/* Whether the text names nobody. Nearly all ids are long and begin with what is
 * neither zero nor anything that is taken off: those need no look. */
static inline bool
placeholder_is(const struct placeholder *p, struct span id)
{
	return (p->given || id.n <= PLACEHOLDER_LONGEST || (unsigned char)id.p[0] <= '0') &&
	    placeholder_look(p, id);
}

/* An option's taker: a file with a word a line takes the list's place. */
opt_take placeholder_take;

void placeholder_free(struct placeholder *p);

#endif
