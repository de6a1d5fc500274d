/*
 * report_row.h - the members of a report's records, at the end of a line of output.
 *
 * What cannot be said, NAN or INFINITY, is left out. Numbers have six digits.
 */
#ifndef EVKIT_REPORT_ROW_H
#define EVKIT_REPORT_ROW_H

#include "jwrite.h"
#include "out.h"
#include "proportion.h"

/* {"type":TYPE and the closing brace with the end of the line. */
void report_row_begin(struct out *o, const char *type);
void report_row_end(struct out *o);

void report_row_number(struct buf *b, struct span key, double value);
void report_row_count(struct buf *b, struct span key, uint64_t n);

/* NAME, NAME_lo, NAME_hi. */
void report_row_interval(struct buf *b, const char *name, double value, struct interval ci);

/* The same of k / n, with Wilson's interval. */
void report_row_share(struct buf *b, const char *name, struct proportion p);

#endif
