/*
 * micro.h - amounts as exact counts of millionths, in int64.
 *
 * Sums of them are integers: the order in which they are added does not
 * matter, and no cent is lost to a double. The range is +-9.2e12.
 */
#ifndef EVKIT_MICRO_H
#define EVKIT_MICRO_H

#include "jpath.h"

#define MICRO_ONE INT64_C(1000000)

/*
 * A JSON number, with exponent or without. 0; 1 with *to cut towards zero,
 * where it has more than six digits of fraction that are not 0; -1, no number,
 * or out of range. Cost: O(bytes).
 */
int micro_read(struct span number, int64_t *to);

/*
 * The amount at the path in an object that has passed jscan: a number, or text
 * that is one, as CSV has no others; missing, null and "" are 0. As micro_read.
 */
int micro_member(const struct jpath *path, struct span object, int64_t *to);

/* "12.5", "-0.000001", "7": as few digits as can be. Returns the length. */
enum { MICRO_TEXT = 24 };
size_t micro_format(int64_t amount, char to[MICRO_TEXT]);

#endif
