/*
 * mapping_drop.h - members that are taken out of a record, wherever they are.
 *
 * "properties.card.number" leaves the rest of the card. Cost: for a record that
 * has one a copy of it and another scan; for others a walk to the place.
 */
#ifndef EVKIT_MAPPING_DROP_H
#define EVKIT_MAPPING_DROP_H

#include "decode.h"

enum { MAPPING_DROPS = 64 };

struct mapping_drop {
	struct mapping_dropped {
		struct jpath path;         /* two steps or more; its text lives longer */
		struct jpath parent;
		uint64_t *hits;            /* counted up; may be NULL */
	} at[MAPPING_DROPS];
	size_t n;
	struct buf text[2];
	struct jscan object, json;
};

/* NULL, or why the place is refused. */
const char *mapping_drop_add(struct mapping_drop *d, const char *path, uint64_t *hits);

/* Whether any was there: then *cut is the record without, until the next call. */
bool mapping_drop_cut(struct mapping_drop *d, const struct record *r, struct record *cut);

void mapping_drop_free(struct mapping_drop *d);

#endif
