/*
 * levels.h - levels of activity by one's own rules, from a file.
 *
 * One JSON object: names and conditions, in order; the first whose condition
 * holds is a user's level. The last has none, for all others:
 *
 *   {"loyal":"l28>=12,tenure_days>=90","regular":"l28>=4","lapsed":"recency_days>=28","rest":""}
 *
 * A condition is terms joined by commas, all of which must hold: FIELD OP N,
 * with FIELD recency_days, tenure_days, l7, l28, events or value, OP one of
 * = != < <= > >=, and N a number (of value with up to six digits of fraction).
 * A key "//" is a comment.
 */
#ifndef EVKIT_LEVELS_H
#define EVKIT_LEVELS_H

#include "fault.h"
#include "span.h"

enum { LEVELS_MOST = 64, LEVELS_TERMS = 8, LEVELS_NAME = 64 };

enum levels_field { LEVELS_RECENCY, LEVELS_TENURE, LEVELS_L7, LEVELS_L28, LEVELS_EVENTS,
	LEVELS_VALUE, LEVELS_FIELDS };

struct levels {
	struct level {
		char name[LEVELS_NAME];
		struct levels_term {
			enum levels_field field;
			char op[2];
			int64_t n;
		} term[LEVELS_TERMS];
		size_t terms;
	} level[LEVELS_MOST];
	size_t n;
	bool of_value;         /* a condition looks at value */
};

/* 0, or -1 and *why, which names the file and the level. */
int levels_read(struct levels *l, const char *path, struct fault *why);

/* The level of a user with these facts, value in millionths: its index. */
size_t levels_find(const struct levels *l, const int64_t fact[LEVELS_FIELDS]);

#endif
