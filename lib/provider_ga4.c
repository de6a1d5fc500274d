/*
 * Google Analytics 4: rows of its BigQuery export, as JSON.
 * developers.google.com/analytics, "BigQuery export schema": event_timestamp is
 * microseconds in UTC; an event has no id.
 *
 * BigQuery writes int64 as strings in JSON: "event_timestamp":"1623408083000000".
 * In a parameter's int_value these are a number's digits, and become the number.
 */
#include "provider.h"

#include "decimal.h"
#include "jwrite.h"

static bool
claims(const struct span *value)
{
	return provider_signed(value, PROVIDER_BIT(PROVIDER_EVENT_NAME) |
	    PROVIDER_BIT(PROVIDER_EVENT_TIMESTAMP), PROVIDER_BIT(PROVIDER_USER_PSEUDO_ID) |
	    PROVIDER_BIT(PROVIDER_EVENT_PARAMS) | PROVIDER_BIT(PROVIDER_USER_ID));
}

static const char *const aside[] = { "event_params", NULL };

static const struct mapping mapping = {
	.rule = {
		[MAPPING_USER_ID] = { .path = { "user_id" } },
		[MAPPING_ANONYMOUS_ID] = { .path = { "user_pseudo_id" } },
		[MAPPING_TIMESTAMP] = { .path = { "event_timestamp" } },
		[MAPPING_EVENT] = { .path = { "event_name" } },
	},
	.source = "ga4",
	.rest = MAPPING_REST_CONTEXT,
	.aside = aside,
	.unit = TSTAMP_US,
};

/* ---- event_params: [{"key":"page","value":{"string_value":"x"}}] ---- */

enum { KEY, VALUE, PARAM_KEYS };
static const struct span param_keys[PARAM_KEYS] = { { "key", 3 }, { "value", 5 } };

enum { STRING, INT, FLOAT, DOUBLE, VALUE_KEYS };
static const struct span value_keys[VALUE_KEYS] = { { "string_value", 12 }, { "int_value", 9 },
	{ "float_value", 11 }, { "double_value", 12 } };

/* The members of one small object of the array, by keys. */
static int
pick(struct normal *n, struct span object, const struct span *key, size_t keys, struct span *value)
{
	struct jscan_keys set;

	if (!object.n || object.p[0] != '{' || jscan_object(&n->inner, object))
		return -1;
	jscan_keys_init(&set, key, keys);
	jscan_pick(&n->inner, &set, value);
	return 0;
}

/* The one value that is there; empty: none, which is left out. */
static struct span
value_of(const struct span *value)
{
	for (size_t i = 0; i < VALUE_KEYS; i++) {
		struct span v = value[i], inside;

		if (!v.n || span_eq(v, SPAN("null")))
			continue;
		inside = (struct span){ v.p + 1, v.n - 2 };
		return i != STRING && v.p[0] == '"' && decimal_is(inside) ? inside : v;
	}
	return (struct span){ 0 };
}

/* 0, or -1: it is no parameter. */
static int
put_param(struct normal *n, struct span param, struct buf *b)
{
	struct span part[PARAM_KEYS], value[VALUE_KEYS], one;

	if (pick(n, param, param_keys, PARAM_KEYS, part) || !part[KEY].n || part[KEY].p[0] != '"')
		return -1;
	if (!part[VALUE].n || span_eq(part[VALUE], SPAN("null")))
		return 0;
	if (pick(n, part[VALUE], value_keys, VALUE_KEYS, value))
		return -1;
	one = value_of(value);
	if (one.n)
		jwrite_raw(b, (struct span){ part[KEY].p + 1, part[KEY].n - 2 }, one);
	return 0;
}

/* A parameter that stands twice with different values is flagged as a key is. */
static unsigned
repeated(struct normal *n, struct span object)
{
	struct span key[64], value[64];
	struct jscan_keys keys;

	if (jscan_object(&n->inner, object) || n->inner.n > 64)
		return 0;
	for (size_t i = 0; i < n->inner.n; i++)
		key[i] = n->inner.member[i].key;
	jscan_keys_init(&keys, key, n->inner.n);
	return jscan_pick(&n->inner, &keys, value) ? NORMAL_DUP_KEY : 0;
}

/* Anything that is not as documented is kept as it is. */
static struct span
flatten(struct normal *n, struct span params, unsigned *flags)
{
	struct buf *b = &n->made;
	size_t start = b->n;
	struct jscan array = { 0 };
	bool good = params.n && params.p[0] == '[' && !jscan_array(&array, params);

	if (good)
		jwrite_begin(b);
	for (size_t i = 0; good && i < array.n; i++)
		good = !put_param(n, array.member[i].value, b);
	jscan_free(&array);
	if (!good) {
		b->n = start;
		return normal_metadata(n, params, "event_params", flags);
	}
	jwrite_end(b);
	params = (struct span){ b->p + start, b->n - start };
	*flags |= repeated(n, params);
	return params;
}

static int
ga4_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	if (mapping_read(n, &mapping, r, e, why))
		return -1;
	e->metadata = flatten(n, value[PROVIDER_EVENT_PARAMS], &e->flags);
	e->metadata_from = "event_params";
	return 0;
}

const struct provider provider_ga4 = {
	.name = "ga4",
	.keys = provider_signs,
	.n = PROVIDER_SIGNS,
	.claims = claims,
	.read = ga4_read,
};
