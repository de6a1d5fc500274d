/*
 * wildcard.h - names of objects by pattern, as gsutil has them: '*' and '?'
 * stand for any bytes or one but '/', "**" for any bytes, "[a-z]" and "[!a-z]"
 * for one of a set.
 */
#ifndef EVKIT_WILDCARD_H
#define EVKIT_WILDCARD_H

#include "span.h"

/* How many bytes stand before the first wildcard; all of them if there is none. */
size_t wildcard_start(struct span pattern);

/* All of the name. Time is both lengths multiplied at worst; with "**" and "*" in
 * one pattern, by the name's once more. Names have at most 1024 bytes in practice. */
bool wildcard_match(struct span pattern, struct span name);

#endif
