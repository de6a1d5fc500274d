/*
 * normal.h - the rules by which any provider's record becomes a canonical event.
 *
 * A provider (provider.h) says which of its fields is which; what an id, a
 * time, an event's name or its metadata may be is decided here, once for all.
 * The rules, with the real data behind them, are in ev-normalize(1).
 */
#ifndef EVKIT_NORMAL_H
#define EVKIT_NORMAL_H

#include "decode.h"
#include "jpath.h"
#include "lag.h"
#include "placeholder.h"
#include "tstamp.h"
#include "zone.h"

/* What was not as it should be, or was derived: the event's "flags", in this
 * order. ev-event(5) explains each. */
enum {
	NORMAL_TZ_ASSUMED = 1 << 0,
	NORMAL_TZ_TWICE = 1 << 1,
	NORMAL_TZ_GAP = 1 << 2,
	NORMAL_TS_COMPUTED = 1 << 3,
	NORMAL_TS_ORIGINAL = 1 << 4,
	NORMAL_TS_FROM_RECEIVED = 1 << 5,
	NORMAL_TS_CUT = 1 << 6,
	NORMAL_TS_UNIT = 1 << 7,
	NORMAL_TS_SUSPECT = 1 << 8,
	NORMAL_TS_FUTURE = 1 << 9,
	NORMAL_LEAP_SECOND = 1 << 10,
	NORMAL_ID_DERIVED = 1 << 11,
	NORMAL_ID_SUSPECT = 1 << 12,
	NORMAL_METADATA_WRAPPED = 1 << 13,
	NORMAL_DUP_KEY = 1 << 14,
	NORMAL_TS_LENIENT = 1 << 15,
};

enum { NORMAL_KEEP = 32 };

struct mapping;
struct mapping_plan;

struct normal {
	/* Options. */
	struct zone zone;          /* of times that name none; fixed UTC by default */
	bool local_epochs;         /* --tz was given: Mixpanel's epochs are civil time */
	enum tstamp_unit time_unit;   /* of numbers; AUTO: each stream's first decides */
	const char *time_format;   /* timeformat.h; NULL: tstamp.h's grammar */
	bool lenient;              /* months and days of one digit are taken */
	bool clamp;                /* later than received by much: it is when it was received */
	unsigned refused;          /* flags of events that are rejected */
	struct placeholder placeholder;
	bool context;
	struct tstamp now;         /* --now; digits 0: not given */
	const char *source;        /* --source; NULL: as the provider says */
	const struct mapping *map; /* --map, --user-id and the like; NULL: none */
	struct normal_kept {
		struct jpath path, own;    /* in the record; of that name in the metadata */
		struct buf key;            /* the name, as between a key's quotes */
	} keep[NORMAL_KEEP];
	size_t keeps;
	struct tally *tally;
	struct mapping_plan *plans;   /* mapping.c's, of the tables that were read by */
	/* Of the stream that is being read. */
	enum tstamp_unit unit, received_unit;   /* AUTO until the first number decides */
	struct normal *stream;     /* of which this one reads parts, in turn: run's; or NULL */
	struct run *run;
	/* Of the whole run: times that were numbers, by the unit that they decided
	 * on; and whether they are local ones. */
	uint64_t epochs[5];
	struct lag lag;
	/* Scratch, reused. `made` holds what is put together for one record; its
	 * room is reserved beforehand, so spans of it stay where they are. */
	struct buf text;
	struct buf made;
	struct jscan inner;        /* of a record's inner object */
	/* The record's last two times that were written as we write them: the text of
	 * such a point in time need not be made again. NULL: none. */
	struct normal_plain {
		const char *text;
		int64_t ns;
	} plain[2];
	unsigned plains;
	/* Keys that a provider picks and leaves out; prepared at its first record. */
	struct normal_keys {
		struct jscan_keys picked, all;
	} mixpanel;
};

/*
 * An event as it is gathered. Ids and the name are JSON strings with as few
 * escapes as can be, so that one text has one spelling; metadata and context
 * are as written; empty: none. The *_from are the source fields' names, for
 * --explain and rejects.
 */
struct normal_event {
	struct span user_id, anonymous_id, event, event_id, metadata, context;
	const char *user_id_from, *anonymous_id_from, *event_from, *event_id_from,
	    *timestamp_from, *received_from, *metadata_from;
	struct span source;                  /* JSON string */
	struct tstamp timestamp, received;   /* of received digits 0: none */
	unsigned flags;
};

