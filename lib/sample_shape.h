/*
 * sample_shape.h - the shapes that sample events can have: a table.
 *
 * A provider is one file, lib/sample_NAME.c, and one row.
 */
#ifndef EVKIT_SAMPLE_SHAPE_H
#define EVKIT_SAMPLE_SHAPE_H

#include "sample_view.h"

struct sample_shape {
	const char *name;
	struct span header;        /* first line of every object; empty: none */
	/* One record behind what b holds, no newline. */
	void (*write)(struct buf *b, const struct sample_view *v);
	struct span cut;           /* a bad line ends behind the second of these; empty: anywhere */
};

extern const struct sample_shape sample_segment, sample_mixpanel, sample_csv, sample_rudderstack,
    sample_amplitude, sample_ga4, sample_snowplow, sample_posthog, sample_mparticle;

/* Takes the name of a shape; NULL, or why it is refused. */
const char *sample_shape_take(void *shape, const char *text);

/* The record, whole or cut short if the event is bad in that way. */
void sample_shape_write(const struct sample_shape *shape, struct buf *b,
	const struct sample_view *v);

#endif
