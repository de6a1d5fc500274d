/*
 * dedup_sort.h - records of events in the order of their keys, of any number.
 *
 * In memory as long as they fit, then in sorted runs in a file without a name,
 * which are merged when they are read. Memory: what it is given, in all.
 */
#ifndef EVKIT_DEDUP_SORT_H
#define EVKIT_DEDUP_SORT_H

#include <sys/types.h>

#include "fault.h"
#include "span.h"

/* One event. The order is that of the first five fields. */
struct dedup_record {
	uint64_t hi, lo;       /* its key */
	uint64_t content;      /* a hash of what it says */
	int64_t rank;          /* when it was received; 0 where that does not count */
	uint64_t number;       /* of its line, from 0 */
	uint64_t bytes;        /* a hash of its line */
	uint64_t at;           /* where its line is, linefile_get */
	uint64_t known;        /* 1: an event with its key is out already */
};

struct dedup_sort {
	size_t memory;
	struct dedup_record *record;
	size_t n, cap;         /* records in memory */
	size_t next;           /* of those, when they are read */
	struct dedup_run *run;
	size_t runs;
	size_t *heap;          /* runs that have records, the least first */
	size_t heap_n;
	bool filed;
	int fd;
	uint64_t end;          /* bytes in the file */
};

/* A zeroed struct with memory set is empty. */
void dedup_sort_free(struct dedup_sort *s);

/* 0, or -1 and *why: the disk. */
int dedup_sort_put(struct dedup_sort *s, const struct dedup_record *r, struct fault *why);

/* No more come. */
int dedup_sort_begin(struct dedup_sort *s, struct fault *why);

/* 1, 0 at the end, -1 and *why. */
int dedup_sort_next(struct dedup_sort *s, struct dedup_record *r, struct fault *why);

#endif
