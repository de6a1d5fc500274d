/*
 * assign_plan.h - the messages that users can get, and in what shares.
 *
 * Weights are divided by what they have in common; a message of weight w then has
 * w places of all. A salt puts the places in order, by the messages' names: the
 * order in which they were given changes nothing.
 */
#ifndef EVKIT_ASSIGN_PLAN_H
#define EVKIT_ASSIGN_PLAN_H

#include "prf.h"

enum { ASSIGN_MESSAGES = 64, ASSIGN_PLACES = 10000 };

struct assign_message {
	struct span name;
	uint32_t weight;
};

/* Something with the number that puts it in order. */
struct assign_draw {
	uint64_t draw;
	size_t what;
};

struct assign_plan {
	struct assign_message message[ASSIGN_MESSAGES];
	size_t messages;
	bool control;          /* control_at is a message */
	size_t control_at;
	size_t places;
	uint16_t *at;          /* the message of each place */
	struct assign_draw *draw;   /* room for `places` */
	size_t wave;           /* how far all places are turned */
};

/* Takers of "NAME[:WEIGHT]", to a zeroed plan; names live as long as it. */
const char *assign_plan_message(void *plan, const char *text);
const char *assign_plan_control(void *plan, const char *text);

/* All messages are there. NULL, or why they are no plan. */
const char *assign_plan_settle(struct assign_plan *p);
void assign_plan_free(struct assign_plan *p);

/* Puts the places in the order of a salt. */
void assign_plan_shuffle(struct assign_plan *p, const struct prf *salt);

/* The message of a place, with the wave. */
static inline uint16_t
assign_plan_at(const struct assign_plan *p, size_t place)
{
	return p->at[(place + p->wave) % p->places];
}

/* By their draws, ascending. */
void assign_draw_sort(struct assign_draw *d, size_t n);

#endif
