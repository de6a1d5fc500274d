/*
 * users.h - user records, as ev-segment and ev-assign write them.
 *
 * Of each record user_id, segment, activity, message and l28 are kept; the last
 * four may be missing or null. Other fields are not looked at.
 *
 * Cost: about 60 bytes a user under a UUID.
 */
#ifndef EVKIT_USERS_H
#define EVKIT_USERS_H

#include "fault.h"
#include "table.h"
#include "words.h"

/* What is known of a user, as numbers in words; 0: nothing. */
struct user {
	uint32_t segment, activity, message;
	int32_t l28;           /* active days of the last 28; -1: not known */
};

struct users {
	struct table table;    /* struct user, by user id */
	struct words *words;   /* the caller's */
};

void users_init(struct users *u, struct words *words);
void users_free(struct users *u);

/*
 * Adds the records of a file ("-" is stdin), gzip or not. -1 and *why, with
 * file and line, at the first line that is no user record, and where a user
 * comes again with another of these: half a join would go
 * unnoticed.
 */
int users_read(struct users *u, const char *path, size_t max_line, struct fault *why);

/* NULL: not in the file. */
const struct user *users_find(const struct users *u, struct span user_id);

#endif
