/*
 * sample_truth.h - what is true of sample events, for tests to compare with.
 *
 * ndjson: one record {"type":"truth",...} with the parameters and the counts
 * of the whole, then one {"type":"user",...} for each user, in order of rank.
 * All counts are exact.
 */
#ifndef EVKIT_SAMPLE_TRUTH_H
#define EVKIT_SAMPLE_TRUTH_H

#include "out.h"
#include "sample.h"

/* After sample_next has returned 0. */
void sample_truth_write(struct out *o, const struct sample *s, const char *shape, uint64_t objects);

#endif
