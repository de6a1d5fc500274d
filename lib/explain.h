/*
 * explain.h - where an event's fields came from, for people: --explain.
 */
#ifndef EVKIT_EXPLAIN_H
#define EVKIT_EXPLAIN_H

#include "provider.h"

/* A line of stderr for each field. */
void explain_event(const struct normal *n, const struct record *r, const struct normal_event *e,
    const struct provider *p);

/* At the end: a line where the times look like local ones that were taken for
 * UTC, which lag.h tells. */
void explain_lag(const struct lag *l);

#endif
