/*
 * report.h - users who were shown messages, and who of them converted.
 *
 * Records come in any order; from report_settle on there are counts by activity
 * and message, and nothing depends on the order any more. Counted are users whose
 * window is over (mature) and who saw one message only.
 *
 * Memory: about 120 bytes a user under a 36-byte id, and as much for each user of
 * a users file; with times 16 bytes more.
 */
#ifndef EVKIT_REPORT_H
#define EVKIT_REPORT_H

#include "asof.h"
#include "assign.h"
#include "conversion_record.h"
#include "fault.h"
#include "proportion.h"

/* In assign_user.at. Above them, for users of a users file, their message there; above
 * that who it is, counted from 0 in the order of the table. */
enum {
	REPORT_CONVERTED = 1, REPORT_MATURE = 2, REPORT_SEVERAL = 4, REPORT_KNOWN = 8,
	REPORT_L28 = 16,       /* l28 is known */
	REPORT_MESSAGE = 8, REPORT_NUMBER = 16,   /* bits to shift by */
};

static inline size_t
report_number(const struct assign_user *u)
{
	return u->at >> REPORT_NUMBER;
}

/* In a users file: number in report.messages, 0: none. */
static inline uint32_t
report_given(const struct assign_user *u)
{
	return u->at >> REPORT_MESSAGE & 0xff;
}

/* CONVERSION_RECORD_NEVER where the record has none, or where it did not convert. */
struct report_times {
	int64_t exposed_ns, converted_ns;
};

struct report_cell {
	struct proportion p;   /* converted, of those that are counted */
	uint64_t immature;
};

struct report {
	struct assign_plan plan;   /* the control first, then by the bytes of names */
	bool named;            /* the plan was there before the records */
	struct span control;   /* its name; empty: one is chosen */
	bool chosen;           /* the first of names, since none is called control */
	struct words messages;
	struct assign seen;    /* who has a record of conversion */
	struct assign given;   /* users of a users file */
	struct conversion_reader reader;
	struct buf about;      /* goal and window of the first record */
	size_t goal_n;
	struct report_cell *cell;   /* by activity, then message */
	struct report_cell *total;  /* by message */
	uint64_t counted, immature, several, unknown, moved;
	bool timed;            /* keep times: set before the first record */
	struct report_times *times;
	size_t times_cap;
	struct asof asof;      /* the end of the data: given, or the latest time seen */
};

void report_init(struct report *r);
void report_free(struct report *r);

/* All messages are in r->plan, with their shares: others are refused. */
void report_named(struct report *r);

/* A users file, before all records: as ev-segment or ev-assign wrote it. -1 and *why,
 * with file and line, at the first line that is no user record. */
int report_users(struct report *r, const char *path, size_t max_line, struct fault *why);

/* A record of conversion. 0, or -1 and *why, as user_record_read. */
int report_take(struct report *r, struct span line, struct reject *why);

/* All have been taken. NULL, or what is wrong. */
const char *report_settle(struct report *r);

static inline size_t
report_levels(const struct report *r)
{
	return r->seen.strata.levels;
}

static inline const struct report_cell *
report_cell(const struct report *r, size_t level, size_t message)
{
	return &r->cell[level * r->plan.messages + message];
}

/* The name of a level; empty where records had none. */
struct span report_level(const struct report *r, size_t level);

/* Of a user who has a record, in a report that keeps times. */
static inline struct report_times *
report_times(const struct report *r, const struct assign_user *u)
{
	return &r->times[report_number(u)];
}

/* The window in nanoseconds; -1: the records do not say it. */
int64_t report_window_ns(const struct report *r);

/* Whether a user is counted. */
static inline bool
report_counts(uint64_t at)
{
	return (at & (REPORT_MATURE | REPORT_SEVERAL)) == REPORT_MATURE;
}

#endif
