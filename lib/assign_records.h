/*
 * assign_records.h - the users' own records, kept until they have a message.
 *
 * They wait in a file without a name; what goes out is the record byte for byte,
 * with one member more. The order is that of the ids' bytes; if they came in that
 * order, as ev-segment gives them, the file is read from front to back.
 */
#ifndef EVKIT_ASSIGN_RECORDS_H
#define EVKIT_ASSIGN_RECORDS_H

#include "assign_ledger.h"
#include "linefile.h"
#include "run.h"
#include "user_record.h"

struct assign_records {
	struct assign *assign;
	struct user_reader reader;
	struct linefile lines;
	struct buf line;
	const struct assign_user *last;
	bool shuffled;         /* ids did not come in the order of their bytes */
};

void assign_records_init(struct assign_records *r, struct assign *a);
void assign_records_free(struct assign_records *r);

/*
 * One line; a user who comes again, or who has a message, is refused: -1 and *why
 * as of user_record_read. What the disk refuses ends the program.
 */
int assign_records_take(struct assign_records *r, struct span line, struct reject *why);

/* All users, each with its message. */
void assign_records_write(struct assign_records *r, const struct assign_ledger *names,
    struct run *run);

#endif
