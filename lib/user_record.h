/*
 * user_record.h - one user record, as ev-segment and ev-assign write them.
 *
 * Only user_id must be there. Texts may be strings, or numbers or words as they
 * are written; null is none. Keys come in any order, also with escapes.
 */
#ifndef EVKIT_USER_RECORD_H
#define EVKIT_USER_RECORD_H

#include "jscan.h"
#include "jtext.h"
#include "rejects.h"

/* The numbers of a record: whole, from 0 to 2^31 - 1, but events to 2^63 - 1. */
enum user_number { USER_EVENTS, USER_L28, USER_RECENCY, USER_TENURE, USER_NUMBERS };

struct user_record {
	struct span user_id;
	struct span segment, activity, message;   /* empty: none */
	bool has_message;                         /* the key is there, null or not */
	int64_t number[USER_NUMBERS];             /* 0: none */
	bool has[USER_NUMBERS];
};

struct user_reader {
	struct jscan scan;
	struct jscan_keys keys;
	struct buf scratch;
};

void user_reader_init(struct user_reader *r);
void user_reader_free(struct user_reader *r);

/* 0 and *to, which is valid as long as the line and until the next call; or -1 and
 * *why without place and raw, but with the byte. */
int user_record_read(struct user_reader *r, struct span line, struct user_record *to,
    struct reject *why);

/* "events", "l28", "recency_days", "tenure_days". */
struct span user_number_name(enum user_number n);

#endif
