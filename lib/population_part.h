/*
 * population_part.h - a population kept as ndjson, and many of them merged.
 *
 * A part is one line of what it holds, and one line a user, in the order of
 * the bytes of user_id; ev-segment(1) has the fields:
 *
 *   {"population":1,"terms":{...},"users":2,"days":["2021-06-01",...]}
 *   {"user_id":"u1","first":"2021-06-01","last":"2021-06-30","bits":"20000001",
 *    "events":482,"value":12.5,"kinds":{"search":480,"signup":2}}
 *
 * Parts may follow each other in one file. Only parts of the same terms merge;
 * the number of users shows that none was cut short.
 */
#ifndef EVKIT_POPULATION_PART_H
#define EVKIT_POPULATION_PART_H

#include "decode.h"
#include "population.h"

/* A zeroed struct with `to` set is ready for use; its rules are those of the
 * first part, but for as_of where that is given. */
struct population_parts {
	struct population *to;
	bool first_seen;
	bool headed;           /* the last head, of this file, was accepted */
	uint64_t users;        /* that the heads name */
	uint64_t got;
	struct buf zone;       /* its name */
	struct buf text;
	struct jscan inner;
};

void population_parts_free(struct population_parts *m);

/* A file begins: its first line is a head. For struct decode. */
void population_parts_begin(void *parts);

/* One line of a part: 0, or -1 and *why. */
int population_parts_take(struct population_parts *m, const struct record *r,
    struct reject *why);

/* All have been read: 0, or -1 and *why (users are missing, or as_of is before
 * the end of the data). */
int population_parts_end(const struct population_parts *m, struct fault *why);

/* The population as one part, line by line. Counts nothing. */
void population_part_write(struct population *p, struct out *o);

#endif
