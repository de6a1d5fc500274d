/*
 * dedup_key.h - what makes two events the same one.
 *
 * By default the event_id; of an event without one, all that it says. Keys and
 * contents are hashes with a seed of the run's own.
 */
#ifndef EVKIT_DEDUP_KEY_H
#define EVKIT_DEDUP_KEY_H

#include "event.h"
#include "hash.h"
#include "jpath.h"

enum { DEDUP_KEY_PATHS = 16 };

enum dedup_key_kind { DEDUP_KEY_ID, DEDUP_KEY_MIXPANEL, DEDUP_KEY_BY_PATH };

struct dedup_key {
	enum dedup_key_kind kind;
	struct jpath path[DEDUP_KEY_PATHS];
	size_t paths;
	char *text;            /* of the paths */
	uint64_t seed;
	struct buf scratch;
};

/* Takes "event_id", "mixpanel" or "PATH,PATH...". The key is zeroed beforehand. */
const char *dedup_key_take(void *key, const char *text);

void dedup_key_init(struct dedup_key *k);
void dedup_key_free(struct dedup_key *k);

/* False: none of the paths is there, so the event is like no other. */
bool dedup_key_of(struct dedup_key *k, const struct event *e, struct hash_128 *to);

/*
 * What the event says: who, when, what, metadata. Not when it was received, nor
 * what ev-normalize noted: they differ where one event is delivered twice.
 */
struct hash_128 dedup_key_content(struct dedup_key *k, const struct event *e);

#endif
