/*
 * assign_strata.h - the segments within which messages are spread, in order.
 *
 * A segment here is a pair of activity and segment, as the records name them. The
 * order is by the bytes of both, so that those of one activity are neighbours.
 */
#ifndef EVKIT_ASSIGN_STRATA_H
#define EVKIT_ASSIGN_STRATA_H

#include "prf.h"
#include "words.h"

struct assign_stratum {
	uint32_t activity, segment;   /* words; 0 where records have none */
	uint32_t level;               /* number of the activity, from 0 */
};

struct assign_strata {
	struct words words;
	struct table numbers;
	struct assign_stratum *row;
	uint32_t *rank;        /* by the number that was put */
	size_t n, cap;
	size_t levels;
};

void assign_strata_init(struct assign_strata *s);
void assign_strata_free(struct assign_strata *s);

/* A number for the pair; assign_strata_settle turns it into a place in the order. */
uint32_t assign_strata_put(struct assign_strata *s, struct span activity, struct span segment);

/* All have been put: rows are in order, rank[number] is the row. */
void assign_strata_settle(struct assign_strata *s);

struct span assign_strata_activity(const struct assign_strata *s, size_t row);
struct span assign_strata_segment(const struct assign_strata *s, size_t row);

/* The key of one row under that of a salt. */
struct prf assign_strata_key(const struct assign_strata *s, size_t row, const struct prf *salt);

#endif
