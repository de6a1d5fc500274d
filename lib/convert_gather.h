/*
 * convert_gather.h - the events that matter, user by user: in memory, and
 * beyond that in files; see convert.h.
 */
#ifndef EVKIT_CONVERT_GATHER_H
#define EVKIT_CONVERT_GATHER_H

#include "convert.h"

/* Once, before the first event. */
void convert_gather_begin(struct convert *c);

/* Says that `user` is next, with sorted: the one before is written. Ends the
 * program where the order is wrong. */
void convert_gather_user(struct convert *c, struct run *run, struct span user,
    const struct place *at);

/* The number in c->held of a JSON value that steps share: a text and a number that
 * look alike are two. 0: null, or no text. */
uint32_t convert_gather_held(struct convert *c, struct span value);

/* One event; `held` is the number in c->held of the value its steps share, 0
 * without hold. With sorted it is of the user who was told last. */
void convert_gather_add(struct convert *c, struct run *run, struct span user, int64_t ns,
    uint32_t what, uint32_t held);

/* No more come: writes all users that are not. */
void convert_gather_end(struct convert *c, struct run *run);

#endif
