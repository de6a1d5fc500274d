/*
 * provider.h - whose record this is, and which of its fields is which.
 *
 * One file a provider: how its records are told from the others', and which
 * of their places is which field: a table (mapping.h) where one says it all,
 * a function that hands the values to normal.h's rules where not. A new one is
 * a file and a row in provider.c's table.
 */
#ifndef EVKIT_PROVIDER_H
#define EVKIT_PROVIDER_H

#include "mapping.h"

enum { PROVIDER_KEYS = 48 };

struct provider {
	const char *name;
	const struct span *keys;     /* of the record's members, up to PROVIDER_KEYS */
	size_t n;
	/* Keys whose repetition with another value leaves no honest choice, as bits. */
	uint64_t once;
	/* Whether a record with these values (by key) is this provider's. No record
	 * is claimed by two of the table. */
	bool (*claims)(const struct span *value);
	/* The array of a batch, whose items are records (unroll.h); empty: it is
	 * none. NULL: the provider has no batches. */
	struct span (*items)(const struct span *value);
	/* 0, or -1 and *why. */
	int (*read)(struct normal *n, const struct record *r, const struct span *value,
	    struct normal_event *e, struct reject *why);
};

extern const struct provider provider_event, provider_fields;
extern const struct provider provider_segment, provider_rudderstack, provider_jitsu,
    provider_hightouch;
extern const struct provider provider_mixpanel, provider_pipeline, provider_amplitude,
    provider_merged, provider_ga4, provider_snowplow, provider_posthog, provider_heap,
    provider_mparticle;

/* All of them, up to NULL. */
extern const struct provider *const provider_all[];

/* By name; NULL if there is none. */
const struct provider *provider_named(const char *name);

/* "segment, rudderstack, ..." for a message; *to holds the text. */
const char *provider_names(struct buf *to);

/* What is remembered between records: the last one is asked first. */
struct provider_finder {
	const struct provider *forced;   /* --from, or NULL */
	const struct provider *last;
	const struct span *picked;       /* whose keys are set */
	struct jscan_keys keys;
};

/*
 * The provider that claims the record, with its values picked: value has
 * PROVIDER_KEYS elements. NULL: nobody does. *differing as jscan_pick.
 */
const struct provider *provider_find(struct provider_finder *f, const struct jscan *json,
    struct span *value, uint64_t *differing);

/* ---- for the providers: lib/provider_*.c ---- */

/*
 * Keys by which the records of those that are a table are told apart, the first
 * group being what each calls an event's kind: having one, and none of the
 * others', is what keeps two from claiming one record.
 */
enum {
	PROVIDER_TYPE, PROVIDER_EVENT, PROVIDER_EVENT_TYPE, PROVIDER_EVENT_NAME, PROVIDER_EVENTS,
	PROVIDER_BATCH, PROVIDER_COLLECTOR_TSTAMP, PROVIDER_MERGED_AMPLITUDE_ID,
	PROVIDER_TIMESTAMP, PROVIDER_TIME, PROVIDER_EVENT_TIME, PROVIDER_EVENT_TIMESTAMP,
	PROVIDER_PROPERTIES, PROVIDER_DATA, PROVIDER_EVENT_PARAMS, PROVIDER_OBJECT,
	PROVIDER_USER_ID, PROVIDER_ANONYMOUS_ID, PROVIDER_DEVICE_ID, PROVIDER_DISTINCT_ID,
	PROVIDER_AMPLITUDE_ID, PROVIDER_USER_PSEUDO_ID, PROVIDER_IDENTITY, PROVIDER_ID,
	PROVIDER_MPID, PROVIDER_MP_DEVICEID, PROVIDER_USER_IDENTITIES, PROVIDER_DEVICE_INFO,
	PROVIDER_UUID, PROVIDER_EVENT_ID, PROVIDER_INSERT_ID, PROVIDER_SESSION_ID,
	/* Segment's, which together with `type` make a record its own. */
	PROVIDER_CALL, PROVIDER_SIGNS = PROVIDER_CALL + 6
};
extern const struct span provider_signs[PROVIDER_SIGNS];

#define PROVIDER_BIT(sign) (UINT64_C(1) << (sign))

/* Whether the record has all of these, one of those (0: any), and of what kinds
 * of events are called by only those in `all` and `any`. */
bool provider_signed(const struct span *value, uint64_t all, uint64_t any);

/* The members but those whose keys are taken, and behind them those of `object`:
 * where both have a name, the first one's becomes "record.NAME". For a context. */
struct span provider_rest(struct normal *n, const struct jscan *json,
    const struct jscan_keys *taken, struct span object);

/* Mixpanel's distinct_id, an id or empty: "$device:X" is a device, else a user
 * if the event has none and it is not the device's. It becomes empty where it
 * says nothing more. */
void provider_mixpanel_who(struct normal *n, struct span *distinct, const char *from,
    struct normal_event *e);

#endif
