/*
 * report_events.h - what users of a message did after it: retention, and how many
 * messages they were sent. From canonical events, in any order, read after the
 * records of conversion were settled.
 *
 * Day n of a user is the 24 hours from n days after the first exposure on. Any
 * event but one that shows a message is activity. A user counts on the days that were
 * over at the end of the data.
 *
 * Memory: 12 bytes a user, and 16 each exposure.
 */
#ifndef EVKIT_REPORT_EVENTS_H
#define EVKIT_REPORT_EVENTS_H

#include "pred.h"
#include "report.h"
#include "timeline.h"

/* Retention on days 0 to 28; messages in 7 days from 0 up, the last of them and more. */
enum { REPORT_EVENTS_DAYS = 29, REPORT_EVENTS_OFTEN = 51 };

struct report_events {
	const struct report *report;
	const struct pred *exposure;   /* what shows a message; not owned */
	size_t messages;
	struct report_events_user *user;   /* by number of the report's times */
	struct timeline_pool pool;
	struct buf scratch;

	/* By message, then day. n: whose day is over. */
	struct proportion *on;       /* active on that day */
	struct proportion *since;    /* active on that day or later ("unbounded") */

	/* Users by the most messages that they were sent in any 7 days that begin with
	 * one (rolling 7 days of 168 hours, no calendar weeks). By message, then number;
	 * the last row is of all messages. */
	uint64_t *often;
};

/* After report_settle, of a report that keeps times. */
void report_events_init(struct report_events *e, const struct report *r,
    const struct pred *exposure);
void report_events_free(struct report_events *e);

/* One event: NULL, it counts; or the name of the reason why it does not. */
const char *report_events_add(struct report_events *e, const struct event *event);

/* All have been added; the data ends at end_ns. */
void report_events_settle(struct report_events *e, int64_t end_ns);

static inline struct proportion
report_events_on(const struct report_events *e, size_t message, size_t day)
{
	return e->on[message * REPORT_EVENTS_DAYS + day];
}

static inline struct proportion
report_events_since(const struct report_events *e, size_t message, size_t day)
{
	return e->since[message * REPORT_EVENTS_DAYS + day];
}

/* Users of the message (e->messages: of all) with `number` of them, of all its users. */
struct proportion report_events_often(const struct report_events *e, size_t message,
    size_t number);

#endif
