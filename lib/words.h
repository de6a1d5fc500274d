/*
 * words.h - texts that come again and again, as small numbers.
 *
 * Segments, activities and messages: few, and one of each for every user. 0 is
 * "none" and its text is empty. Cost: 4 bytes where the text would be.
 */
#ifndef EVKIT_WORDS_H
#define EVKIT_WORDS_H

#include "table.h"

struct words {
	struct table numbers;  /* text to uint32_t */
	const void **text;     /* by number: a value of the table */
	size_t cap;
};

void words_init(struct words *w);
void words_free(struct words *w);

/* The number of a text, a new one if it was not there; 0 for an empty text. */
uint32_t words_put(struct words *w, struct span text);

/* Valid as long as w. */
struct span words_text(const struct words *w, uint32_t number);

/* By the bytes of the texts, none first: <0, 0, >0. */
int words_cmp(const struct words *w, uint32_t a, uint32_t b);

#endif
