/*
 * convert.h - from events to conversion records: what ev-convert does.
 *
 * The caller sets the question, convert_take gathers the events that matter,
 * in any order, and convert_write writes a record for each user, exposure or
 * credited goal (exposure.h), or for each user of a funnel (funnel.h): ordered
 * by the bytes of the user id, then by time. With `partial` the events
 * themselves are written, for others to merge: convert_part.h.
 *
 * Cost: 16 bytes an event that matters (timeline.h), 24 a user who has one,
 * and the user's id in the table; events that do not matter cost nothing, but
 * with rule.strict all of them do. With hold 16 bytes for each value of a user.
 * Where exposures are written one by one 8 bytes and the id more of each.
 * Beyond `memory` the users so far go to files, in the form of a part, and all
 * are merged at the end (linemerge.h): then it is `memory`, or what the user
 * with most events takes, and 256 KiB a file.
 *
 * With sorted the memory is that of the user who has most: his events stand
 * together, and users come in the order of their bytes or of canonical events'
 * lines, which convert_take checks; as_of is given then, and records are written
 * as soon as their user is complete.
 */
#ifndef EVKIT_CONVERT_H
#define EVKIT_CONVERT_H

#include "arena.h"
#include "asof.h"
#include "conversion.h"
#include "exposure.h"
#include "later.h"
#include "linemerge.h"
#include "pred.h"
#include "run.h"
#include "users.h"

enum convert_estimand { CONVERT_USER = 1, CONVERT_EXPOSURE, CONVERT_CREDIT };

/* Their names as on the command line and in records; NULL at the end. */
extern const char *const convert_estimands[];

struct convert {
	/* The question: a funnel, or an exposure and a goal. Up to asof. */
	struct pred *step[FUNNEL_STEPS];
	size_t steps;
	struct pred *exclude[FUNNEL_EXCLUSIONS];
	struct funnel_rule rule;       /* of a funnel; steps and window are set by convert_init */
	bool exclude_users;            /* those of whom an exclusion ended a chain */
	bool totals;                   /* each attempt, not the best chain of the user */
	struct jpath hold;             /* steps share what stands there; text NULL: any may follow */
	struct pred *exposure, *goal;
	int64_t window_s, window_ns;   /* window_s -1: not said; window_ns is its own */
	enum convert_estimand estimand;
	bool touched;                  /* touch was said */
	enum exposure_touch touch;     /* of CONVERT_CREDIT */
	struct jpath message;          /* in an exposure's metadata */
	struct jpath value;            /* in a goal's metadata; text NULL: not wanted */

	/* How it is worked out. */
	struct asof asof;
	const char *users_file;        /* NULL: none was read */
	bool sorted;                   /* each user's events stand together, see above */
	bool partial;                  /* convert_write writes a part */
	size_t memory;                 /* bytes; 0: no limit */

	/* Events that match each step; without steps the exposure and the goal. */
	uint64_t matched[FUNNEL_STEPS], matched_exclude[FUNNEL_EXCLUSIONS];

	/* The answer in figures, after convert_write. */
	uint64_t records, mature;      /* mature: whose window is over */
	uint64_t converted;            /* of the mature */
	uint64_t reached[FUNNEL_STEPS];
	uint64_t credited, lost;       /* goals with and without an exposure */
	uint64_t value_cut;            /* values of more than six digits of fraction */

	/* Its own. */
	bool begun;
	struct table people;           /* struct convert_line, by user id */
	struct later later;            /* of it, where no value is shared */
	struct convert_line {
		struct timeline t;
		uint32_t value, next;      /* with hold: in held, and in lines */
	} *line;
	uint32_t lines, lines_cap;
	bool alone;                    /* current is the only user, with this id: */
	struct buf user;
	struct convert_line current;
	bool people_seen, by_id, by_line;
	struct timeline_pool pool;
	struct words words;            /* of messages and users */
	struct words held;             /* values that steps share: '"' and a text, or '=' and JSON */
	struct messages messages;
	struct users users;
	struct exposures exposures;
	size_t names;                  /* bytes that ids and held values take */
	struct linemerge spilled;
	struct convert_reader {
		struct jscan line, list, event;
		struct buf text;
	} reader;
	bool headed;                   /* the head of the part is written */
	uint64_t total;                /* events written to it */
	struct arena texts;            /* of a question that a part asked */
	struct buf scratch, who;
};

/* At first; the struct stays where it is. Then users may be read, into users. */
void convert_init(struct convert *c);

/* The question is set, as convert_check has it (convert_options.h). */
void convert_begin(struct convert *c);

/* Frees the question: none is asked then. */
void convert_unask(struct convert *c);

/* Frees all, the question too. */
void convert_free(struct convert *c);

/* One event. Counts it in run->tally, or rejects it: a goal's value that is no
 * number. Ends the program where the disk fails. */
void convert_take(struct convert *c, struct run *run, const struct event *e,
    const struct place *at);

/* All records; nothing if it has not begun. */
void convert_write(struct convert *c, struct run *run);

#endif
