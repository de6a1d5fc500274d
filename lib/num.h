/*
 * num.h - numbers from text, whole and in range.
 *
 * Each takes all of the span or refuses it: no leading space, no sign where
 * none makes sense, no trailing text. 0, or -1 with *to untouched.
 */
#ifndef EVKIT_NUM_H
#define EVKIT_NUM_H

#include "span.h"

/* Decimal, with an optional '-'. */
int num_int(struct span text, int64_t min, int64_t max, int64_t *to);

/* Bytes: "4096", "64K", "16M", "1G" (powers of 1024). */
int num_size(struct span text, size_t *to);

/* A length of time in seconds: "90", "90s", "15m", "36h", "7d", "2w". */
int num_seconds(struct span text, int64_t *to);

/*
 * A decimal number as an exact count of 10^-9: "12.5" is 12500000000. Fails
 * where it has more than 9 digits of fraction that are not 0, has an exponent,
 * or does not fit. Never passes through a double.
 */
int num_nano(struct span text, int64_t *to);

/* "1234567" as "1,234,567", for people; lies somewhere in `to`. */
enum { NUM_GROUPED = 32 };
const char *num_grouped(uint64_t n, char to[NUM_GROUPED]);

#endif
