#include "dedup_sort.h"

#include <errno.h>
#include <unistd.h>

#include "diag.h"
#include "spool.h"

enum { LEAST = 1024, BATCH = 64 };   /* records: in memory, of a run at a time */

/* A sorted run, from `at` to `end` in the file; read in batches. */
struct dedup_run {
	uint64_t at, end;
	struct dedup_record *record;
	size_t n, next;
};

static void *
must(void *p)
{
	if (!p)
		die_errno(DIAG_STOPPED, "memory for sorting");
	return p;
}

void
dedup_sort_free(struct dedup_sort *s)
{
	free(s->record);
	for (size_t i = 0; i < s->runs; i++)
		free(s->run[i].record);
	free(s->run);
	free(s->heap);
	if (s->filed)
		close(s->fd);
	*s = (struct dedup_sort){ .memory = s->memory };
}

static int
order(const struct dedup_record *a, const struct dedup_record *b)
{
	if (a->hi != b->hi)
		return a->hi < b->hi ? -1 : 1;
	if (a->lo != b->lo)
		return a->lo < b->lo ? -1 : 1;
	if (a->content != b->content)
		return a->content < b->content ? -1 : 1;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

static int
order_void(const void *a, const void *b)
{
	return order(a, b);
}

static void
sort(struct dedup_sort *s)
{
	if (s->n)
		qsort(s->record, s->n, sizeof *s->record, order_void);
}

static int
failed(struct fault *why, int error)
{
	return fault_set(why, "a temporary file: %s", strerror(error));
}

/* What is in memory becomes a run in the file. */
static int
write_run(struct dedup_sort *s, struct fault *why)
{
	struct span rest = { (const char *)s->record, s->n * sizeof *s->record };

	if (!s->filed && (s->fd = spool_unnamed()) < 0)
		return failed(why, errno);
	s->filed = true;
	s->run = must(reallocarray(s->run, s->runs + 1, sizeof *s->run));
	s->run[s->runs] = (struct dedup_run){ .at = s->end, .end = s->end + rest.n };
	sort(s);
	while (rest.n) {
		ssize_t n = write(s->fd, rest.p, rest.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return failed(why, n ? errno : ENOSPC);
		rest = span_after(rest, (size_t)n);
	}
	s->end = s->run[s->runs++].end;
	s->n = 0;
	return 0;
}

/* Half of the memory: qsort takes as much again. */
static size_t
most(const struct dedup_sort *s)
{
	size_t n = s->memory / 2 / sizeof *s->record;

	return n > LEAST ? n : LEAST;
}

int
dedup_sort_put(struct dedup_sort *s, const struct dedup_record *r, struct fault *why)
{
	if (s->n == most(s) && write_run(s, why))
		return -1;
	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : LEAST;
		s->cap = s->cap < most(s) ? s->cap : most(s);
		s->record = must(reallocarray(s->record, s->cap, sizeof *s->record));
	}
	s->record[s->n++] = *r;
	return 0;
}

/* ---- merging ---- */

static int
fill(struct dedup_sort *s, struct dedup_run *run, size_t batch, struct fault *why)
{
	size_t n = (size_t)(run->end - run->at) / sizeof *run->record;
	char *to = (char *)run->record;

	run->n = n < batch ? n : batch;
	run->next = 0;
	for (size_t left = run->n * sizeof *run->record; left;) {
		ssize_t got = pread(s->fd, to, left, (off_t)run->at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return failed(why, got ? errno : EIO);
		to += got;
		left -= (size_t)got;
		run->at += (uint64_t)got;
	}
	return 0;
}

static bool
less(const struct dedup_sort *s, size_t a, size_t b)
{
	const struct dedup_run *x = &s->run[a], *y = &s->run[b];

	return order(&x->record[x->next], &y->record[y->next]) < 0;
}

/* The run at i goes down the heap to where it belongs. */
static void
sift(struct dedup_sort *s, size_t i)
{
	for (;;) {
		size_t least = i, run = s->heap[i];

		for (size_t k = 2 * i + 1; k <= 2 * i + 2 && k < s->heap_n; k++)
			if (less(s, s->heap[k], s->heap[least]))
				least = k;
		if (least == i)
			return;
		s->heap[i] = s->heap[least];
		s->heap[least] = run;
		i = least;
	}
}

static size_t
batch_of(const struct dedup_sort *s)
{
	size_t n = s->memory / s->runs / sizeof *s->record;

	return n > BATCH ? n : BATCH;
}

int
dedup_sort_begin(struct dedup_sort *s, struct fault *why)
{
	if (!s->runs) {
		sort(s);
		return 0;
	}
	if (s->n && write_run(s, why))
		return -1;
	free(s->record);
	s->record = NULL;
	s->heap = must(calloc(s->runs, sizeof *s->heap));
	for (size_t i = 0; i < s->runs; i++) {
		s->run[i].record = must(calloc(batch_of(s), sizeof *s->record));
		if (fill(s, &s->run[i], batch_of(s), why))
			return -1;
		s->heap[s->heap_n++] = i;
	}
	for (size_t i = s->heap_n; i-- > 0;)
		sift(s, i);
	return 0;
}

int
dedup_sort_next(struct dedup_sort *s, struct dedup_record *r, struct fault *why)
{
	struct dedup_run *run;

	if (!s->runs) {
		if (s->next == s->n)
			return 0;
		*r = s->record[s->next++];
		return 1;
	}
	if (!s->heap_n)
		return 0;
	run = &s->run[s->heap[0]];
	*r = run->record[run->next++];
	if (run->next == run->n) {
		if (run->at < run->end) {
			if (fill(s, run, batch_of(s), why))
				return -1;
		} else {
			s->heap[0] = s->heap[--s->heap_n];
		}
	}
	if (s->heap_n)
		sift(s, 0);
	return 1;
}
