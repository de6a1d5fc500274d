/*
 * mapping.h - which place of a record is which field of an event: a table.
 *
 * One engine for a provider's constant table (provider_NAME.c), the user's
 * options (--user-id PATH) and his file (mapfile.h). What an id, a time or a
 * name may be is normal.h's affair.
 *
 * A field's places are asked in turn. One is passed over that is absent, null
 * or "", an id that is a placeholder or of no type that an id has, a time that
 * is none (noted as ts_fallback). The constant comes last. Where a place
 * stands twice with different values, the record is refused for who, when and
 * what (dup_key), else the last counts and is flagged.
 *
 * Nothing is lost: a member of the record that was not used, dropped or named
 * in `aside` goes with its name into the metadata or the context, whichever
 * `rest` says; so does one that was passed over, unless it is null or "". A
 * place below the first step leaves the member that holds it there too.
 *
 * Cost: the first steps of all places are picked in one go; each deeper step
 * walks the value that holds it. No allocation per record.
 */
#ifndef EVKIT_MAPPING_H
#define EVKIT_MAPPING_H

#include "normal.h"

enum { MAPPING_USER_ID, MAPPING_TIMESTAMP, MAPPING_EVENT, MAPPING_EVENT_ID, MAPPING_ANONYMOUS_ID,
	MAPPING_METADATA, MAPPING_RECEIVED_AT, MAPPING_FIELDS };

enum { MAPPING_PATHS = 8 };

/* Paths are jpath.h's texts. No path and no constant: the field is left as the
 * caller has it, before or behind mapping_read. */
struct mapping_rule {
	const char *path[MAPPING_PATHS];   /* up to NULL, or all */
	const char *constant;              /* a JSON string or number of at most 100 bytes */
};

struct mapping_rename {
	const char *from, *to;             /* names of events, as plain text */
};

/* Where members go that are nobody's. */
enum mapping_rest {
	MAPPING_REST_METADATA,     /* in front of the metadata: flat records, a CSV's columns */
	MAPPING_REST_CONTEXT,      /* the metadata is the provider's own object, bytes untouched */
};

struct mapping {
	struct mapping_rule rule[MAPPING_FIELDS];
	const char *source;                /* plain text; NULL: none */
	enum mapping_rest rest;
	const char *const *aside;          /* up to NULL: members that the caller reads himself */
	const struct mapping_rename *rename;
	size_t renames;
	const char *const *drop;           /* up to NULL: places that are in neither of both */
	/* What the provider promises of its times; options go before it. */
	enum tstamp_unit unit;             /* of numbers in `timestamp`; AUTO: by the stream */
	bool utc;                          /* a time without zone is UTC: no flag, no --tz */
};

/* The rules of fields under their own names. */
#define MAPPING_OWN_NAMES { \
	[MAPPING_USER_ID] = { .path = { "user_id" } }, \
	[MAPPING_TIMESTAMP] = { .path = { "timestamp" } }, \
	[MAPPING_EVENT] = { .path = { "event" } }, \
	[MAPPING_EVENT_ID] = { .path = { "event_id" } }, \
	[MAPPING_ANONYMOUS_ID] = { .path = { "anonymous_id" } }, \
	[MAPPING_METADATA] = { .path = { "metadata" } }, \
	[MAPPING_RECEIVED_AT] = { .path = { "received_at" } }, \
}

/* Those alone: all else is metadata. */
extern const struct mapping mapping_by_name;

/*
 * Fills *e from the record: 0, or -1 and *why. The table is prepared at its
 * first record and remembered by its address, so it must not move or change;
 * normal_free frees what was prepared. Spans as in normal.h.
 */
int mapping_read(struct normal *n, const struct mapping *m, const struct record *r,
    struct normal_event *e, struct reject *why);

/* How often each rule was the one that gave the value; NULL before the first
 * record. For --check-map. */
struct mapping_hits {
	uint64_t path[MAPPING_FIELDS][MAPPING_PATHS];
	uint64_t *rename, *drop;           /* by their order in the table */
};
const struct mapping_hits *mapping_hits(const struct normal *n, const struct mapping *m);

/* For normal_free. */
void mapping_free(struct normal *n);

#endif
