/*
 * event.h - the canonical event, ev-event(5): what all programs agree on.
 */
#ifndef EVKIT_EVENT_H
#define EVKIT_EVENT_H

#include "buf.h"
#include "jscan.h"
#include "rejects.h"
#include "tstamp.h"

/* Prefix that makes a user of an anonymous id, where a user id is missing. */
#define EVENT_ANON "anon:"

struct event {
	struct span user_id;        /* as decoded text; empty: none */
	struct span anonymous_id;   /* the same; user_id or this is there */
	struct span event;          /* name, as decoded text */
	struct span event_id;       /* as decoded text; may be empty */
	struct tstamp timestamp;
	struct span metadata;       /* JSON object as written */
	struct span line;           /* all of it, as written */
};

struct event_reader {
	struct jscan scan;
	struct jscan_keys keys;
	struct buf scratch;
	bool known;            /* an event was read, or the hint was given */
};

void event_init(struct event_reader *r);
void event_free(struct event_reader *r);

/*
 * Reads one line: keys in any order, every byte checked. The event lends spans
 * of the line and of the reader, valid until the next call. 0, or -1 with
 * field, reason, text and at.byte of *why set. If the first lines lack what every
 * event has, the text says once what makes events of a provider's records.
 */
int event_read(struct event_reader *r, struct span line, struct event *e, struct reject *why);

/* Who did it: user_id, else "anon:" and anonymous_id, built in *scratch. */
struct span event_user(const struct event *e, struct buf *scratch);

#endif
