/*
 * Amplitude's export: times in UTC without a zone, null for what is not known.
 */
#include "sample_shape.h"
#include "sample_template.h"

static void
amplitude_write(struct buf *b, const struct sample_view *v)
{
	sample_template_put(b, v, "{\"$insert_id\":\"%m\",\"app\":123456,\"city\":%c,"
	    "\"client_event_time\":\"%T000\",\"country\":%C,\"device_id\":%a,\"event_properties\":%p,"
	    "\"event_time\":\"%T000\",\"event_type\":\"%n\",\"groups\":{},\"ip_address\":\"203.0.113.%h\","
	    "\"os_name\":%o,\"platform\":\"Web\",\"sample_rate\":null,"
	    "\"server_received_time\":\"%R000\",\"session_id\":-1,\"user_id\":%u,"
	    "\"user_properties\":{},\"uuid\":\"%m\"}");
}

const struct sample_shape sample_amplitude = { .name = "amplitude", .write = amplitude_write };
