/*
 * RudderStack's object storage: Segment's lines with members of its own.
 */
#include "sample_shape.h"
#include "sample_template.h"

static void
rudderstack_write(struct buf *b, const struct sample_view *v)
{
	size_t start;

	sample_template_put(b, v, "{\"rudderId\":\"%s\",\"request_ip\":\"203.0.113.%h:4711\",");
	start = b->n;
	sample_segment.write(b, v);
	/* Without its brace. */
	b->n--;
	memmove(b->p + start, b->p + start + 1, b->n - start);
}

const struct sample_shape sample_rudderstack = { .name = "rudderstack",
	.write = rudderstack_write };
