/*
 * report_replay.h - p-values by drawing the messages again, as ev-assign does.
 *
 * If messages did nothing, every user would have done the same with any other. So
 * the difference there is, is compared with those under 999 other salts: the share
 * of all 1000 that are as large is p. It is exact for the design, and assumes
 * nothing about distributions. (R. A. Fisher, The Design of Experiments, 1935.)
 *
 * Cost: 0.1 us a user of the users file and draw: 1 s for 10,000 users.
 */
#ifndef EVKIT_REPORT_REPLAY_H
#define EVKIT_REPORT_REPLAY_H

#include "report_figures.h"

enum { REPORT_DRAWS = 999 };

/* Fills f->pooled[].drawn_p. -1: the messages of the users file are not those of the
 * salt. Leaves the users of r->given with other messages. */
int report_replay(struct report_figures *f, struct report *r, struct span salt);

#endif
