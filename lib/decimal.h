/*
 * decimal.h - JSON numbers compared as they are written.
 *
 * Exact for any number of digits and any exponent: 1 = 1.0 = 10e-1, and
 * 9007199254740993 is greater than 9007199254740992. A double would say they
 * are the same, and two long ids or amounts would match that do not.
 */
#ifndef EVKIT_DECIMAL_H
#define EVKIT_DECIMAL_H

#include "span.h"

/* Whether all of text is a number by RFC 8259: "007", "+1" and ".5" are not. */
bool decimal_is(struct span text);

/* <0, 0, >0. Both have passed decimal_is, or are values from jscan. */
int decimal_cmp(struct span a, struct span b);

#endif
