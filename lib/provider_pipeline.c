/*
 * Mixpanel's JSON pipeline: the files of mp_master_event. What the raw export
 * keeps among the properties stands beside them.
 * docs.mixpanel.com, data pipelines, "JSON pipelines".
 */
#include "provider.h"

static bool
claims(const struct span *value)
{
	return !value[PROVIDER_EVENT_TIMESTAMP].n && provider_signed(value,
	    PROVIDER_BIT(PROVIDER_EVENT_NAME) | PROVIDER_BIT(PROVIDER_TIME) |
	    PROVIDER_BIT(PROVIDER_PROPERTIES), PROVIDER_BIT(PROVIDER_DISTINCT_ID) |
	    PROVIDER_BIT(PROVIDER_USER_ID) | PROVIDER_BIT(PROVIDER_DEVICE_ID) |
	    PROVIDER_BIT(PROVIDER_INSERT_ID));
}

static const char *const aside[] = { "time", NULL };

static const struct mapping mapping = {
	.rule = {
		[MAPPING_USER_ID] = { .path = { "user_id" } },
		[MAPPING_ANONYMOUS_ID] = { .path = { "device_id" } },
		[MAPPING_EVENT] = { .path = { "event_name" } },
		[MAPPING_EVENT_ID] = { .path = { "insert_id" } },
		[MAPPING_METADATA] = { .path = { "properties" } },
	},
	.source = "mixpanel",
	.rest = MAPPING_REST_CONTEXT,
	.aside = aside,
};

/* Numbers are local civil time in old projects, as in the raw export. */
static int
read_time(struct normal *n, const struct record *r, struct span value, struct normal_event *e,
    struct reject *why)
{
	e->timestamp_from = "time";
	if (normal_local_time(n, value, &e->timestamp, &e->flags))
		return normal_refuse_time(n, why, r->text, "time", value, "not a time");
	return 0;
}

static int
pipeline_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	struct span distinct;

	if (mapping_read(n, &mapping, r, e, why) ||
	    read_time(n, r, value[PROVIDER_TIME], e, why) ||
	    normal_take_id(n, r, "distinct_id", value[PROVIDER_DISTINCT_ID], &distinct,
	    &e->flags, why))
		return -1;
	provider_mixpanel_who(n, &distinct, "distinct_id", e);
	return 0;
}

const struct provider provider_pipeline = {
	.name = "mixpanel-pipeline",
	.keys = provider_signs,
	.n = PROVIDER_SIGNS,
	.claims = claims,
	.read = pipeline_read,
};
