/*
 * conversion_record.h - one record of conversion, as ev-convert writes it.
 *
 * user_id and converted must be there; mature is true where it is missing. What
 * is not of one user (an exposure, a credit, a funnel) is refused: its rates are
 * none of users, so no test of this library holds for them.
 */
#ifndef EVKIT_CONVERSION_RECORD_H
#define EVKIT_CONVERSION_RECORD_H

#include "user_record.h"

/* A time that is not in the record. */
#define CONVERSION_RECORD_NEVER INT64_MIN

struct conversion_record {
	struct user_record user;
	struct span goal, window;   /* as written, quotes and all; empty: none */
	bool converted, mature, several_messages;
	int64_t exposed_ns, converted_ns;   /* the second not before the first */
};

struct conversion_reader {
	struct user_reader user;
	struct jscan_keys keys;
	struct buf scratch;
};

void conversion_reader_init(struct conversion_reader *r);
void conversion_reader_free(struct conversion_reader *r);

/* As user_record_read. */
int conversion_record_read(struct conversion_reader *r, struct span line,
    struct conversion_record *to, struct reject *why);

#endif
