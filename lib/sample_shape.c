#include "sample_shape.h"

#include "opt.h"

static const struct sample_shape *const shapes[] = {
	&sample_segment, &sample_mixpanel, &sample_csv, &sample_rudderstack, &sample_amplitude,
	&sample_ga4, &sample_snowplow, &sample_posthog, &sample_mparticle,
};

const char *
sample_shape_take(void *shape, const char *text)
{
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		if (!strcmp(text, shapes[i]->name)) {
			*(const struct sample_shape **)shape = shapes[i];
			return NULL;
		}
	return "not segment, mixpanel, csv, rudderstack, amplitude, ga4, snowplow, posthog or mparticle";
}

/* Where a writer that died would have stopped: never at a whole record. */
static size_t
cut_short(const struct sample_shape *shape, struct span record, uint64_t r)
{
	struct span rest = record;

	if (!shape->cut.n)
		return 1 + sample_below(r, (uint32_t)record.n - 1);
	span_cut(&rest, shape->cut.p[0]);
	span_cut(&rest, shape->cut.p[0]);
	return record.n - rest.n - 1;
}

void
sample_shape_write(const struct sample_shape *shape, struct buf *b, const struct sample_view *v)
{
	size_t start = b->n;

	shape->write(b, v);
	if (v->event->bad == SAMPLE_CUT)
		b->n = start + cut_short(shape, span_after(buf_span(b), start), v->chance);
}
