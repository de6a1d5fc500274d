/*
 * sample_view.h - a sample event with all that a shape may want to show of it.
 *
 * The view owns its buffers and is filled anew for each event; nothing in it
 * outlives the next sample_view_set. What it says is a function of the seed
 * and the event, so that a duplicate and another shape say the same.
 */
#ifndef EVKIT_SAMPLE_VIEW_H
#define EVKIT_SAMPLE_VIEW_H

#include "buf.h"
#include "sample.h"
#include "sample_world.h"
#include "tstamp.h"

enum { SAMPLE_UUID = 36 };

enum { SAMPLE_TIMESTAMP, SAMPLE_ORIGINAL, SAMPLE_SENT, SAMPLE_RECEIVED, SAMPLE_TIMES };

struct sample_view {
	const struct sample_event *event;
	enum sample_call call;
	struct span name;             /* event name, inside of a JSON string */
	bool server;                  /* sent by a server: no client around it */
	bool phone;                   /* an app: screens, not pages */
	bool has_user, has_anonymous;
	char user_id[SAMPLE_UUID], anonymous_id[SAMPLE_UUID], message_id[SAMPLE_UUID];
	int64_t timestamp_ms, received_ms;               /* since 1970 */
	char time[SAMPLE_TIMES][TSTAMP_TEXT];
	size_t time_n;
	const struct sample_client *client;
	const struct sample_city *city;
	const struct sample_page *page;
	struct span referrer, campaign;                  /* JSON values */
	uint64_t chance;              /* for small things of a shape */
	uint32_t host;                /* last byte of its address */
	char session[16];             /* hex; of the user and day */
	struct buf properties;        /* an object; traits where the call has them */
};

void sample_view_set(struct sample_view *v, const struct sample *s, const struct sample_event *e);
void sample_view_free(struct sample_view *v);

/* The id of user i: as in the events. */
void sample_view_user_id(const struct sample *s, uint32_t i, char to[SAMPLE_UUID]);
void sample_view_anonymous_id(const struct sample *s, uint32_t i, char to[SAMPLE_UUID]);

/* Milliseconds of the period as nanoseconds since 1970. */
int64_t sample_view_ns(const struct sample *s, int64_t ms);

/* sample_properties.c: fills v->properties. */
void sample_properties(struct sample_view *v, const struct sample *s);

static inline void
sample_put_number(struct buf *b, uint64_t n)
{
	char text[24], *p = text + sizeof text;

	do
		*--p = (char)('0' + n % 10);
	while (n /= 10);
	buf_put(b, span_from(p, text + sizeof text));
}

#endif
