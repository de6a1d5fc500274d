/*
 * provider.h - whose record this is, and which of its fields is which.
 *
 * One file a provider: its keys, how it is told from the others, and a function
 * that hands the values to normal.h's rules. A new one is a file and a row in
 * provider.c's table.
 */
#ifndef EVKIT_PROVIDER_H
#define EVKIT_PROVIDER_H

#include "normal.h"

enum { PROVIDER_KEYS = 24 };

struct provider {
	const char *name;
	const struct span *keys;     /* of the record's members, up to PROVIDER_KEYS */
	size_t n;
	/* Keys whose repetition with another value leaves no honest choice, as bits. */
	uint64_t once;
	/* Whether a record with these values (by key) is this provider's. No record
	 * is claimed by two of the table. */
	bool (*claims)(const struct span *value);
	/* 0, or -1 and *why. */
	int (*read)(struct normal *n, const struct record *r, const struct span *value,
	    struct normal_event *e, struct reject *why);
};

extern const struct provider provider_event, provider_fields, provider_mixpanel, provider_segment;

/* All of them, up to NULL. */
extern const struct provider *const provider_all[];

/* By name; NULL if there is none. */
const struct provider *provider_named(const char *name);

/* What is remembered between records: the last one is asked first. */
struct provider_finder {
	const struct provider *forced;   /* --from, or NULL */
	const struct provider *last;
	struct jscan_keys keys;          /* of last */
};

/*
 * The provider that claims the record, with its values picked: value has
 * PROVIDER_KEYS elements. NULL: nobody does. *differing as jscan_pick.
 */
const struct provider *provider_find(struct provider_finder *f, const struct jscan *json,
    struct span *value, uint64_t *differing);

#endif
