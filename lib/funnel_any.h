/*
 * funnel_any.h - a funnel whose steps may stand in any order; see funnel.h.
 */
#ifndef EVKIT_FUNNEL_ANY_H
#define EVKIT_FUNNEL_ANY_H

#include "funnel.h"

struct funnel_chain funnel_any(const struct timeline_event *event, size_t n,
    const struct funnel_rule *rule);

#endif
