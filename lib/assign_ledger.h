/*
 * assign_ledger.h - users who have a message already keep it; others fill up.
 *
 * A ledger is what an earlier run wrote, or several one behind the other: the
 * first record of a user says in which segment the user was then. A new user gets
 * the message that has the fewest users in the segment, then in the level, then
 * in all (by weight: Sainte-Lague's quotient), then by chance. So in a segment
 * messages of equal weight never differ by more than one, as far as its users are
 * counted where they were first.
 *
 * Memory: about 70 bytes a user of the ledger.
 */
#ifndef EVKIT_ASSIGN_LEDGER_H
#define EVKIT_ASSIGN_LEDGER_H

#include "assign.h"
#include "fault.h"

struct assign_ledger {
	struct assign *assign;
	struct table users;    /* by id */
	struct words other;    /* messages that the plan does not have */
};

void assign_ledger_init(struct assign_ledger *l, struct assign *a);
void assign_ledger_free(struct assign_ledger *l);

/* Before assign_settle: the users of one file, "-" is stdin. -1 and *why at the first
 * record without message, or with another than the user had. */
int assign_ledger_read(struct assign_ledger *l, const char *path, size_t max_line,
    struct fault *why);

/* After assign_draws: all users that are in the order. Returns how many were known. */
uint64_t assign_ledger_apply(struct assign_ledger *l, const struct prf *salt);

/* The name of a user's message. */
struct span assign_ledger_name(const struct assign_ledger *l, uint16_t message);

#endif
