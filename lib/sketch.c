#include "sketch.h"

#include <sys/mman.h>

#include "diag.h"

enum { FIRST = 8 };

struct sketch_text {
	unsigned char length;
	bool cut;
	char text[SKETCH_TEXT];
};

static void *
must(void *p)
{
	if (!p)
		die_errno(DIAG_STOPPED, "memory for distinct values");
	return p;
}

/* Many values in no order: with pages of 4 KiB each look-up would miss the TLB. */
static struct sketch_slot *
new_slots(size_t n)
{
	const size_t huge = 2 << 20, size = n * sizeof(struct sketch_slot);
	struct sketch_slot *slot;

	if (size < huge)
		return must(calloc(n, sizeof *slot));
	slot = must(aligned_alloc(huge, size));
	(void)madvise(slot, size, MADV_HUGEPAGE);
	memset(slot, 0, size);
	return slot;
}

void
sketch_init(struct sketch *s, size_t most)
{
	*s = (struct sketch){ .most = most, .limit = UINT64_MAX, .cap = FIRST, .mask = 2 * FIRST - 1,
		.odd = hash_seed() | 1 };
	s->slot = must(calloc(2 * FIRST, sizeof *s->slot));
	s->text = must(calloc(FIRST, sizeof *s->text));
}

void
sketch_free(struct sketch *s)
{
	free(s->slot);
	free(s->text);
	free(s->entry);
	*s = (struct sketch){ 0 };
}

static struct sketch_slot *
free_slot(const struct sketch *s, uint64_t hash)
{
	size_t i = sketch_place(s, hash);

	while (s->slot[i].text)
		i = (i + 1) & s->mask;
	return &s->slot[i];
}

/* Twice the room, or as much as there may be. */
static void
grow(struct sketch *s)
{
	size_t cap = s->cap * 2 < s->most ? s->cap * 2 : s->most, old = s->mask + 1, slots = old;
	struct sketch_slot *from = s->slot;

	while (slots < 2 * cap)
		slots *= 2;
	s->text = must(reallocarray(s->text, cap, sizeof *s->text));
	s->slot = new_slots(slots);
	s->cap = cap;
	s->mask = slots - 1;
	for (size_t i = 0; i < old; i++)
		if (from[i].text)
			*free_slot(s, from[i].hash) = from[i];
	free(from);
}

static int
by_hash(const void *a, const void *b)
{
	const struct sketch_slot *x = a, *y = b;

	return (x->hash > y->hash) - (x->hash < y->hash);
}

/* All that is held, by hash; the caller frees the array. */
static struct sketch_slot *
sorted(const struct sketch *s)
{
	struct sketch_slot *all = must(calloc(s->n + 1, sizeof *all));
	size_t n = 0;

	for (size_t i = 0; i <= s->mask; i++)
		if (s->slot[i].text)
			all[n++] = s->slot[i];
	qsort(all, n, sizeof *all, by_hash);
	return all;
}

/* Only the lower half of the hashes stays. */
static void
halve(struct sketch *s)
{
	struct sketch_slot *all = sorted(s);
	struct sketch_text *text = must(calloc(s->cap, sizeof *text));

	s->n = s->most / 2;
	s->limit = all[s->n - 1].hash;
	s->sampled = true;
	memset(s->slot, 0, (s->mask + 1) * sizeof *s->slot);
	for (size_t k = 0; k < s->n; k++) {
		text[k] = s->text[all[k].text - 1];
		all[k].text = (uint32_t)(k + 1);
		*free_slot(s, all[k].hash) = all[k];
	}
	free(all);
	free(s->text);
	s->text = text;
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
set_text(struct sketch_text *to, struct span text)
{
	to->cut = text.n > SKETCH_TEXT;
	to->length = (unsigned char)(to->cut ? whole_characters(text, SKETCH_TEXT) : text.n);
	if (to->length)
		memcpy(to->text, text.p, to->length);
}

struct sketch_slot *
sketch_put(struct sketch *s, uint64_t hash, struct span text)
{
	struct sketch_slot *slot;

	if (hash > s->limit)
		return NULL;
	if (s->n == s->cap)
		grow(s);
	slot = free_slot(s, hash);
	set_text(&s->text[s->n++], text);
	*slot = (struct sketch_slot){ .hash = hash, .n = 1, .text = (uint32_t)s->n };
	if (s->n < s->most)
		return slot;
	halve(s);
	return sketch_find(s, hash);
}

static int
by_count(const void *a, const void *b)
{
	const struct sketch_entry *x = a, *y = b;

	return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : (x->hash > y->hash) - (x->hash < y->hash);
}

static void
set_entry(struct sketch_entry *e, const struct sketch_slot *slot, const struct sketch_text *text)
{
	*e = (struct sketch_entry){ .hash = slot->hash, .n = slot->n, .extra = slot->extra,
		.kind = slot->kind, .length = text->length, .cut = text->cut };
	memcpy(e->text, text->text, text->length);
}

void
sketch_end(struct sketch *s)
{
	size_t n = 0;

	if (s->sampled)
		halve(s);
	s->entry = must(calloc(s->n + 1, sizeof *s->entry));
	for (size_t i = 0; i <= s->mask; i++)
		if (s->slot[i].text)
			set_entry(&s->entry[n++], &s->slot[i], &s->text[s->slot[i].text - 1]);
	qsort(s->entry, n, sizeof *s->entry, by_count);
	free(s->slot);
	free(s->text);
	s->slot = NULL;
	s->text = NULL;
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
