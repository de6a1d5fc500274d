#include "dedup_window.h"

enum { SETS = DEDUP_WINDOW_SETS, PARTS = SETS - 1 };

void
dedup_window_init(struct dedup_window *w, int64_t ns)
{
	*w = (struct dedup_window){ .width = ns / PARTS + (ns % PARTS > 0) };
}

void
dedup_window_free(struct dedup_window *w)
{
	for (size_t i = 0; i < SETS; i++)
		idset_free(&w->set[i]);
}

static int64_t
number_of(const struct dedup_window *w, int64_t time)
{
	return time / w->width - (time % w->width < 0);
}

static struct idset *
set_of(struct dedup_window *w, int64_t number)
{
	int64_t i = number % SETS;

	return &w->set[i < 0 ? i + SETS : i];
}

int64_t
dedup_window_ahead(const struct dedup_window *w, int64_t time)
{
	return w->any ? (number_of(w, time) - w->newest) / PARTS : 0;
}

void
dedup_window_measure(struct dedup_window *w)
{
	size_t ids = 0, bytes = 0;

	for (size_t i = 0; i < SETS; i++) {
		ids += w->set[i].n;
		bytes += idset_bytes(&w->set[i]);
	}
	w->ids = ids > w->ids ? ids : w->ids;
	w->bytes = bytes > w->bytes ? bytes : w->bytes;
}

/* The sets that come to stand for newer times are emptied. */
static void
advance(struct dedup_window *w, int64_t number)
{
	int64_t from = number - w->newest > PARTS ? number - PARTS : w->newest + 1;

	dedup_window_measure(w);
	for (int64_t i = from; i <= number && w->any; i++)
		idset_free(set_of(w, i));
	w->newest = number;
	w->any = true;
}

uint32_t *
dedup_window_put(struct dedup_window *w, struct hash_128 id, int64_t time, bool *made)
{
	int64_t number = number_of(w, time);

	if (!w->any || number > w->newest)
		advance(w, number);
	for (int64_t i = 0; i < SETS; i++) {
		uint32_t *own = idset_find(set_of(w, w->newest - i), id);

		if (own) {
			*made = false;
			return own;
		}
	}
	*made = true;
	if (w->newest - number <= PARTS)
		return idset_put(set_of(w, number), id, made);
	return NULL;
}
