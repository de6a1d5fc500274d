/*
 * link_header.h - where a reply's Link header says that more is (RFC 8288).
 */
#ifndef EVKIT_LINK_HEADER_H
#define EVKIT_LINK_HEADER_H

#include "span.h"

/*
 * The target of the first link whose relations include `rel`, as written: it
 * may be relative. `value` is the header's, several joined by commas. A link
 * with an anchor is one of another document, and is left out. 1; 0: there is
 * none; -1: not a Link header by the grammar, so that it cannot be said.
 */
int link_header_find(struct span value, struct span rel, struct span *target);

#endif
