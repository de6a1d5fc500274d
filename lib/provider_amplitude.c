/*
 * Amplitude: lines of its export API and of its objects in a bucket.
 * amplitude.com/docs/apis/analytics/export; times are UTC by that page, though
 * written without a zone. The files of merged ids beside them hold no events.
 */
#include "provider.h"

static bool
claims(const struct span *value)
{
	return provider_signed(value, PROVIDER_BIT(PROVIDER_EVENT_TYPE) |
	    PROVIDER_BIT(PROVIDER_EVENT_TIME), PROVIDER_BIT(PROVIDER_USER_ID) |
	    PROVIDER_BIT(PROVIDER_DEVICE_ID) | PROVIDER_BIT(PROVIDER_AMPLITUDE_ID) |
	    PROVIDER_BIT(PROVIDER_UUID));
}

static const struct mapping mapping = {
	.rule = {
		[MAPPING_USER_ID] = { .path = { "user_id" } },
		[MAPPING_ANONYMOUS_ID] = { .path = { "device_id", "amplitude_id" } },
		[MAPPING_TIMESTAMP] = { .path = { "event_time" } },
		[MAPPING_EVENT] = { .path = { "event_type" } },
		[MAPPING_EVENT_ID] = { .path = { "uuid", "/$insert_id" } },
		[MAPPING_RECEIVED_AT] = { .path = { "server_received_time", "server_upload_time" } },
		[MAPPING_METADATA] = { .path = { "event_properties" } },
	},
	.source = "amplitude",
	.rest = MAPPING_REST_CONTEXT,
	.utc = true,
};

/* ---- merged ids ---- */

static bool
claims_merged(const struct span *value)
{
	return provider_signed(value, PROVIDER_BIT(PROVIDER_MERGED_AMPLITUDE_ID), 0);
}

static int
merged_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	(void)n;
	(void)e;
	return normal_refuse(why, r->text, "merged_amplitude_id",
	    value[PROVIDER_MERGED_AMPLITUDE_ID], "merged_ids", "Amplitude's merged ids, no events: "
	    "leave out the files whose names begin with '-'");
}

static int
amplitude_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	/* Also where --from says that they are events. */
	return claims_merged(value) ? merged_read(n, r, value, e, why) :
	    mapping_read(n, &mapping, r, e, why);
}

const struct provider provider_amplitude = {
	.name = "amplitude",
	.keys = provider_signs,
	.n = PROVIDER_SIGNS,
	.claims = claims,
	.read = amplitude_read,
};

const struct provider provider_merged = {
	.name = "amplitude-merged",
	.keys = provider_signs,
	.n = PROVIDER_SIGNS,
	.claims = claims_merged,
	.read = merged_read,
};
