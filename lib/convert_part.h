/*
 * convert_part.h - the events that matter, user by user, as ndjson; and many
 * such parts as one.
 *
 * A part is a head with the question, lines of users, and an end that says how
 * many events there were and when the last of all was; ev-convert(1) has the
 * fields:
 *
 *   {"conversion":1,"terms":{"exposure":"sent","goal":"buy",...,"within":"7d"}}
 *   {"user_id":"u1","events":[["2021-06-01T00:00:00.000Z",1,"A"],["...",2]]}
 *   {"total":2,"last":"2021-06-30T18:11:09.120Z"}
 *
 * A user with many events has several lines. Users that wait on the disk
 * (convert_gather.h) are such lines too.
 *
 * Parts may follow each other in one file. Only parts of the same terms merge;
 * the total shows that none was cut short.
 */
#ifndef EVKIT_CONVERT_PART_H
#define EVKIT_CONVERT_PART_H

#include "convert.h"
#include "decode.h"

/* ---- out ---- */

/* A user's lines to run->out, behind the head if it was not written yet. */
void convert_part_put(struct convert *c, struct run *run, struct span user,
    const struct convert_line *head);

/* The end. */
void convert_part_end(struct convert *c, struct run *run);

/* A user's lines to c->spilled; and one read back. 0, or -1 and *why: the disk. */
int convert_part_spill(struct convert *c, struct span user, const struct convert_line *head,
    struct fault *why);
int convert_part_read_spilled(struct convert *c, struct run *run, struct span line,
    struct fault *why);

/* ---- in ---- */

/* A zeroed struct with the first two set is ready for use; the question is that
 * of the first part. */
struct convert_parts {
	struct convert *to;
	struct run *run;
	bool open;             /* a head was accepted, and its end has not come */
	uint64_t total, got;   /* events that the ends name, and those that came */
	uint64_t torn;         /* parts without end */
	struct buf terms;
	struct buf text;
};

void convert_parts_free(struct convert_parts *m);

/* A file begins: its first line is a head. For struct decode. */
void convert_parts_begin(void *parts);

/* One line of a part: 0, or -1 and *why. */
int convert_parts_take(struct convert_parts *m, const struct record *r, struct reject *why);

/* All have been read: 0, or -1 and *why (something is missing). */
int convert_parts_end(struct convert_parts *m, struct fault *why);

#endif
