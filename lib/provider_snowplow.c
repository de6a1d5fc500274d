/*
 * Snowplow: enriched events, by the names of the canonical event, as ev-decode
 * makes them of its TSV. docs.snowplow.io, "canonical event". Times are UTC and
 * name no zone; JSON stands as text in strings.
 *
 * An event's own data is what its self-describing part holds inside its two
 * envelopes, or the columns of the older kinds: structured events (se_),
 * transactions (tr_, ti_), page pings (pp_).
 */
#include "provider.h"

#include "jwrite.h"

static bool
claims(const struct span *value)
{
	return !value[PROVIDER_TIMESTAMP].n && !value[PROVIDER_PROPERTIES].n &&
	    provider_signed(value, PROVIDER_BIT(PROVIDER_COLLECTOR_TSTAMP) |
	    PROVIDER_BIT(PROVIDER_EVENT_ID), PROVIDER_BIT(PROVIDER_EVENT) |
	    PROVIDER_BIT(PROVIDER_EVENT_NAME));
}

/* First those that hold JSON, then those of the older kinds. */
enum { UNSTRUCT, CONTEXTS, DERIVED, JSON };

static const char *const aside[] = { "unstruct_event", "contexts", "derived_contexts",
	"se_category", "se_action", "se_label", "se_property", "se_value",
	"tr_orderid", "tr_affiliation", "tr_total", "tr_tax", "tr_shipping", "tr_city", "tr_state",
	"tr_country", "tr_currency", "tr_total_base", "tr_tax_base", "tr_shipping_base",
	"ti_orderid", "ti_sku", "ti_name", "ti_category", "ti_price", "ti_quantity", "ti_currency",
	"ti_price_base", "pp_xoffset_min", "pp_xoffset_max", "pp_yoffset_min", "pp_yoffset_max",
	NULL };

static const struct mapping mapping = {
	.rule = {
		[MAPPING_USER_ID] = { .path = { "user_id" } },
		[MAPPING_ANONYMOUS_ID] = { .path = { "domain_userid", "network_userid" } },
		[MAPPING_TIMESTAMP] = { .path = { "true_tstamp", "derived_tstamp", "collector_tstamp" } },
		[MAPPING_EVENT] = { .path = { "event_name", "event" } },
		[MAPPING_EVENT_ID] = { .path = { "event_id" } },
		[MAPPING_RECEIVED_AT] = { .path = { "collector_tstamp" } },
	},
	.source = "snowplow",
	.rest = MAPPING_REST_CONTEXT,
	.aside = aside,
	.utc = true,
};

static const struct span json_keys[JSON] = {
	{ "unstruct_event", 14 }, { "contexts", 8 }, { "derived_contexts", 16 },
};

/* Whether it is a column of one of the older kinds. */
static bool
is_older(struct span key)
{
	return span_starts(key, SPAN("se_")) || span_starts(key, SPAN("tr_")) ||
	    span_starts(key, SPAN("ti_")) || span_starts(key, SPAN("pp_"));
}

/* {"schema":...,"data":{"schema":"iglu:com.acme/sign_up/...","data":{...}}}: the
 * inner data; what is not built so stays whole. */
static struct span
data_of(struct span event)
{
	static const struct jpath path = { .step = { { "data", 4 }, { "data", 4 } }, .n = 2 };
	struct span data;

	return jpath_find(&path, event, &data) && data.p[0] == '{' ? data : event;
}

/* The members of the older kinds, then those of the event's data. */
static struct span
metadata_of(struct normal *n, const struct record *r, struct span event)
{
	struct buf *b = &n->made;
	size_t start = b->n;

	jwrite_begin(b);
	for (size_t i = 0; i < r->json->n; i++) {
		const struct jscan_member *m = &r->json->member[i];

		if (is_older(m->key) && !normal_none(m->value))
			jwrite_raw(b, m->key, m->value);
	}
	if (event.n && b->n == start + 1) {
		b->n = start;
		return data_of(event);
	}
	if (event.n)
		jwrite_members(b, data_of(event));
	jwrite_end(b);
	return (struct span){ b->p + start, b->n - start };
}

static struct span
context_of(struct normal *n, const struct span *json, struct span rest)
{
	struct buf *b = &n->made;
	size_t start = b->n;

	jwrite_begin(b);
	for (int i = 0; i < JSON; i++)
		if (!normal_none(json[i]))
			jwrite_raw(b, json_keys[i], json[i]);
	if (rest.n)
		jwrite_members(b, rest);
	jwrite_end(b);
	return (struct span){ b->p + start, b->n - start };
}

static int
snowplow_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	struct span cell[JSON], json[JSON], event = { 0 };
	struct jscan_keys keys;

	(void)value;
	if (mapping_read(n, &mapping, r, e, why))
		return -1;
	jscan_keys_init(&keys, json_keys, JSON);
	jscan_pick(r->json, &keys, cell);
	for (int i = 0; i < JSON; i++)
		if ((i != UNSTRUCT && !n->context) || !normal_object(n, cell[i], &json[i]))
			json[i] = cell[i];
	/* What should be JSON and is not, is kept and flagged. */
	if (!normal_none(json[UNSTRUCT]))
		event = normal_metadata(n, json[UNSTRUCT], aside[UNSTRUCT], &e->flags);
	e->metadata = metadata_of(n, r, event);
	e->metadata_from = event.n ? aside[UNSTRUCT] : "se_, tr_, ti_, pp_";
	if (n->context)
		e->context = context_of(n, json, e->context);
	return 0;
}

const struct provider provider_snowplow = {
	.name = "snowplow",
	.keys = provider_signs,
	.n = PROVIDER_SIGNS,
	.claims = claims,
	.read = snowplow_read,
};