/* A zeroed struct with tally and zone (ZONE_UTC) set is ready for use. */
void normal_free(struct normal *n);

/* One with the same options, which are shared, for records that another thread reads;
 * and what it has counted beyond the tally, as if this one had: it is freed. */
void normal_fork(struct normal *n, const struct normal *from, struct tally *tally);
void normal_merge(struct normal *n, struct normal *from);

/* --keep PATH: NULL, or why it is refused. The text lives as long as argv. */
const char *normal_keep(struct normal *n, const char *path);

/* A new input begins: what was decided for the stream is forgotten. */
void normal_begin(struct normal *n);

/* After the last input: notes in the tally what was decided for the streams. */
void normal_end(struct normal *n);

/* A new record begins. Spans made for the last one are no longer valid. */
void normal_record(struct normal *n, const struct record *r);

/*
 * An id: a string that is not empty, or a number, whose digits become the
 * string. null, "", and a placeholder are no id (1); an object, array or bool
 * is none either and is flagged. 0: *to is set; -1: *why (a lone surrogate).
 */
int normal_id(struct normal *n, struct span value, struct span *to, unsigned *flags,
    struct reject *why);

/* An event's id: the same, but over 100 bytes it is none (1): no sender's is so
 * long (segment.com/docs, HTTP API). What it may look like does not matter. */
int normal_event_id(struct normal *n, struct span value, struct span *to, struct reject *why);

/* normal_id for a field of that name: 0, also where it is none; -1 and *why. */
int normal_take_id(struct normal *n, const struct record *r, const char *field, struct span value,
    struct span *to, unsigned *flags, struct reject *why);
int normal_take_event_id(struct normal *n, const struct record *r, const char *field,
    struct span value, struct span *to, struct reject *why);

/* Whether a value is absent, null or "". */
bool normal_none(struct span value);

/* A time: text in tstamp.h's grammar or as --time-format says, or an epoch
 * number. 0, or -1: none, and no flag is set. */
int normal_time(struct normal *n, struct span value, struct tstamp *to, unsigned *flags);

/* The same for epoch numbers that are local civil time if --tz says so. */
int normal_local_time(struct normal *n, struct span value, struct tstamp *to, unsigned *flags);

/* The same where the provider's word is known: the unit of numbers unless it is
 * AUTO, and whether a time without zone is UTC. Only --time-unit goes before it. */
int normal_known_time(struct normal *n, struct span value, enum tstamp_unit unit, bool utc,
    struct tstamp *to, unsigned *flags);

/* normal_refuse for what none of them takes, with the best reason there is:
 * bad_ts or ambiguous_number, and what option would help; else `message`. */
int normal_refuse_time(struct normal *n, struct reject *why, struct span text, const char *field,
    struct span value, const char *message);

/* When the server had it: digits 0 where that is missing, or is no time, which
 * is noted. Returns its flags, for whoever takes it for the event's time. */
unsigned normal_received(struct normal *n, struct span value, struct tstamp *to);

/* The same; whether a time without zone is UTC, as in normal_known_time. */
unsigned normal_known_received(struct normal *n, struct span value, bool utc, struct tstamp *to);

/* The event's name: a string that is not empty, or a number. 0, or -1 and *why. */
int normal_name(struct normal *n, struct span value, struct span *to, struct reject *why);

/* An object that is JSON text in a string, as in cells of tables; its line breaks
 * become blanks, its members are in n->inner. False: it is none. */
bool normal_object(struct normal *n, struct span value, struct span *object);

/* The metadata: an object as it is; null or none is {}; anything else that is
 * not empty is kept under `name` and flagged. */
struct span normal_metadata(struct normal *n, struct span value, const char *name, unsigned *flags);

/* An object with one more member in front; `object` if value is none or null. */
struct span normal_with(struct normal *n, struct span object, struct span key, struct span value);

/* Fills a reject's field, reason and text; returns -1. `value` may be empty. */
int normal_refuse(struct reject *why, struct span text, const char *field, struct span value,
    const char *reason, const char *message);

/* The bit of a flag's name; 0: there is none such. */
unsigned normal_flag(struct span name);

/* The bits of an event's flags array; what is not ours is noted and left out. */
unsigned normal_flags(struct normal *n, struct span array);

/* Last checks (identity, future), derived id; then the line is put behind
 * what `to` holds, without newline. 0, or -1 and *why. normal_write.c. */
int normal_write(struct normal *n, struct normal_event *e, const struct record *r,
    struct buf *to, struct reject *why);

#endif
