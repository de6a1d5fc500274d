/*
 * report_match.h - what a message did where nobody was kept from it: users who were
 * exposed beside users like them who were not yet.
 *
 * Coarsened exact matching (Iacus, King, Porro, Political Analysis 20 (2012) 1): a
 * user who was exposed is compared with those of the same segment who were not
 * exposed before, nor in the window that is looked at; the window begins in the same
 * week (Monday to Sunday, UTC), at the time at which someone of the segment was
 * exposed in it: which one, is drawn by the user's id. Those who have no counterpart
 * are left out. Weights make the others as many as the exposed in each segment and
 * week: so the effect is that on the exposed (ATT). A user may stand for several
 * weeks, and be exposed later: the variance is the sandwich of the weighted
 * regression, by user (Liang, Zeger, Biometrika 73 (1986) 13), times g / (g - 1)
 * for g users.
 *
 * Nobody drew who is exposed: what makes people different within a segment is not
 * known, and stays in the effect. It is an observation, no experiment.
 *
 * Memory: 24 bytes a user of the users file, 16 each goal, 90 each record.
 * Cost: a draw and a search for each user and each week of his segment, twice.
 */
#ifndef EVKIT_REPORT_MATCH_H
#define EVKIT_REPORT_MATCH_H

#include "pred.h"
#include "report.h"
#include "timeline.h"

/* Of one message. */
struct report_matched {
	struct proportion exposed;   /* who have a counterpart */
	uint64_t others;       /* users who stand for them; */
	uint64_t times;        /* and how often: once a week */
	uint64_t cells;        /* segments and weeks */
	uint64_t immature, not_in_users, alone;   /* left out; alone: without counterpart */
	double rate;           /* of the others, weighted; NAN where there are none */
	double diff, se, p;    /* p is NAN where there are fewer than 30 of either */
	struct interval ci;
};

struct report_match {
	const struct report *report;
	const struct pred *exposure, *goal;   /* not owned */
	struct report_match_user *user;       /* by number of the users file */
	struct prf key;
	int64_t window_ns, end_ns;
	/* Of the message that is looked at: */
	struct report_match_exposed *exposed;
	int64_t *ns;           /* their times again: they lie close */
	struct report_match_cell *cell;
	size_t cells, *first;  /* cells of segment s: first[s] to first[s + 1] */
	struct timeline_pool pool;
	struct buf scratch;
	struct report_matched of[ASSIGN_MESSAGES];
};

/* After report_settle, of a report that keeps times and has a users file. NULL, or why
 * not: the records are of another goal, or do not say the window. */
const char *report_match_init(struct report_match *m, const struct report *r,
    const struct pred *exposure, const struct pred *goal);
void report_match_free(struct report_match *m);

/* Whether the event matters. */
bool report_match_add(struct report_match *m, const struct event *event);

/* All have been added: fills m->of. */
void report_match_settle(struct report_match *m, int64_t end_ns);

#endif
