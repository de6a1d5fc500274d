#include "idset.h"

#include "diag.h"

enum { FIRST_SLOTS = 1024, SPARE = 512 };

/* Without padding: 16 bytes a slot of five words. Both halves 0: free. */
struct idset_slot {
	uint64_t hi, lo;
	uint32_t own;
} __attribute__((packed, aligned(4)));

void
idset_free(struct idset *s)
{
	free(s->slot);
	*s = (struct idset){ .most = s->most };
}

static bool
used(const struct idset_slot *s)
{
	return s->hi | s->lo;
}

static bool
before(const struct idset_slot *s, struct hash_128 id)
{
	return s->hi != id.hi ? s->hi < id.hi : s->lo < id.lo;
}

/* hi / 2^64 of the slots: keeps the order. */
static size_t
home(uint64_t hi, size_t slots)
{
	return (size_t)(__extension__ ((unsigned __int128)hi * slots) >> 64);
}

static size_t
all_slots(const struct idset *s)
{
	return s->slots ? s->slots + SPARE : 0;
}

static size_t
bytes_of(size_t slots)
{
	return (slots + SPARE) * sizeof(struct idset_slot);
}

size_t
idset_bytes(const struct idset *s)
{
	return s->slots ? bytes_of(s->slots) : 0;
}

static size_t
next_size(size_t slots)
{
	return slots ? slots + slots / 8 : FIRST_SLOTS;
}

static bool
fits(const struct idset *s, size_t more)
{
	return s->n + more <= s->slots - s->slots / 8;
}

bool
idset_room(const struct idset *s, size_t more)
{
	return fits(s, more) || !s->most || bytes_of(next_size(s->slots)) <= s->most;
}

/* All ids go to the end, in order. Returns where they begin. */
static size_t
gather(struct idset *s)
{
	size_t to = all_slots(s);

	for (size_t i = all_slots(s); i-- > 0;) {
		if (!used(&s->slot[i]) || --to == i)
			continue;
		s->slot[to] = s->slot[i];
		s->slot[i] = (struct idset_slot){ 0 };
	}
	return to;
}

/* And from there each to its place, or the next one that is free: never behind
 * where it is read, unless the spare slots do not do. */
static bool
spread(struct idset *s, size_t from)
{
	size_t next = 0;

	for (size_t i = from; i < all_slots(s); i++) {
		size_t at = home(s->slot[i].hi, s->slots);

		at = at > next ? at : next;
		if (at > i)
			return false;
		next = at + 1;
		if (at == i)
			continue;
		s->slot[at] = s->slot[i];
		s->slot[i] = (struct idset_slot){ 0 };
	}
	return true;
}

static void
grow(struct idset *s)
{
	do {
		size_t had = all_slots(s), slots = next_size(s->slots);
		struct idset_slot *p = reallocarray(s->slot, slots + SPARE, sizeof *p);

		if (!p)
			die_errno(DIAG_STOPPED, "memory for %zu ids", s->n);
		memset(p + had, 0, (slots + SPARE - had) * sizeof *p);
		s->slot = p;
		s->slots = slots;
	} while (!spread(s, gather(s)));
}

/* Both halves 0 are a free slot. */
static struct hash_128
settle(struct hash_128 id)
{
	id.lo += !(id.hi | id.lo);
	return id;
}

/* Where the id is, or would go. */
static struct idset_slot *
probe(const struct idset *s, struct hash_128 id)
{
	struct idset_slot *at = s->slot + home(id.hi, s->slots), *end = s->slot + all_slots(s);

	while (at < end && used(at) && before(at, id))
		at++;
	return at;
}

static bool
is_at(const struct idset *s, const struct idset_slot *at, struct hash_128 id)
{
	return at < s->slot + all_slots(s) && at->hi == id.hi && at->lo == id.lo;
}

uint32_t *
idset_find(const struct idset *s, struct hash_128 id)
{
	struct idset_slot *at;

	if (!s->n)
		return NULL;
	id = settle(id);
	at = probe(s, id);
	return is_at(s, at, id) ? &at->own : NULL;
}

uint32_t *
idset_put(struct idset *s, struct hash_128 id, bool *made)
{
	struct idset_slot *at, *gap, *end;

	if (!fits(s, 1))
		grow(s);
	id = settle(id);
	for (;; grow(s)) {
		end = s->slot + all_slots(s);
		gap = at = probe(s, id);
		if ((*made = !is_at(s, at, id)) == false)
			return &at->own;
		while (gap < end && used(gap))
			gap++;
		if (gap < end)
			break;
	}
	memmove(at + 1, at, (size_t)(gap - at) * sizeof *at);
	*at = (struct idset_slot){ id.hi, id.lo, 0 };
	s->n++;
	return &at->own;
}
