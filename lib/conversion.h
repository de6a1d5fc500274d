/*
 * conversion.h - the records that ev-convert writes and ev-report reads.
 *
 * Keys always come in the order of the struct; what is not known is left out.
 */
#ifndef EVKIT_CONVERSION_H
#define EVKIT_CONVERSION_H

#include "buf.h"
#include "funnel.h"

/* Who: the first keys of both records. */
struct conversion_user {
	struct span user_id, segment, activity, message;
};

struct conversion {
	struct conversion_user user;
	struct span event_id;      /* of the exposure */
	int64_t exposed_ns;
	uint64_t goals;            /* 0: not converted */
	int64_t converted_ns;
	bool mature;
	bool several_messages;     /* written where true */
	uint64_t shares;           /* written where over 1 */
	bool valued;
	int64_t value;             /* millionths; written where valued */
	struct span goal;
	int64_t window_s;
	const char *estimand;
};

/* Appends a time in quotes: milliseconds, and finer only where there is more. */
void conversion_put_time(struct buf *b, int64_t ns);

/* Appends a value that steps share, as JSON: '"' and a text, or '=' and JSON. */
void conversion_put_held(struct buf *b, struct span held);

/* Appends one object, no newline. */
void conversion_write(struct buf *b, const struct conversion *c);

/* How far a user got; the chain has at least one step. */
struct conversion_funnel {
	struct conversion_user user;
	const struct funnel_chain *chain;
	int of;                    /* steps of the funnel */
	struct span held;          /* the value that the steps share; empty: none */
	bool mature;
	int64_t window_s;
};

void conversion_write_funnel(struct buf *b, const struct conversion_funnel *f);

#endif
