/*
 * jpath.h - a place inside a JSON value: "context.page.url" or "/context/page/url".
 *
 * A text that begins with '/' is a JSON pointer (RFC 6901, with ~0 and ~1);
 * else dots separate keys. Steps through arrays are numbers.
 */
#ifndef EVKIT_JPATH_H
#define EVKIT_JPATH_H

#include "span.h"

enum { JPATH_STEPS = 16 };

struct jpath {
	struct span step[JPATH_STEPS];   /* as decoded */
	size_t n;
	const char *text;                /* as it was given; not owned */
	char *owned;                     /* the bytes of the steps */
};

/* NULL, or why it is refused. An empty text is the whole value. */
const char *jpath_parse(struct jpath *p, const char *text);
void jpath_free(struct jpath *p);

/*
 * The value at the path inside `value`, which has passed jscan: it is walked,
 * not checked again. Of a repeated key the last counts. False if absent.
 */
bool jpath_find(const struct jpath *p, struct span value, struct span *found);

/* The same, and sets *differing where a key on the way stands twice with
 * different values, so that readers differ in which counts. */
bool jpath_find_once(const struct jpath *p, struct span value, struct span *found,
    bool *differing);

#endif
