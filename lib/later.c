#include "later.h"

/* Of the way from put to update, the index has this many items to come. */
enum { HALF = LATER_ITEMS / 2 };

static void
make_oldest(struct later *l)
{
	const struct later_item *i = &l->item[l->done++ % LATER_ITEMS];

	l->update(l->arg, table_put_hashed(l->table, (struct span){ i->key, i->n }, i->hash),
	    i->number);
}

void
later_settle(struct later *l)
{
	while (l->done < l->put)
		make_oldest(l);
}

void
later_put(struct later *l, struct span key, int64_t number)
{
	struct later_item *i = &l->item[l->put % LATER_ITEMS];

	if (key.n > LATER_KEY) {
		later_settle(l);
		l->update(l->arg, table_put(l->table, key, NULL), number);
		return;
	}
	if (l->put - l->done == LATER_ITEMS)
		make_oldest(l);
	i->hash = table_hash(l->table, key);
	i->number = number;
	i->n = key.n;
	if (key.n)
		memcpy(i->key, key.p, key.n);
	table_fetch_slot(l->table, i->hash);
	l->put++;
	if (l->put - l->done > HALF)
		table_fetch_entry(l->table, l->item[(l->put - 1 - HALF) % LATER_ITEMS].hash);
}
