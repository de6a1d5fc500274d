/*
 * sample_bucket.h - lines into a folder laid out as Segment lays out a bucket.
 *
 *	DIR/segment-logs/dummy-object.txt
 *	DIR/segment-logs/SOURCE/DAY_MS/MS.HASH.gz
 *
 * DAY_MS is the midnight (UTC) of the day of receipt, MS the time of upload. A
 * new object begins every six hours of receipt, and after 100 MB. gzip by
 * zlib, level 6, no time in the header: the bytes before compression are the
 * same everywhere, those after it with the same zlib. The first MB of
 * the second object has one member for each line; that of the third has members
 * cut at every 10,000 bytes.
 *
 * A failed write ends the program, like any failed output.
 */
#ifndef EVKIT_SAMPLE_BUCKET_H
#define EVKIT_SAMPLE_BUCKET_H

#include <zlib.h>

#include "fault.h"
#include "out.h"

struct sample_bucket {
	const char *dir;
	struct span header;    /* first line of each object; may be empty */
	uint64_t objects;      /* begun so far */
	uint64_t bytes;        /* of closed objects, compressed */
	uint64_t key;          /* of the made-up parts of names */
	int64_t slot;          /* six hours since 1970 that the object is for */
	bool open;
	size_t raw;            /* bytes in the object */
	size_t member;         /* bytes in the gzip member */
	struct buf path;
	struct out out;
	z_stream z;
};

/* Makes the folder; -1 if it cannot, or if there is something in it. */
int sample_bucket_begin(struct sample_bucket *b, struct fault *why);

/* One line with its newline, received then; times never go back. */
int sample_bucket_put(struct sample_bucket *b, int64_t received_ms, struct span line,
	struct fault *why);

int sample_bucket_end(struct sample_bucket *b, struct fault *why);

#endif
