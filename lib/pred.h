/*
 * pred.h - a condition on an event: "event=purchase,plan=pro,price>=10".
 *
 * Terms joined by commas; all must hold. A term is FIELD OP VALUE with = != <
 * <= > >= ~ (contains), or FIELD alone: it is there and not null. FIELD is
 * `event`, else a path inside metadata (jpath.h). A first term without
 * operator that stands alone or is followed by others may also be given as
 * "event=NAME". Comparison is by type: "plan=1" matches the number 1 and 1.0,
 * "plan="1"" the string; = and != of a text that is no number compare strings.
 * A missing field never matches, not with != either.
 */
#ifndef EVKIT_PRED_H
#define EVKIT_PRED_H

#include "event.h"

struct pred;

/* Compiles text; NULL and *why (a literal) where it is refused. */
struct pred *pred_new(const char *text, const char **why);
void pred_free(struct pred *p);

bool pred_match(const struct pred *p, const struct event *e, struct buf *scratch);

#endif
