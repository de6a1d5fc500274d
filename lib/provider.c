#include "provider.h"

#include "jwrite.h"

const struct provider *const provider_all[] = {
	&provider_segment,
	&provider_rudderstack,
	&provider_jitsu,
	&provider_hightouch,
	&provider_mixpanel,
	&provider_pipeline,
	&provider_amplitude,
	&provider_merged,
	&provider_ga4,
	&provider_snowplow,
	&provider_posthog,
	&provider_heap,
	&provider_mparticle,
	&provider_event,
	&provider_fields,
	NULL,
};

const struct provider *
provider_named(const char *name)
{
	for (size_t i = 0; provider_all[i]; i++)
		if (!strcmp(provider_all[i]->name, name))
			return provider_all[i];
	return NULL;
}

const char *
provider_names(struct buf *to)
{
	to->n = 0;
	for (size_t i = 0; provider_all[i]; i++)
		buf_printf(to, "%s%s", i ? ", " : "", provider_all[i]->name);
	return buf_text(to);
}

/* Those whose keys are one table share what was picked. */
static void
pick(struct provider_finder *f, const struct provider *p, const struct jscan *json,
    struct span *value, uint64_t *differing)
{
	if (f->picked != p->keys) {
		jscan_keys_init(&f->keys, p->keys, p->n);
		f->picked = p->keys;
	}
	*differing = jscan_pick(json, &f->keys, value);
}

const struct provider *
provider_find(struct provider_finder *f, const struct jscan *json, struct span *value,
    uint64_t *differing)
{
	const struct provider *first = f->forced ? f->forced : f->last ? f->last : provider_all[0];

	pick(f, first, json, value, differing);
	if (f->forced || first->claims(value))
		return f->last = first;
	for (size_t i = 0; provider_all[i]; i++) {
		const struct provider *p = provider_all[i];

		if (f->picked != p->keys)
			pick(f, p, json, value, differing);
		if (p->claims(value))
			return f->last = p;
	}
	return NULL;
}

/* ---- for the providers ---- */

const struct span provider_signs[PROVIDER_SIGNS] = {
	{ "type", 4 }, { "event", 5 }, { "event_type", 10 }, { "event_name", 10 }, { "events", 6 },
	{ "batch", 5 }, { "collector_tstamp", 16 }, { "merged_amplitude_id", 19 },
	{ "timestamp", 9 }, { "time", 4 }, { "event_time", 10 }, { "event_timestamp", 15 },
	{ "properties", 10 }, { "data", 4 }, { "event_params", 12 }, { "object", 6 },
	{ "user_id", 7 }, { "anonymous_id", 12 }, { "device_id", 9 }, { "distinct_id", 11 },
	{ "amplitude_id", 12 }, { "user_pseudo_id", 14 }, { "identity", 8 }, { "id", 2 },
	{ "mpid", 4 }, { "mp_deviceid", 11 }, { "user_identities", 15 }, { "device_info", 11 },
	{ "uuid", 4 }, { "event_id", 8 }, { "insert_id", 9 }, { "session_id", 10 },
	{ "userId", 6 }, { "anonymousId", 11 }, { "messageId", 9 }, { "originalTimestamp", 17 },
	{ "sentAt", 6 }, { "receivedAt", 10 },
};

/* What the providers call the kind of an event, or else mark it by. */
enum { KINDS = PROVIDER_TIMESTAMP };

bool
provider_signed(const struct span *value, uint64_t all, uint64_t any)
{
	const uint64_t kinds = PROVIDER_BIT(KINDS) - 1;
	uint64_t there = 0;

	for (size_t i = 0; i < PROVIDER_SIGNS; i++)
		there |= (uint64_t)(value[i].n > 0) << i;
	return (there & all) == all && (!any || there & any) && !(there & kinds & ~(all | any));
}

/* "record.NAME", where the object has the name. */
static struct span
name_beside(struct normal *n, struct span object, struct span key)
{
	const struct jpath path = { .step = { key }, .n = 1 };
	struct span found;

	if (!object.n || !jpath_find(&path, object, &found))
		return key;
	n->text.n = 0;
	buf_put(&n->text, SPAN("record."));
	buf_put(&n->text, key);
	return buf_span(&n->text);
}

struct span
provider_rest(struct normal *n, const struct jscan *json, const struct jscan_keys *taken,
    struct span object)
{
	struct buf *b = &n->made;
	size_t start = b->n;

	jwrite_begin(b);
	for (size_t i = 0; i < json->n; i++) {
		const struct jscan_member *m = &json->member[i];

		if (!jscan_taken(taken, m->key))
			jwrite_raw(b, name_beside(n, object, m->key), m->value);
	}
	return jwrite_end_with(b, start, object);
}
