#include "arena.h"

#include "diag.h"

enum { CHUNK = 64 << 10 };

struct arena_chunk {
	struct arena_chunk *before;
	size_t size;
	uint64_t data[];
};

static void
add_chunk(struct arena *a, size_t need)
{
	size_t size = need > CHUNK ? need : CHUNK;
	struct arena_chunk *c;

	if (size > SIZE_MAX - sizeof *c || !(c = calloc(1, sizeof *c + size)))
		die_errno(DIAG_STOPPED, "%zu bytes of memory", size);
	c->before = a->last;
	c->size = size;
	a->last = c;
	a->used = 0;
	a->bytes += sizeof *c + size;
}

void *
arena_new(struct arena *a, size_t n)
{
	void *p;

	if (n > SIZE_MAX / 2)
		die(DIAG_STOPPED, "%zu bytes of memory", n);
	n = (n + 7) & ~(size_t)7;
	if (!a->last || a->last->size - a->used < n)
		add_chunk(a, n);
	p = (char *)a->last->data + a->used;
	a->used += n;
	return p;
}

struct span
arena_copy(struct arena *a, struct span s)
{
	char *p = arena_new(a, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	return (struct span){ p, s.n };
}

void
arena_free(struct arena *a)
{
	while (a->last) {
		struct arena_chunk *c = a->last;

		a->last = c->before;
		free(c);
	}
	*a = (struct arena){ 0 };
}
