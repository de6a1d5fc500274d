/*
 * report_move.h - from which level of activity to which users went, by message.
 *
 * Levels before are those of a users file, or of the records of conversion; levels
 * after, those of a later users file. Users who are in no file have a level without
 * name. Users who saw several messages are left out; windows do not matter here.
 */
#ifndef EVKIT_REPORT_MOVE_H
#define EVKIT_REPORT_MOVE_H

#include "report.h"
#include "users.h"

enum { REPORT_MOVE_LEVELS = 256 };

struct report_move {
	struct words words;
	struct users before, after;
	bool has_before, has_after;
	uint32_t level[REPORT_MOVE_LEVELS];   /* words, in the order of their bytes */
	size_t levels, messages;
	uint64_t *users;       /* by message, level before, level after */
};

void report_move_init(struct report_move *m);
void report_move_free(struct report_move *m);

/* After report_settle. -1: more than 256 levels. */
int report_move_count(struct report_move *m, const struct report *r);

/* Of `message`'s users who were in level `before`, those who are in `after`. */
struct proportion report_move_share(const struct report_move *m, size_t message, size_t before,
    size_t after);

/* Whether anybody did. */
bool report_move_any(const struct report_move *m, size_t before, size_t after);

struct span report_move_level(const struct report_move *m, size_t level);

#endif
