#include "sketch.h"

#include "diag.h"

enum { FIRST = 8 };

static void *
must(void *p)
{
	if (!p)
		die_errno(DIAG_STOPPED, "memory for distinct values");
	return p;
}

/* As many entries, with at least twice the slots; they are filled anew. */
static void
resize(struct sketch *s, size_t cap)
{
	size_t slots = 2 * FIRST;

	while (slots < 2 * cap)
		slots *= 2;
	s->entry = must(reallocarray(s->entry, cap, sizeof *s->entry));
	free(s->slot);
	s->slot = must(calloc(slots, sizeof *s->slot));
	s->cap = cap;
	s->mask = slots - 1;
}

static void
fill_slots(struct sketch *s)
{
	memset(s->slot, 0, (s->mask + 1) * sizeof *s->slot);
	for (size_t k = 0; k < s->n; k++) {
		size_t i = s->entry[k].hash & s->mask;

		while (s->slot[i])
			i = (i + 1) & s->mask;
		s->slot[i] = (uint32_t)(k + 1);
	}
}

void
sketch_init(struct sketch *s, size_t most)
{
	*s = (struct sketch){ .most = most, .limit = UINT64_MAX };
	resize(s, FIRST);
}

void
sketch_free(struct sketch *s)
{
	free(s->entry);
	free(s->slot);
	*s = (struct sketch){ 0 };
}

static int
by_hash(const void *a, const void *b)
{
	const struct sketch_entry *x = a, *y = b;

	return (x->hash > y->hash) - (x->hash < y->hash);
}

/* Only the lower half of the hashes stays. */
static void
halve(struct sketch *s)
{
	qsort(s->entry, s->n, sizeof *s->entry, by_hash);
	s->n = s->most / 2;
	s->limit = s->entry[s->n - 1].hash;
	s->sampled = true;
}

/* n bytes or fewer, so that no character is cut in two. */
static size_t
whole_characters(struct span text, size_t n)
{
	while (n && ((unsigned char)text.p[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static void
set_text(struct sketch_entry *e, struct span text)
{
	e->cut = text.n > SKETCH_TEXT;
	e->length = (unsigned char)(e->cut ? whole_characters(text, SKETCH_TEXT) : text.n);
	if (e->length)
		memcpy(e->text, text.p, e->length);
}

struct sketch_entry *
sketch_put(struct sketch *s, uint64_t hash, struct span text)
{
	struct sketch_entry *e;
	size_t i;

	if (hash > s->limit)
		return NULL;
	if (s->n == s->cap) {
		resize(s, s->cap * 2 < s->most ? s->cap * 2 : s->most);
		fill_slots(s);
	}
	for (i = hash & s->mask; s->slot[i];)
		i = (i + 1) & s->mask;
	e = &s->entry[s->n++];
	s->slot[i] = (uint32_t)s->n;
	*e = (struct sketch_entry){ .hash = hash, .n = 1 };
	set_text(e, text);
	if (s->n < s->most)
		return e;
	halve(s);
	fill_slots(s);
	return sketch_find(s, hash);
}

static int
by_count(const void *a, const void *b)
{
	const struct sketch_entry *x = a, *y = b;

	return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : by_hash(a, b);
}

void
sketch_end(struct sketch *s)
{
	if (s->sampled)
		halve(s);
	qsort(s->entry, s->n, sizeof *s->entry, by_count);
	fill_slots(s);
}

uint64_t
sketch_distinct(const struct sketch *s)
{
	uint64_t n, unit = 1;

	if (!s->sampled)
		return s->n;
	/* The k-th lowest hash of n lies at about k/n of the range. */
	n = UINT64_MAX / (s->limit / (s->n - 1) + 1);
	while (n / unit >= 1000)
		unit *= 10;
	return (n + unit / 2) / unit * unit;
}
