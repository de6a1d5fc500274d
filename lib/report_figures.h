/*
 * report_figures.h - what the counts of a report say.
 *
 * What cannot be said is NAN, or an interval with NAN: no lift where nobody
 * converted without the message, no p where one of the groups has fewer than 30
 * users. Intervals are of 95%.
 *
 * The pooled effect is over levels of activity. Shrunk lifts are those of levels,
 * drawn towards what the levels have in common, on the logarithm of the ratio:
 * the more they agree, and the less a level knows, the closer (normal prior, its
 * variance by DerSimonian, Laird, Controlled Clinical Trials 7 (1986) 177).
 */
#ifndef EVKIT_REPORT_FIGURES_H
#define EVKIT_REPORT_FIGURES_H

#include "means.h"
#include "report.h"
#include "strata.h"

enum { REPORT_LEAST_USERS = 30, REPORT_LEAST_CONVERTED = 5, REPORT_TUNED = 5000 };

/* A message against the control. */
struct report_versus {
	double diff, lift, shrunk_lift, p, q, chance, mde, sequence_p;
	struct interval diff_ci, lift_ci, sequence_ci;   /* the sequence is of diff */
	bool exact;            /* p is Fisher's */
	bool low;              /* too few users or conversions to rely on */
};

/* Both have users. q and shrunk_lift are NAN: they need the others. */
struct report_versus report_versus(struct proportion a, struct proportion b);

/* What is said where one of them has none. */
struct report_versus report_versus_none(void);

/* A message against the control over all levels. */
struct report_pooled {
	struct strata_effect diff, lift, odds;
	double holm_p, cmh_p, differs_p;   /* differs: Tarone's, that levels differ */
	double sequence_p;
	struct interval sequence_ci;
	double drawn_p;        /* of the replay */
	struct means_effect cuped;
	struct interval cuped_ci;
	double cuped_p, cuped_reduction;
};

struct report_figures {
	const struct report *report;
	struct report_versus *cell;    /* as report->cell */
	struct report_versus *total;   /* by message */
	struct report_pooled *pooled;
};

/* For each message but the control. */
void report_figures_init(struct report_figures *f, const struct report *r);
void report_figures_free(struct report_figures *f);

/* What a number known before takes off the variance; after init. */
void report_figures_cuped(struct report_figures *f, enum user_number number);

/* The rows of a message, one a level; room for all levels. */
void report_rows(const struct report *r, size_t message, struct strata_row *to);

double report_z(void);

#endif
