/*
 * sidefile.h - files that a run needs whole: users, ledgers, links.
 *
 * Other than with records.h, one bad line ends it: half a join would go unnoticed.
 */
#ifndef EVKIT_SIDEFILE_H
#define EVKIT_SIDEFILE_H

#include "fault.h"
#include "rejects.h"

/* One line, lent until it returns. 0: it was taken. -1 and *why, of which text is
 * set, and field and at.byte where they are known. */
typedef int sidefile_taker(void *arg, struct span line, struct reject *why);

/*
 * Gives the lines of a file ("-" is stdin, gzip or not) to the taker; empty ones are
 * none. -1 and *why, with file, line and byte, at the first line that is refused,
 * longer than max_line or cut, and where the file cannot be read to its end.
 */
int sidefile_read(const char *path, size_t max_line, sidefile_taker *take, void *arg,
    struct fault *why);

#endif
