/*
 * population.h - users, and what is known of each, made of events.
 *
 * The state depends neither on the order of the events nor on how they were
 * divided: the states of parts, merged (population_part.h), are the state of
 * the whole, to the byte. Days, counts and sums are integers.
 *
 * Cost: O(1) an event; 24 bytes a user, 32 with values, and those of table.h;
 * with kinds 40, and 16 for each kind of event that a user did. Measured, with
 * UUIDs and all that ev-segment does: 108 bytes a user of ten million.
 */
#ifndef EVKIT_POPULATION_H
#define EVKIT_POPULATION_H

#include "activity.h"
#include "history.h"
#include "jpath.h"
#include "later.h"
#include "mix.h"
#include "opt.h"
#include "pred.h"
#include "words.h"
#include "zone.h"

enum { POPULATION_WHERES = 16 };

/* What counts. Set by options before population_begin. */
struct population_rules {
	struct zone zone;              /* where days begin */
	enum activity_unit unit;
	struct population_day {
		bool given;
		int32_t day;
	} as_of;                       /* events after it are dropped */
	struct opt_list names;         /* only events of these names are activity */
	struct population_wheres {
		struct pred *pred[POPULATION_WHERES];
		size_t n;
	} where;                       /* only those that meet all of these */
	bool known;                    /* only those with a user_id */
	struct jpath value;            /* summed up; its text NULL: nothing is */
	bool kinds;                    /* count what each user did, by the events' names */
};

#define POPULATION_RULES { .zone = { .name = "UTC", .fixed = true } }

/* Their rows in an option table. */
#define POPULATION_OPTIONS(r) \
	{ 0, "as-of", "DATE", population_take_day, &(r).as_of, \
	  "the day to measure from; drop later events [last day of the data]" }, \
	{ 0, "tz", "ZONE", zone_take, &(r).zone, "where days begin: Europe/Berlin, +05:30 [UTC]" }, \
	{ 0, "unit", "UNIT", population_take_unit, &(r).unit, \
	  "day or week: what the levels count [day]" }, \
	{ 0, "event", "NAME", opt_list, &(r).names, \
	  "only this event is activity; may be repeated" }, \
	{ 0, "where", "COND", population_take_where, &(r).where, \
	  "only such events are activity: plan=pro,price>=10; all must hold" }, \
	{ 0, "known", NULL, opt_flag, &(r).known, "drop events without user_id" }, \
	{ 0, "value", "PATH", population_take_value, &(r).value, \
	  "sum up this field of the metadata for each user" }

opt_take population_take_day, population_take_unit, population_take_where,
    population_take_value;

/* Whether any of them but as_of was given. */
bool population_rules_set(const struct population_rules *r);

/* `value` is there only with rules.value or rules.kinds, the last two only with
 * rules.kinds. */
struct person {
	struct activity activity;
	int64_t value;                 /* millionths, see micro.h */
	uint32_t mix;                  /* what he did: in population.mix */
	uint32_t group;                /* kinds.h's */
};

struct population {
	struct population_rules rules;
	struct buf terms;              /* the rules as JSON: population_part.h compares them */
	struct table users;            /* struct person, by user id; see population_settle */
	struct later later;            /* where all that counts is the day */
	struct mix_pool mix;           /* by number of the name */
	struct words names;
	struct activity_days days;     /* of all events, activity or not */
	uint64_t cut;                  /* values of more than six digits of fraction */
	struct history *history;       /* users go there instead; not owned; NULL: no */
	struct buf scratch;
};

/* p->rules are set, all else is zero. */
void population_begin(struct population *p);
void population_free(struct population *p);

/*
 * One event: 1 it counts; 0 it does not, and *dropped is the reason's name;
 * -1 its value is no number or the sum out of range: *why.
 */
int population_add(struct population *p, const struct event *e, const char **dropped,
    struct reject *why);

/* After the last event: its users, and those shortly before it, are in `users`. */
void population_settle(struct population *p);

/* The day that results are of, and from when on there are data; false where
 * there are none at all. */
bool population_frame(const struct population *p, int window, struct activity_frame *f);

/* A line on stderr where the first or the last day lies far from all others:
 * one wrong timestamp makes all users dormant, or the data longer than they are. */
void population_check_days(const struct population *p);

#endif
