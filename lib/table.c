#include "table.h"

#include <endian.h>
#include <sys/mman.h>

#include "diag.h"
#include "hash.h"

/*
 * Entries lie one behind the other in chunks: the value, the key's length, the
 * key. An entry is named by the number of its 8-byte unit, counted over all
 * chunks, which fits 32 bits; 0 is no entry, so the first unit of a chunk is left empty. An entry
 * larger than a chunk gets a longer chunk, which takes several chunk numbers.
 *
 * Behind the first few all chunks are LONG, in huge pages: among a million users,
 * whose pages no processor has all at hand, a look-up takes a third less.
 */
enum { UNIT = 8, CHUNK = 1 << 20, CHUNK_UNITS = CHUNK / UNIT, FIRST_SLOTS = 1024,
	FEW = 4, LONG = 2, HUGE_PAGE = 2 << 20 };

struct table_slot {
	uint32_t tag;         /* upper half of the hash */
	uint32_t unit;        /* 0: free */
};

struct table_chunk {
	char *p;
	size_t used, size;    /* size 0: the chunk before goes on here */
};

static void *
must(void *p)
{
	if (!p)
		die_errno(DIAG_STOPPED, "memory for a table");
	return p;
}

static size_t
in_huge_pages(size_t bytes)
{
	return (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
}

/*
 * From the system, where it is much: what a table had is free when the table is.
 * Through malloc, which keeps aligned pieces apart, tables that follow each other
 * (ev-convert's --mem) took 160 MB where one has 32.
 */
static void *
zeroed(size_t bytes)
{
	size_t size = in_huge_pages(bytes), before;
	char *p;

	if (bytes < HUGE_PAGE)
		return must(calloc(1, bytes));
	p = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	must(p == MAP_FAILED ? NULL : p);
	before = -(uintptr_t)p % HUGE_PAGE;
	if (before)
		munmap(p, before);
	p += before;
	munmap(p + size, HUGE_PAGE - before);
	/* Where the system has none it is slower, and that is all. */
	madvise(p, size, MADV_HUGEPAGE);
	return p;
}

static void
release(void *p, size_t bytes)
{
	if (bytes < HUGE_PAGE)
		free(p);
	else
		munmap(p, in_huge_pages(bytes));
}

static size_t
slot_bytes(const struct table *t)
{
	return (t->mask + 1) * sizeof *t->slot;
}

void
table_init(struct table *t, size_t value_size)
{
	*t = (struct table){
		.value_size = (value_size + UNIT - 1) & ~(size_t)(UNIT - 1),
		.seed = hash_seed(),
		.mask = FIRST_SLOTS - 1,
	};
	t->slot = zeroed(slot_bytes(t));
}

void
table_free(struct table *t)
{
	for (size_t i = 0; i < t->chunks; i++)
		if (t->chunk[i].size)
			release(t->chunk[i].p, t->chunk[i].size);
	free(t->chunk);
	if (t->slot)
		release(t->slot, slot_bytes(t));
	*t = (struct table){ 0 };
}

static char *
entry(const struct table *t, uint32_t unit)
{
	return t->chunk[unit / CHUNK_UNITS].p + (size_t)(unit % CHUNK_UNITS) * UNIT;
}

struct span
table_key(const struct table *t, const void *value)
{
	const char *at = (const char *)value + t->value_size;
	uint32_t n;

	memcpy(&n, at, sizeof n);
	return (struct span){ at + sizeof n, n };
}

static size_t
entry_size(const struct table *t, size_t key)
{
	return (t->value_size + sizeof(uint32_t) + key + UNIT - 1) & ~(size_t)(UNIT - 1);
}

/* One chunk for an entry of `size`, with as many numbers as it is long. */
static void
add_chunk(struct table *t, size_t size)
{
	size_t count = (size + UNIT + CHUNK - 1) / CHUNK;
	char *p;

	if (t->chunks >= FEW && count < LONG)
		count = LONG;
	if (t->chunks + count > UINT32_MAX / CHUNK_UNITS)
		die(DIAG_STOPPED, "a table would pass 32 GiB");
	t->chunk = must(reallocarray(t->chunk, t->chunks + count, sizeof *t->chunk));
	p = zeroed(count * CHUNK);
	t->current = t->chunks;
	for (size_t i = 0; i < count; i++, p += CHUNK)
		t->chunk[t->chunks++] = (struct table_chunk){ .p = p };
	t->chunk[t->current].size = count * CHUNK;
	t->chunk[t->current].used = UNIT;
}

static uint32_t
new_entry(struct table *t, struct span key)
{
	size_t size = entry_size(t, key.n);
	uint32_t n = (uint32_t)key.n;
	struct table_chunk *c;
	char *at;

	if (key.n > UINT32_MAX / 2)
		die(DIAG_STOPPED, "a key of %zu bytes", key.n);
	if (!t->chunks || t->chunk[t->current].used + size > t->chunk[t->current].size)
		add_chunk(t, size);
	c = &t->chunk[t->current];
	at = c->p + c->used + t->value_size;
	memcpy(at, &n, sizeof n);
	if (key.n)
		memcpy(at + sizeof n, key.p, key.n);
	n = (uint32_t)(t->current * CHUNK_UNITS + c->used / UNIT);
	c->used += size;
	return n;
}

/* The slot where the key is, or where it would go. */
static struct table_slot *
probe(const struct table *t, struct span key, uint64_t hash)
{
	uint32_t tag = (uint32_t)(hash >> 32);
	size_t i = hash & t->mask;

	for (;; i = (i + 1) & t->mask) {
		struct table_slot *s = &t->slot[i];

		if (!s->unit || (s->tag == tag && span_eq(table_key(t, entry(t, s->unit)), key)))
			return s;
	}
}

/* Twice the slots. The tag is half a hash; the rest is computed again. */
static void
grow(struct table *t)
{
	size_t old = t->mask + 1;
	struct table_slot *from = t->slot;

	t->mask = 2 * old - 1;
	t->slot = zeroed(slot_bytes(t));
	for (size_t k = 0; k < old; k++) {
		size_t i;

		if (!from[k].unit)
			continue;
		i = hash_seeded(table_key(t, entry(t, from[k].unit)), t->seed) & t->mask;
		while (t->slot[i].unit)
			i = (i + 1) & t->mask;
		t->slot[i] = from[k];
	}
	release(from, old * sizeof *from);
}

void *
table_find(const struct table *t, struct span key)
{
	struct table_slot *s = probe(t, key, hash_seeded(key, t->seed));

	return s->unit ? entry(t, s->unit) : NULL;
}

static void *
put(struct table *t, struct span key, uint64_t hash, bool *made)
{
	struct table_slot *s = probe(t, key, hash);
	bool absent = !s->unit;

	if (made)
		*made = absent;
	if (!absent)
		return entry(t, s->unit);
	if (4 * (t->n + 1) > 3 * (t->mask + 1)) {
		grow(t);
		s = probe(t, key, hash);
	}
	s->tag = (uint32_t)(hash >> 32);
	s->unit = new_entry(t, key);
	t->n++;
	return entry(t, s->unit);
}

void *
table_put(struct table *t, struct span key, bool *made)
{
	return put(t, key, hash_seeded(key, t->seed), made);
}

/* ---- in steps ---- */

uint64_t
table_hash(const struct table *t, struct span key)
{
	return hash_seeded(key, t->seed);
}

void
table_fetch_slot(const struct table *t, uint64_t hash)
{
	__builtin_prefetch(&t->slot[hash & t->mask]);
}

/* The slot that most likely is the one: its neighbours come with it. */
void
table_fetch_entry(const struct table *t, uint64_t hash)
{
	enum { LINE = 64 };
	uint32_t tag = (uint32_t)(hash >> 32);
	size_t i = hash & t->mask;

	while (t->slot[i].unit && t->slot[i].tag != tag)
		i = (i + 1) & t->mask;
	if (t->slot[i].unit) {
		const char *value = entry(t, t->slot[i].unit);

		__builtin_prefetch(value);
		__builtin_prefetch(value + LINE);
	}
}

void *
table_put_hashed(struct table *t, struct span key, uint64_t hash)
{
	return put(t, key, hash, NULL);
}

size_t
table_bytes(const struct table *t)
{
	return t->chunks * CHUNK + slot_bytes(t);
}

void *
table_next(const struct table *t, struct table_walk *w)
{
	for (; w->chunk < t->chunks; w->chunk++, w->at = 0) {
		const struct table_chunk *c = &t->chunk[w->chunk];
		char *value;

		if (!w->at)
			w->at = UNIT;
		if (w->at >= c->used)
			continue;
		value = c->p + w->at;
		w->at += entry_size(t, table_key(t, value).n);
		return value;
	}
	return NULL;
}

/* ---- sorted ---- */

/* The first eight bytes, which mostly tell, are at hand: a key is memory that has
 * to be waited for. */
struct sorted {
	uint64_t first;
	void *value;
};

static uint64_t
first_bytes(struct span key)
{
	unsigned char bytes[sizeof(uint64_t)] = { 0 };
	uint64_t first;

	if (key.n)
		memcpy(bytes, key.p, key.n < sizeof bytes ? key.n : sizeof bytes);
	memcpy(&first, bytes, sizeof first);
	return be64toh(first);
}

static int
by_key(const void *a, const void *b, void *arg)
{
	const struct sorted *x = a, *y = b;
	const struct table *t = arg;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return span_cmp(table_key(t, x->value), table_key(t, y->value));
}

void **
table_sorted(const struct table *t)
{
	struct sorted *all = must(calloc(t->n + 1, sizeof *all));
	struct table_walk w = { 0 };
	void **values = (void **)all, *value;

	for (size_t i = 0; (value = table_next(t, &w)); i++)
		all[i] = (struct sorted){ first_bytes(table_key(t, value)), value };
	qsort_r(all, t->n, sizeof *all, by_key, (void *)(uintptr_t)t);
	for (size_t i = 0; i < t->n; i++)
		values[i] = all[i].value;
	return values;
}
