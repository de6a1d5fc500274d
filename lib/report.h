/*
 * report.h - users who were shown messages, and who of them converted.
 *
 * Records come in any order; from report_settle on there are counts by activity
 * and message, and nothing depends on the order any more. Counted are users whose
 * window is over (mature) and who saw one message only.
 *
 * Memory: about 120 bytes a user under a 36-byte id, and as much for each user of
 * a users file.
 */
#ifndef EVKIT_REPORT_H
#define EVKIT_REPORT_H

#include "assign.h"
#include "conversion_record.h"
#include "fault.h"
#include "proportion.h"

/* In assign_user.at; above them, for users of a users file, their message there. */
enum {
	REPORT_CONVERTED = 1, REPORT_MATURE = 2, REPORT_SEVERAL = 4, REPORT_KNOWN = 8,
	REPORT_MESSAGE = 8,    /* bits to shift by */
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

/* Whether a user is counted. */
static inline bool
report_counts(uint64_t at)
{
	return (at & (REPORT_MATURE | REPORT_SEVERAL)) == REPORT_MATURE;
}

#endif
