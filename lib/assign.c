#include "assign.h"

#include "diag.h"

void
assign_init(struct assign *a, struct assign_plan *plan)
{
	*a = (struct assign){ .plan = plan };
	assign_strata_init(&a->strata);
	table_init(&a->users, sizeof(struct assign_user));
}

void
assign_free(struct assign *a)
{
	assign_strata_free(&a->strata);
	table_free(&a->users);
	free(a->order);
}

/* Days ago in steps that double: 0, 1 to 2, 3 to 6, 7 to 14, ... */
static int
age(const struct assign_user *u)
{
	return 31 - __builtin_clz((unsigned)u->recency + 1);
}

/*
 * By what makes users alike. Events rise in one step of recency and fall in the
 * next, so that those on both sides of a step are neighbours in events too.
 */
static int
by_likeness(const struct assign_user *x, const struct assign_user *y)
{
	int step = age(x);

	if (x->stratum != y->stratum)
		return x->stratum < y->stratum ? -1 : 1;
	if (step != age(y))
		return step < age(y) ? -1 : 1;
	if (x->events != y->events)
		return (x->events < y->events) ^ (step & 1) ? -1 : 1;
	return (x->recency > y->recency) - (x->recency < y->recency);
}

static int
by_all(const void *a, const void *b)
{
	return by_likeness(*(struct assign_user *const *)a, *(struct assign_user *const *)b);
}

static int
by_draw(const void *a, const void *b)
{
	const struct assign_user *x = *(struct assign_user *const *)a;
	const struct assign_user *y = *(struct assign_user *const *)b;

	return (x->draw > y->draw) - (x->draw < y->draw);
}

void
assign_settle(struct assign *a)
{
	struct table_walk walk = { 0 };
	struct assign_user *u;

	assign_strata_settle(&a->strata);
	a->order = calloc(a->users.n + 1, sizeof *a->order);
	if (!a->order)
		die_errno(DIAG_STOPPED, "memory for %zu users", a->users.n);
	while ((u = table_next(&a->users, &walk))) {
		u->stratum = a->strata.rank[u->stratum];
		a->order[a->n++] = u;
	}
	qsort(a->order, a->n, sizeof *a->order, by_all);
}

void
assign_draws(struct assign *a, const struct prf *salt)
{
	struct prf key = prf_key(salt, SPAN("users"));
	struct table_walk walk = { 0 };
	struct assign_user *u;

	/* As they lie in memory: in any other order each is a cache miss. */
	while ((u = table_next(&a->users, &walk)))
		u->draw = prf_bytes(&key, table_key(&a->users, u));
	for (size_t i = 0, next; i < a->n; i = next) {
		for (next = i + 1; next < a->n && !by_likeness(a->order[i], a->order[next]); next++)
			;
		if (next - i > 1)
			qsort(a->order + i, next - i, sizeof *a->order, by_draw);
	}
}

/* One salt's walk through the segments. */
struct blocks {
	const struct assign_plan *plan;
	struct prf key;        /* of the segment */
	size_t next;           /* the place that a short block begins with */
};

static void
full_block(const struct blocks *b, struct assign_user **u, uint64_t number)
{
	struct assign_draw *d = b->plan->draw;
	size_t k = b->plan->places;

	for (size_t i = 0; i < k; i++)
		d[i] = (struct assign_draw){ prf_numbers(&b->key, number, i), i };
	assign_draw_sort(d, k);
	for (size_t i = 0; i < k; i++)
		u[i]->message = assign_plan_at(b->plan, d[i].what);
}

/* n users, fewer than there are places. */
static void
short_block(struct blocks *b, struct assign_user **u, size_t n)
{
	struct assign_draw *d = b->plan->draw;

	for (size_t i = 0; i < n; i++)
		d[i] = (struct assign_draw){ u[i]->draw, i };
	assign_draw_sort(d, n);
	for (size_t i = 0; i < n; i++)
		u[d[i].what]->message = assign_plan_at(b->plan, b->next + i);
	b->next = (b->next + n) % b->plan->places;
}

/* The short block lies before, between or behind the full ones, by chance. */
static void
one_segment(struct blocks *b, struct assign_user **u, size_t n)
{
	size_t k = b->plan->places, full = n / k, rest = n % k;
	size_t before = prf_bytes(&b->key, SPAN("rest")) % (full + 1), at = 0;

	for (size_t i = 0; i <= full; i++) {
		if (i == before) {
			short_block(b, u + at, rest);
			at += rest;
		}
		if (i < full) {
			full_block(b, u + at, i);
			at += k;
		}
	}
}

void
assign_blocked(struct assign *a, const struct prf *salt)
{
	struct blocks b = { .plan = a->plan };

	assign_plan_shuffle(a->plan, salt);
	b.next = prf_bytes(salt, SPAN("first")) % a->plan->places;
	for (size_t i = 0, next; i < a->n; i = next) {
		uint32_t row = a->order[i]->stratum;

		for (next = i + 1; next < a->n && a->order[next]->stratum == row; next++)
			;
		b.key = assign_strata_key(&a->strata, row, salt);
		one_segment(&b, a->order + i, next - i);
	}
}

void
assign_hashed(struct assign *a, enum bucket_hash hash, struct span salt)
{
	uint32_t weights[ASSIGN_MESSAGES];
	struct buf scratch = { 0 };

	for (size_t m = 0; m < a->plan->messages; m++)
		weights[m] = a->plan->message[m].weight;
	for (size_t i = 0; i < a->n; i++) {
		struct span id = table_key(&a->users, a->order[i]);
		uint32_t number = bucket_number(hash, salt, id, &scratch);

		a->order[i]->message = (uint16_t)bucket_find(hash, number, weights, a->plan->messages);
	}
	buf_free(&scratch);
}
