/*
 * report_write.h - a report as records, and as a table for people.
 *
 * What cannot be said is left out of a record, and is a dash in the table.
 */
#ifndef EVKIT_REPORT_WRITE_H
#define EVKIT_REPORT_WRITE_H

#include "assign_balance.h"
#include "out.h"
#include "report_days.h"
#include "report_events.h"
#include "report_match.h"
#include "report_move.h"

struct report_page {
	const struct report *report;
	const struct report_figures *figures;
	const struct report_move *move;        /* NULL: none, as the next three */
	const struct report_days *days;
	const struct report_events *events;
	const struct report_match *match;
	struct assign_balance balance;         /* of who was seen */
	double level_srm;      /* p of the least equal level, times their number */
	bool known;            /* a users file was there */
	bool sequential;
};

/* Measures the balance; report_write_end frees that. */
void report_write_begin(struct report_page *p);
void report_write_end(struct report_page *p);

/* Returns how many records. */
uint64_t report_write(const struct report_page *p, struct out *o);

/* Their parts that figures show. */
uint64_t report_write_days(const struct report_days *d, struct out *o);
uint64_t report_write_events(const struct report_events *e, struct out *o);
uint64_t report_write_matched(const struct report_match *m, struct out *o);

/* Returns how many lines. */
uint64_t report_table(const struct report_page *p, struct out *o, size_t width);

#endif
