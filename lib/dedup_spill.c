#include "dedup_spill.h"

#include <errno.h>

#include "diag.h"

void
dedup_spill_free(struct dedup_spill *s)
{
	dedup_sort_free(&s->sort);
	linefile_free(&s->lines);
	free(s->stays);
	buf_free(&s->a);
	buf_free(&s->b);
}

int
dedup_spill_put(struct dedup_spill *s, const struct dedup_spilled *e, struct fault *why)
{
	struct dedup_record r = {
		.hi = e->key.hi,
		.lo = e->key.lo,
		.content = e->content.hi,
		.rank = e->rank,
		.number = s->lines.n,
		.bytes = s->stable ? hash_seeded(e->line, s->seed) : 0,
		.known = e->known,
	};

	if (linefile_put(&s->lines, e->line, &r.at, why))
		return -1;
	return dedup_sort_put(&s->sort, &r, why);
}

/* ---- who stays ---- */

/* Equal events in a row: of one key, and within it of one content. */
struct group {
	struct dedup_record best;      /* of the content that is being read */
	uint64_t n;                    /* events of that content */
	struct dedup_record winner;    /* of the contents before it */
	uint64_t winner_n;
	uint64_t all, contents;        /* of the key */
};

static void
mark(struct dedup_spill *s, const struct dedup_record *r)
{
	s->stays[r->number / 8] |= (unsigned char)(1u << (r->number % 8));
}

/* By when it was received, then by the bytes of the line, then by place. The
 * lines are looked at only where hashes say that they differ. */
static int
order(struct dedup_spill *s, const struct dedup_record *a, const struct dedup_record *b,
    int *cmp, struct fault *why)
{
	*cmp = (a->rank > b->rank) - (a->rank < b->rank);
	if (!*cmp && a->bytes != b->bytes) {
		if (linefile_get(&s->lines, a->at, &s->a, why) ||
		    linefile_get(&s->lines, b->at, &s->b, why))
			return -1;
		*cmp = span_cmp(buf_span(&s->a), buf_span(&s->b));
	}
	if (!*cmp)
		*cmp = a->number < b->number ? -1 : 1;
	return 0;
}

/* *best becomes r, and *took true, if r is the better one. */
static int
choose(struct dedup_spill *s, struct dedup_record *best, const struct dedup_record *r,
    bool *took, struct fault *why)
{
	int cmp;

	if (order(s, r, best, &cmp, why))
		return -1;
	*took = s->last ? cmp > 0 : cmp < 0;
	if (*took)
		*best = *r;
	return 0;
}

static int
end_content(struct dedup_spill *s, struct group *g, struct fault *why)
{
	bool took = true;

	if (!g->n)
		return 0;
	if (s->both)
		mark(s, &g->best);
	else if (!g->contents)
		g->winner = g->best;
	else if (choose(s, &g->winner, &g->best, &took, why))
		return -1;
	if (took)
		g->winner_n = g->n;
	g->contents++;
	g->n = 0;
	return 0;
}

static int
end_key(struct dedup_spill *s, struct group *g, struct fault *why)
{
	if (end_content(s, g, why))
		return -1;
	if (!g->all)
		return 0;
	if (s->both) {
		s->conflicts += g->contents - !g->best.known;
	} else {
		mark(s, &g->winner);
		s->conflicts += g->all - g->winner_n;
	}
	*g = (struct group){ 0 };
	return 0;
}

static int
add(struct dedup_spill *s, struct group *g, const struct dedup_record *r, struct fault *why)
{
	bool took;

	if (g->all && (r->hi != g->best.hi || r->lo != g->best.lo) && end_key(s, g, why))
		return -1;
	if (g->n && r->content != g->best.content && end_content(s, g, why))
		return -1;
	if (!g->n)
		g->best = *r;
	else if (choose(s, &g->best, r, &took, why))
		return -1;
	g->n++;
	g->all++;
	return 0;
}

int
dedup_spill_settle(struct dedup_spill *s, struct fault *why)
{
	struct group g = { .n = 0 };
	struct dedup_record r;
	int got;

	if (!(s->stays = calloc((size_t)(s->lines.n / 8) + 1, 1)))
		die_errno(DIAG_STOPPED, "memory for a bit each of %llu lines",
		    (unsigned long long)s->lines.n);
	if (linefile_rewind(&s->lines, why) || dedup_sort_begin(&s->sort, why))
		return -1;
	while ((got = dedup_sort_next(&s->sort, &r, why)) > 0)
		if (add(s, &g, &r, why))
			return -1;
	if (got < 0 || end_key(s, &g, why))
		return -1;
	dedup_sort_free(&s->sort);
	s->next = 0;
	return 0;
}

int
dedup_spill_next(struct dedup_spill *s, struct span *line, struct fault *why)
{
	for (;;) {
		int got = linefile_next(&s->lines, line, why);
		uint64_t at = s->next++;

		if (got <= 0 || s->stays[at / 8] >> (at % 8) & 1)
			return got;
	}
}
