/*
 * history.h - how many users came, stayed, came back and left, over time.
 *
 * In each interval (a day; a week, Monday to Sunday; a calendar month) a user
 * who is active is new (never active before), current (active in the interval
 * before, too) or resurrected (active earlier, but not in the one before); who
 * was active in the one before and is not now is dormant. That is Amplitude's
 * and PostHog's lifecycle.
 *
 * Cost: for each user one bit an interval from the first active to the last,
 * in steps of 64, and 16 bytes. The order of events does not matter.
 */
#ifndef EVKIT_HISTORY_H
#define EVKIT_HISTORY_H

#include "out.h"
#include "table.h"

enum history_interval { HISTORY_DAYS, HISTORY_WEEKS, HISTORY_MONTHS };

struct history {
	enum history_interval interval;
	struct table users;    /* struct history_user, by user id */
	int32_t day, number;   /* the last that was asked for */
};

void history_init(struct history *h, enum history_interval interval);
void history_free(struct history *h);

/* Active on that day. */
void history_add(struct history *h, struct span user, int32_t day);

/*
 * Writes one record for each interval from that of day `from` to that of `to`:
 * begins, active, new, current, resurrected, dormant. Days that were added lie
 * between the two. Returns how many.
 */
uint64_t history_write(struct history *h, int32_t from, int32_t to, struct out *o);

#endif
