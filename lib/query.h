/*
 * query.h - the name=value pairs in a URL's query.
 */
#ifndef EVKIT_QUERY_H
#define EVKIT_QUERY_H

#include "buf.h"

/*
 * Gives the URL's query this pair, at its end, in place of all that have the
 * name; the others keep their bytes. Name and value are encoded. A fragment is
 * dropped.
 */
void query_set(struct buf *url, struct span name, struct span value);

/* Takes all pairs of that name away. */
void query_drop(struct buf *url, struct span name);

#endif
