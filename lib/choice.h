/*
 * choice.h - which of the objects that were found are wanted: by name, by time.
 */
#ifndef EVKIT_CHOICE_H
#define EVKIT_CHOICE_H

#include "opt.h"
#include "store.h"

/* One end of a span of time. A zeroed struct is open. */
struct choice_time {
	bool given;
	int64_t ns;
};

/* A zeroed struct takes all. */
struct choice {
	struct opt_list match;         /* patterns (wildcard.h) for names: one has to match */
	struct choice_time since, until;   /* of `updated`: from since on, before until */
};

/* To struct choice_time: a date or a time; without a zone it is UTC. */
opt_take choice_take_time;

/* Whether it has to be known when objects were written. */
bool choice_has_time(const struct choice *c);

/* 1: it is wanted, 0: it is not, -1 and *why: that cannot be told. */
int choice_takes(const struct choice *c, const struct store_kind *k, const struct store_object *o,
    struct fault *why);

#endif
