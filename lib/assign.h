/*
 * assign.h - who gets which message: equally within every segment.
 *
 * The blocked design. Users of one segment are put in order of recency and of
 * their number of events, and cut into blocks of as many neighbours as there are
 * places; each block has every message. What does not fill a block takes the
 * places that are next in an order that goes on through all segments. So, with
 * equal weights, two messages differ by at most one user in every segment, in any
 * run of consecutive segments (so in every level of activity), and in all.
 * With weights a message has at most its own weight more than whole blocks give.
 * Over salts each user gets each message with the same chance.
 *
 * The result follows from the salt and from who the users are, not from the order
 * in which they came. Matched blocks: D. Rubin, Annals of Statistics 1 (1973) 159;
 * why blocking is never worse: Imai, King, Stuart, JRSS A 171 (2008) 481.
 *
 * Memory: 48 bytes a user in the table, and 8 for the order.
 * Cost: sorting, and about 0.3 us a user for each salt.
 */
#ifndef EVKIT_ASSIGN_H
#define EVKIT_ASSIGN_H

#include "assign_plan.h"
#include "assign_strata.h"
#include "bucket.h"
#include "user_record.h"

enum { ASSIGN_NONE = UINT16_MAX };

struct assign_user {
	uint64_t draw;         /* of the id, under the salt */
	uint64_t at;           /* the caller's */
	int64_t events;
	int32_t recency, tenure, l28;
	uint32_t stratum;      /* a number; after assign_settle a row */
	uint16_t message;      /* of the plan, or ASSIGN_NONE */
};

struct assign {
	struct assign_plan *plan;
	struct assign_strata strata;
	struct table users;    /* struct assign_user, by id */
	struct assign_user **order;
	size_t n;              /* of order */
};

/* Of the user's record. */
static inline uint64_t
assign_number(const struct assign_user *u, enum user_number number)
{
	switch (number) {
	case USER_EVENTS:
		return (uint64_t)u->events;
	case USER_L28:
		return (uint64_t)u->l28;
	case USER_RECENCY:
		return (uint64_t)u->recency;
	default:
		return (uint64_t)u->tenure;
	}
}

void assign_init(struct assign *a, struct assign_plan *plan);
void assign_free(struct assign *a);

/* All users are in the table: strata and users are put in order. */
void assign_settle(struct assign *a);

/* Draws for all users, and the order within equal ones that follows from them. */
void assign_draws(struct assign *a, const struct prf *salt);

/* The blocked design: all users that are in the order. */
void assign_blocked(struct assign *a, const struct prf *salt);

/* A vendor's hash, and nothing else. */
void assign_hashed(struct assign *a, enum bucket_hash hash, struct span salt);

#endif
