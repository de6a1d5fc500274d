/*
 * pred.h - a condition on an event: "event=purchase,plan=pro,price>=10".
 *
 * Terms joined by commas; all must hold. A term is FIELD OP VALUE with OP one
 * of = != < <= > >= and ~ (contains), or FIELD alone: it is there, and is not
 * null. FIELD is `event`, the event's name, or else a path inside metadata
 * (jpath.h). As the first term NAME alone is short for event=NAME, unless it
 * begins with a '/' outside quotes, which only a path does. FIELD may stand in
 * double quotes too: where it holds an operator, "/a~1b"=1.
 *
 * Comparison is by type. A VALUE that JSON reads as a number is a number, and
 * 1 = 1.0 (decimal.h: exact); true and false are themselves; all else is text,
 * and so is everything in double quotes, which are those of a JSON string:
 * plan="1", city="Paris, Texas". Values of different types are not equal and
 * have no order, but < <= > >= and a number take text that is a number as one:
 * CSV has no numbers. Text has the order of its bytes. The event's name is text.
 * A missing field never matches, with != neither; null counts as missing.
 * Spaces around FIELD and VALUE do not count, inside double quotes they do.
 */
#ifndef EVKIT_PRED_H
#define EVKIT_PRED_H

#include "event.h"

enum { PRED_TERMS = 16 };

struct pred;

/* Compiles text; NULL and *why (a literal) where it is refused. */
struct pred *pred_new(const char *text, const char **why);
void pred_free(struct pred *p);

/* An option's taker (opt.h): to a struct pred *, NULL beforehand. */
const char *pred_take(void *pred, const char *text);

/* As it was given; and what to call it in output: NAME where it is event=NAME
 * and no more, else its text. Valid as long as p. */
struct span pred_text(const struct pred *p);
struct span pred_name(const struct pred *p);

/* Cost: names are compared first; metadata is walked only by events whose
 * name fits. *scratch keeps what it holds. */
bool pred_match(const struct pred *p, const struct event *e, struct buf *scratch);

#endif
