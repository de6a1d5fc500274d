/*
 * Names that say what a field is, and what follows from it.
 */
#include "profile.h"

struct name {
	enum profile_role role;
	struct span top, key;
};

#define TOP(name) { NULL, 0 }, { name, sizeof(name) - 1 }
#define IN(top, name) { top, sizeof(top) - 1 }, { name, sizeof(name) - 1 }

/* Those of ev-event(5), and of the providers' exports: where a record has several
 * for one role, the first of them here is taken. */
static const struct name names[] = {
	{ PROFILE_EVENT, TOP("event") }, { PROFILE_EVENT, TOP("event_name") },
	{ PROFILE_EVENT, TOP("event_type") }, { PROFILE_EVENT, TOP("type") },
	{ PROFILE_EVENT, TOP("name") },
	{ PROFILE_USER, TOP("user_id") }, { PROFILE_USER, TOP("userId") },
	{ PROFILE_USER, IN("properties", "$user_id") }, { PROFILE_USER, TOP("distinct_id") },
	{ PROFILE_USER, IN("properties", "distinct_id") }, { PROFILE_USER, TOP("identity") },
	{ PROFILE_DEVICE, TOP("anonymous_id") }, { PROFILE_DEVICE, TOP("anonymousId") },
	{ PROFILE_DEVICE, IN("properties", "$device_id") }, { PROFILE_DEVICE, TOP("device_id") },
	{ PROFILE_DEVICE, TOP("user_pseudo_id") }, { PROFILE_DEVICE, TOP("domain_userid") },
	{ PROFILE_ID, TOP("event_id") }, { PROFILE_ID, TOP("messageId") },
	{ PROFILE_ID, IN("properties", "$insert_id") }, { PROFILE_ID, TOP("$insert_id") },
	{ PROFILE_ID, TOP("uuid") },
	{ PROFILE_TIMESTAMP, TOP("timestamp") }, { PROFILE_TIMESTAMP, TOP("time") },
	{ PROFILE_TIMESTAMP, IN("properties", "time") }, { PROFILE_TIMESTAMP, TOP("event_time") },
	{ PROFILE_TIMESTAMP, TOP("event_timestamp") },
	{ PROFILE_TIMESTAMP, TOP("derived_tstamp") },
	{ PROFILE_TIMESTAMP, TOP("originalTimestamp") },
	{ PROFILE_RECEIVED, TOP("received_at") }, { PROFILE_RECEIVED, TOP("receivedAt") },
	{ PROFILE_RECEIVED, TOP("server_received_time") },
	{ PROFILE_RECEIVED, TOP("collector_tstamp") },
	{ PROFILE_RECEIVED, IN("properties", "mp_processing_time_ms") },
};

enum { NAMES = sizeof names / sizeof *names };

static bool
is_named(const struct name *n, struct span top, struct span key)
{
	return span_eq(n->key, key) && !n->top.p == !top.p && span_eq(n->top, top);
}

enum profile_role
profile_role(struct span top, struct span key)
{
	for (size_t i = 0; i < NAMES; i++)
		if (is_named(&names[i], top, key))
			return names[i].role;
	return PROFILE_ANY;
}

size_t
profile_most(enum profile_role role)
{
	switch (role) {
	case PROFILE_USER:
	case PROFILE_DEVICE:
		return 1 << 18;
	case PROFILE_EVENT:
	case PROFILE_ID:
		return 1 << 14;
	default:
		return 1000;
	}
}

struct profile_field *
profile_field_of(const struct profile *p, enum profile_role role)
{
	for (size_t i = 0; i < NAMES; i++) {
		struct table_walk w = { 0 };
		struct profile_field *f;

		if (names[i].role != role)
			continue;
		while ((f = table_next(&p->fields, &w)))
			if (f->role == role && is_named(&names[i], f->top, f->key) &&
			    profile_filled(f))
				return f;
	}
	return NULL;
}
