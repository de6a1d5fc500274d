/*
 * jscan.h's keys: which members are the wanted ones.
 *
 * Records of one writer have the same keys in much the same order. So it is kept
 * what a key, as written, was found to be, and which key came behind it the last
 * time: nearly each key is that one, and a comparison of its bytes is all.
 */
#include "jscan.h"

#include "diag.h"
#include "jtext.h"

enum { SLOTS = sizeof ((struct jscan_keys *)0)->slot };

/* Length and two bytes tell the keys of real events apart. */
static size_t
slot_of(struct span key)
{
	size_t n = key.n;

	return n ? (n + 7 * (unsigned char)key.p[0] + 31 * (unsigned char)key.p[n - 1]) % SLOTS : 0;
}

void
jscan_keys_init(struct jscan_keys *k, const struct span *key, size_t n)
{
	k->key = key;
	k->n = n;
	k->picks = 0;
	memset(k->slot, 0, sizeof k->slot);
	if (n > 64)
		die(DIAG_STOPPED, "too many keys to pick");
	/* Open addressing; a slot holds the key's number + 1. */
	for (size_t i = 0; i < n; i++) {
		size_t slot = slot_of(key[i]);

		while (k->slot[slot])
			slot = (slot + 1) % SLOTS;
		k->slot[slot] = (unsigned char)(i + 1);
	}
}

static int
find_key(const struct jscan_keys *k, struct span key)
{
	for (size_t slot = slot_of(key); k->slot[slot]; slot = (slot + 1) % SLOTS)
		if (span_eq(k->key[k->slot[slot] - 1], key))
			return k->slot[slot] - 1;
	return -1;
}

int
jscan_which(const struct jscan_keys *k, struct span key)
{
	struct buf scratch = { 0 };
	struct span plain;
	int i = -1;

	if (!memchr(key.p, '\\', key.n))
		return find_key(k, key);
	if (!jtext_decode((struct span){ key.p - 1, key.n + 2 }, &scratch, &plain))
		i = find_key(k, plain);
	buf_free(&scratch);
	return i;
}

bool
jscan_taken(const struct jscan_keys *k, struct span key)
{
	return jscan_which(k, key) >= 0;
}

/* ---- keys that were met before ---- */

static inline uint64_t
load8(const char *p)
{
	uint64_t bytes;

	memcpy(&bytes, p, sizeof bytes);
	return bytes;
}

static inline uint32_t
load4(const char *p)
{
	uint32_t bytes;

	memcpy(&bytes, p, sizeof bytes);
	return bytes;
}

/* Whether n bytes, up to JSCAN_KNOWN_TEXT, are the same; a call costs more. */
static inline bool
same_bytes(const char *a, const char *b, size_t n)
{
	if (n >= 16)
		return !((load8(a) ^ load8(b)) | (load8(a + 8) ^ load8(b + 8)) |
		    (load8(a + n - 16) ^ load8(b + n - 16)) | (load8(a + n - 8) ^ load8(b + n - 8)));
	if (n >= 8)
		return !((load8(a) ^ load8(b)) | (load8(a + n - 8) ^ load8(b + n - 8)));
	if (n >= 4)
		return !((load4(a) ^ load4(b)) | (load4(a + n - 4) ^ load4(b + n - 4)));
	return !n || (a[0] == b[0] && a[n / 2] == b[n / 2] && a[n - 1] == b[n - 1]);
}

/* A place that is free has n 0. */
static inline bool
is_known(const struct jscan_known *known, struct span key)
{
	return known->n == key.n + 1 && same_bytes(known->text, key.p, key.n);
}

/* The key's place, or a free one that it may have; NULL: there is none. */
static struct jscan_known *
place_of(struct jscan_keys *k, struct span key)
{
	enum { TRIES = 4 };
	size_t slot = slot_of(key);

	for (size_t i = 0; i < TRIES && key.n <= JSCAN_KNOWN_TEXT; i++) {
		struct jscan_known *known = &k->known[(slot + i) % JSCAN_KNOWN];

		if (!known->n || is_known(known, key))
			return known;
	}
	return NULL;
}

/* Sets that are made for one record are picked once: what they would learn is
 * of no use. False until the second time. */
static bool
has_memory(struct jscan_keys *k)
{
	if (k->picks == 2)
		return true;
	if (++k->picks == 2) {
		memset(k->known, 0, sizeof k->known);
		k->first = 0;
	}
	return k->picks == 2;
}

/* Which key it is; *link, the place that is looked at first, becomes the link of
 * the next one. A key that has no place is passed over. */
static inline int
follow(struct jscan_keys *k, struct span key, unsigned char **link)
{
	struct jscan_known *known = &k->known[**link];

	if (is_known(known, key)) {
		*link = &known->next;
		return known->which;
	}
	if (!(known = place_of(k, key)))
		return jscan_which(k, key);
	if (!known->n) {
		memcpy(known->text, key.p, key.n);
		known->n = (unsigned char)(key.n + 1);
		known->which = (signed char)jscan_which(k, key);
	}
	**link = (unsigned char)(known - k->known);
	*link = &known->next;
	return known->which;
}

uint64_t
jscan_pick(const struct jscan *s, struct jscan_keys *k, struct span *value)
{
	bool memory = has_memory(k);
	unsigned char *link = &k->first;
	uint64_t differing = 0;

	memset(value, 0, k->n * sizeof *value);
	for (size_t m = 0; m < s->n; m++) {
		const struct jscan_member *member = &s->member[m];
		int i = memory ? follow(k, member->key, &link) : jscan_which(k, member->key);

		if (i < 0)
			continue;
		if (value[i].n && !span_eq(value[i], member->value))
			differing |= UINT64_C(1) << i;
		value[i] = member->value;
	}
	return differing;
}
