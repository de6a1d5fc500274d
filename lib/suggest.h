/*
 * suggest.h - what was meant by a word that there is not.
 *
 *	struct suggest s = { .typed = "timestmap" };
 *	suggest_see(&s, "timestamp"); ...
 *	s.best: the nearest of those that were seen, or NULL
 */
#ifndef EVKIT_SUGGEST_H
#define EVKIT_SUGGEST_H

#include "span.h"

struct suggest {
	const char *typed;
	const char *best;
	size_t far;            /* of best, + 1 */
};

/* Two single-letter edits at most lead to what was meant; a word that begins
 * as typed was meant for sure. The first of the nearest is best. */
void suggest_see(struct suggest *s, const char *word);

#endif
