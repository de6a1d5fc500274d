/*
 * report_days.h - what the figures of a report show: conversion over time, time to
 * convert, active days. From the records of conversion and users files alone.
 *
 * Who saw several messages is left out everywhere, as in the rest of the report.
 * Times are those of the records (exposed_at, converted_at); who has none is left out
 * of the first two figures, and counted. Nothing depends on the order of records.
 *
 * Memory: 16 bytes a record for its times, and while curves are counted 64 a user of
 * one message.
 */
#ifndef EVKIT_REPORT_DAYS_H
#define EVKIT_REPORT_DAYS_H

#include "report_figures.h"
#include "survival.h"
#include "users.h"

/* Active days of the last 28: 0 to 28. A curve has at most so many steps, or days. */
enum { REPORT_DAYS_L28 = 29, REPORT_DAYS_STEPS = 200 };

/* Until a time after the exposure: Kaplan and Meier's, see survival.h. */
struct report_wait {
	uint64_t left;         /* had neither converted nor gone out of sight before it */
	uint64_t converted;    /* by then */
	double rate;           /* of those who will have converted by then */
	struct interval ci;    /* Greenwood's, by log(-log) */
};

struct report_days {
	const struct report *report;
	size_t messages;
	uint64_t untimed;      /* of one message, without exposed_at or converted_at */

	/* Conversion over time: what who looks every day sees. At the end of a day (UTC),
	 * of message m: counted users whose first exposure was by then, and who of them
	 * had converted by then; an open window is one without conversion. From the day
	 * of the first exposure to the one on which the last window is over, or the data
	 * ends; the last day is the report's total. More days than steps go by several
	 * at a time, back from the last. */
	size_t days;
	int32_t day_first, day_step;   /* since 1970-01-01: report_days_day */
	struct proportion *grown;      /* by day, then message: report_days_grown */

	/* Time to convert, all users: whose window is not over count as long as they
	 * were seen. Of message m at step i, i * step_s after the exposure. */
	int64_t step_s;
	size_t steps;          /* and step 0 */
	uint64_t *waiting;     /* users, by message */
	struct report_wait *wait;   /* by message, then step: report_days_wait */

	/* The power-user curve: users by active days of the last 28. */
	const char *active_of; /* "after" or "users": the file; NULL: neither, no curve */
	uint64_t *active;      /* by message, then days 0 to 28 */
	uint64_t *of;          /* by message: all whose l28 is known */
};

/* After report_settle, of a report that keeps times. end_ns: where the data ends.
 * `after`: users later, or NULL; without them the curve is of the users file. */
void report_days_init(struct report_days *d, const struct report *r, int64_t end_ns,
    const struct users *after);
void report_days_free(struct report_days *d);

/* Since 1970-01-01. */
static inline int32_t
report_days_day(const struct report_days *d, size_t day)
{
	return d->day_first + (int32_t)day * d->day_step;
}

static inline struct proportion
report_days_grown(const struct report_days *d, size_t day, size_t message)
{
	return d->grown[day * d->messages + message];
}

/* A message against the control as seen at the end of that day; diff is NAN where one
 * of them has no users yet. sequence_ci is for who looks on all days. */
struct report_versus report_days_versus(const struct report_days *d, size_t day, size_t message);

static inline const struct report_wait *
report_days_wait(const struct report_days *d, size_t message, size_t step)
{
	return &d->wait[message * (d->steps + 1) + step];
}

/* Users of a message with so many active days, of all whose number is known; n may
 * be 0. */
static inline struct proportion
report_days_active(const struct report_days *d, size_t message, size_t active)
{
	return (struct proportion){
		(int64_t)d->active[message * REPORT_DAYS_L28 + active], (int64_t)d->of[message],
	};
}

#endif
