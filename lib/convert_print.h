/*
 * convert_print.h - the answer of ev-convert in a few lines on stderr.
 */
#ifndef EVKIT_CONVERT_PRINT_H
#define EVKIT_CONVERT_PRINT_H

#include "convert.h"

/* After convert_write. */
void convert_print(const struct convert *c);

#endif
