/*
 * mapping_plan.h - a mapping as it is used: paths parsed, keys known. mapping.c's.
 */
#ifndef EVKIT_MAPPING_PLAN_H
#define EVKIT_MAPPING_PLAN_H

#include "arena.h"
#include "mapping.h"
#include "mapping_drop.h"
#include "table.h"

enum { MAPPING_KEYS = 64 };

struct mapping_place {
	struct jpath path;         /* owns the steps */
	struct jpath deeper;       /* the steps behind the first */
	size_t slot;               /* of the first step, in key */
};

struct mapping_renamed {
	struct span to;            /* a JSON string */
	size_t number;             /* in the table */
};

struct mapping_plan {
	struct mapping_plan *next;
	const struct mapping *m;
	struct span key[MAPPING_KEYS];     /* first steps, each once, and what is aside */
	size_t keys;
	struct jscan_keys picked;
	struct mapping_place place[MAPPING_FIELDS][MAPPING_PATHS];
	uint64_t aside;                    /* slots */
	size_t dropped[MAPPING_KEYS];      /* by slot: the number in m->drop, + 1 */
	struct table renames;              /* struct mapping_renamed by JSON string */
	struct arena texts;
	struct span source;                /* a JSON string, or empty */
	struct mapping_drop drop;          /* places below the first step */
	struct mapping_hits hits;
};

/* The table's plan; made, and put into n->plans, at its first record. */
struct mapping_plan *mapping_plan(struct normal *n, const struct mapping *m);

#endif
