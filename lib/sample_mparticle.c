/*
 * mParticle: a batch for each event.
 */
#include "sample_shape.h"
#include "sample_template.h"

static void
mparticle_write(struct buf *b, const struct sample_view *v)
{
	sample_template_put(b, v, "{\"batch_id\":\"%s\",\"events\":[{\"event_type\":\"custom_event\","
	    "\"data\":{\"event_name\":\"%n\",\"event_id\":\"%m\",\"timestamp_unixtime_ms\":%e,"
	    "\"custom_attributes\":%p}}],\"ip\":\"203.0.113.%h\",\"mp_deviceid\":%a,"
	    "\"schema_version\":2,\"user_attributes\":{},\"user_identities\":[");
	if (v->has_user)
		sample_template_put(b, v, "{\"identity_type\":\"customer_id\",\"identity\":%u}");
	buf_put(b, SPAN("]}"));
}

const struct sample_shape sample_mparticle = { .name = "mparticle", .write = mparticle_write };
