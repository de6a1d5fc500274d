/*
 * message.h - which message an exposure showed, and what a goal is worth, in 30
 * bits of its event.
 *
 * timeline.h keeps 32 bits of what an event is. Two say whether it is an
 * exposure, a goal, or both; the others lead to the message and, where they
 * are wanted, to the event's id and its value.
 *
 * Cost: nothing an exposure or goal; with ids or values 8 bytes and the id,
 * rounded up to 4, and with values 8 more.
 */
#ifndef EVKIT_MESSAGE_H
#define EVKIT_MESSAGE_H

#include "event.h"
#include "jpath.h"
#include "words.h"

/* The two lowest bits of timeline_event.what. */
enum { MESSAGE_SHOWN = 1, MESSAGE_GOAL = 2, MESSAGE_BITS = 2 };

/* words is the caller's; zero the rest. */
struct messages {
	struct words *words;
	bool ids;              /* event ids are kept, of exposures */
	bool values;           /* values are kept, of goals */
	struct buf kept;
	struct buf scratch;
};

struct message {
	uint32_t text;         /* in words; 0: none */
	struct span event_id;  /* valid until the next message_put; may be empty */
	int64_t value;         /* millionths */
};

void message_free(struct messages *m);

/*
 * The bits of an exposure, to be joined with the lowest two. Its message is
 * what stands at the path in its metadata: a text, or a number, true or false
 * as they are written; none where that is missing or something else.
 */
uint32_t message_put(struct messages *m, const struct event *e, const struct jpath *path,
    int64_t value);

/* The same from its parts; text is a number in words. */
uint32_t message_put_text(struct messages *m, uint32_t text, struct span event_id, int64_t value);

/* The bits of a goal that is no exposure. */
uint32_t message_put_goal(struct messages *m, int64_t value);

/* Of an event with MESSAGE_SHOWN, or with values of any. */
struct message message_get(const struct messages *m, uint32_t what);

/*
 * For timeline_sorted: of events at the same time those that are exposures and
 * no goals come first, then goals, then those that are both; within these by
 * the bytes of message and id. arg is the struct messages.
 */
int message_order(const void *arg, uint32_t a, uint32_t b);

#endif
