/*
 * srm.h - sample ratio mismatch: whether users are spread as they should be.
 *
 * Pearson's chi-square of the counts against the weights. An experiment that
 * fails it has lost users of one message more than of another, and no figure
 * of it can be trusted. The usual alarm is p < 0.001.
 */
#ifndef EVKIT_SRM_H
#define EVKIT_SRM_H

#include "span.h"

#define SRM_ALARM 0.001

/* p of n counts; those of weight 0 are not looked at. 1 where nothing can be said:
 * fewer than two are left, or there are no users. */
double srm_p(const uint64_t *users, const double *weights, size_t n);

#endif
