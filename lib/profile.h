/*
 * profile.h - what is in an export: its fields, events, users, days, and what
 * looks wrong. For ev-decode --stats and ev-normalize --profile.
 *
 * Fed each record's members it gathers figures for each field, of the top level
 * and one level down; profile_end says them, as ndjson or as tables for
 * people. Keys that look like ids (a UUID, five digits, an '@') are one field
 * together, "properties.*": an export that is keyed by users has no end of them.
 * Fields whose names are known (profile_roles.c) are the event's name, user,
 * device, id and times.
 *
 * The result does not depend on the order of records, as long as there are no
 * more than PROFILE_FIELDS fields; what is left out then is counted and said.
 * Memory: per field up to 110 KiB (sketch.h with 1000 values); per user's and
 * device's field 45 MiB (2^18), events' names and ids 2 MiB (2^14).
 */
#ifndef EVKIT_PROFILE_H
#define EVKIT_PROFILE_H

#include "arena.h"
#include "jscan.h"
#include "run.h"
#include "sketch.h"
#include "table.h"
#include "tstamp.h"

enum { PROFILE_FIELDS = 4096 };

/* The types of JSON. */
enum profile_type {
	PROFILE_NULL, PROFILE_BOOL, PROFILE_NUMBER, PROFILE_STRING, PROFILE_ARRAY, PROFILE_OBJECT,
	PROFILE_TYPES
};

/* What else can be said of a value. */
enum profile_kind {
	PROFILE_PLAIN,
	PROFILE_BIG,           /* an integer that a double does not hold */
	PROFILE_EMPTY,         /* "" */
	PROFILE_DIGITS,        /* a string that is a number */
	PROFILE_TIME,          /* ... a time, in tstamp.h's grammar */
	PROFILE_JSON,          /* ... an object or array */
	PROFILE_NOBODY,        /* ... placeholder.h, in a field of ids */
	PROFILE_KINDS
};

/* What a field is by its name. */
enum profile_role {
	PROFILE_ANY, PROFILE_EVENT, PROFILE_USER, PROFILE_DEVICE, PROFILE_ID, PROFILE_TIMESTAMP,
	PROFILE_RECEIVED,
	PROFILE_ROLES
};

/* Days that are counted one by one: 1990 to 2049, all before and all behind. */
enum { PROFILE_BEFORE, PROFILE_BEHIND = 29220 - 7305 + 1, PROFILE_DAYS, PROFILE_DAY = 7305 - 1 };

struct profile_field {
	struct span top, key;      /* "properties" and "price"; top.p is NULL at the top level */
	bool plain;                /* no backslash in key: it is written in one way */
	bool ids;                  /* all keys of that object that look like ids */
	enum profile_role role;
	struct profile_field *next, *child;   /* who came next last time, and as first member */
	uint64_t records;          /* that have it */
	uint64_t repeats;          /* values beyond one a record */
	uint64_t last;             /* record */
	uint64_t type[PROFILE_TYPES], kind[PROFILE_KINDS];
	size_t longest;            /* bytes of a string */
	struct buf least, most;    /* numbers */
	struct tstamp first, final;    /* times; digits 0: none */
	uint64_t *day;             /* of times, where the role is one */
	struct sketch values;      /* all but null and objects */
	struct sketch keys;        /* of `ids` */
};

struct profile {
	bool on, table;            /* options: any profile at all; for people */
	struct tstamp now;         /* what is later is a finding; digits 0: not given */
	uint64_t records;
	uint64_t left_out;         /* values of fields over PROFILE_FIELDS */
	struct table fields;
	struct profile_field root;
	struct jscan inner;
	struct buf text, key;      /* scratch */
	struct arena arena;
};

/* Rows for the option table: --WORD and --table. */
#define PROFILE_OPTIONS(p, word) \
	{ 0, word, NULL, opt_flag, &(p).on, "write what is in the export instead of the records" }, \
	{ 0, "table", NULL, profile_take_table, &(p), "the same as tables, for people" }

opt_take profile_take_table;

/* One record: its members, from jscan or as csvobject lends them. A zeroed
 * struct is ready for use. */
void profile_add(struct profile *p, const struct jscan *record);

/*
 * The end: writes all that is known to the run's output, counts that as written,
 * and frees what was held. Nothing is written if there was no record, or not on.
 */
void profile_end(struct profile *p, struct run *run);

/* ---- between the files of this module ---- */

/* profile_roles.c: what the name says; keys as decoded, top as in a field. */
enum profile_role profile_role(struct span top, struct span key);
size_t profile_most(enum profile_role role);

/* The field that has this role: the first by name that has a value. NULL: none. */
struct profile_field *profile_field_of(const struct profile *p, enum profile_role role);

/* profile_value.c: counts one value, as written, of a field. */
void profile_value(struct profile *p, struct profile_field *f, struct span value, bool escapes);

/* Values that are not null, "" or {}... : what an empty column has none of. */
uint64_t profile_filled(const struct profile_field *f);

/* Different values but "": how many users there are, and the like. */
uint64_t profile_named(const struct profile_field *f);

/* "properties.price", or "/a.b/c" where a dot would not do. In `to`. */
struct span profile_path(const struct profile_field *f, struct buf *to);

/* An entry's value as JSON, an ellipsis at the end of one that is cut. */
void profile_example(struct buf *to, const struct sketch_entry *e);

/* What an entry's kind holds besides PROFILE_KINDS: its type. */
static inline enum profile_type
profile_type_of(const struct sketch_entry *e)
{
	return (enum profile_type)(e->kind >> 4);
}

/* n of all in tenths of a percent: 1000 only for all, 0 only for none. */
unsigned profile_permille(uint64_t n, uint64_t all);

extern const char *const profile_types[PROFILE_TYPES], *const profile_kinds[PROFILE_KINDS];

/* profile_find.c: something that looks wrong. */
struct profile_finding {
	const char *name;      /* mixed_types, ... */
	const struct profile_field *field;   /* NULL: of the whole */
	uint64_t records;
	struct span text;      /* a sentence, in the profile's arena */
};

/* Calls give for each, in a fixed order. `fields` are all of them in order. */
typedef void profile_give(void *arg, const struct profile_finding *found);
void profile_find(struct profile *p, struct profile_field *const *fields, size_t n,
    profile_give *give, void *arg);

/* profile_lines.c and profile_table.c. Each returns how many it wrote. */
uint64_t profile_lines(struct profile *p, struct profile_field *const *fields, size_t n,
    struct out *o);
uint64_t profile_table(struct profile *p, struct profile_field *const *fields, size_t n,
    struct out *o, size_t width);

#endif
