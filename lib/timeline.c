#include "timeline.h"

#include "diag.h"

enum { PIECE = 1 << 16 };   /* events: 1 MiB */

void
timeline_free(struct timeline_pool *p)
{
	for (uint32_t i = 0; i < p->pieces; i++)
		free(p->piece[i]);
	free(p->piece);
	free(p->gathered);
	*p = (struct timeline_pool){ 0 };
}

void
timeline_clear(struct timeline_pool *p)
{
	p->n = 0;
}

static void
add_piece(struct timeline_pool *p)
{
	p->piece = reallocarray(p->piece, (size_t)p->pieces + 1, sizeof *p->piece);
	if (!p->piece || !(p->piece[p->pieces] = malloc(PIECE * sizeof **p->piece)))
		die_errno(DIAG_STOPPED, "memory for %u events", p->n);
	p->pieces++;
}

uint32_t
timeline_put(struct timeline_pool *p, int64_t ns, uint32_t what)
{
	if (p->n / PIECE == p->pieces)
		add_piece(p);
	/* Event 0 is never used: it is the end of every user's list. */
	p->n += p->n == 0;
	if (p->n > UINT32_MAX - PIECE)
		die(DIAG_STOPPED, "more than 4294000000 events that matter");
	p->piece[p->n / PIECE][p->n % PIECE] = (struct timeline_event){ ns, what, 0 };
	return p->n++;
}

void
timeline_give(struct timeline_pool *p, struct timeline *t, uint32_t number)
{
	p->piece[number / PIECE][number % PIECE].before = t->last;
	t->last = number;
	t->n++;
}

void
timeline_add(struct timeline_pool *p, struct timeline *t, int64_t ns, uint32_t what)
{
	timeline_give(p, t, timeline_put(p, ns, what));
}

void
timeline_fetch(const struct timeline_pool *p, const struct timeline *t)
{
	if (t->last)
		__builtin_prefetch(&p->piece[t->last / PIECE][t->last % PIECE]);
}

static void
make_room(struct timeline_pool *p, size_t n)
{
	if (n <= p->cap)
		return;
	free(p->gathered);
	p->cap = n < 1024 ? 1024 : n + n / 2;
	if (!(p->gathered = calloc(p->cap, sizeof *p->gathered)))
		die_errno(DIAG_STOPPED, "memory for one user's %zu events", n);
}

struct order {
	timeline_order *ties;
	const void *arg;
};

static int
compare(const void *a, const void *b, void *order)
{
	const struct timeline_event *x = a, *y = b;
	const struct order *o = order;

	if (x->ns != y->ns)
		return x->ns < y->ns ? -1 : 1;
	if (x->what == y->what)
		return 0;
	return o->ties ? o->ties(o->arg, x->what, y->what) : x->what < y->what ? -1 : 1;
}

const struct timeline_event *
timeline_sorted(struct timeline_pool *p, const struct timeline *t, timeline_order *ties,
    const void *arg)
{
	struct order order = { ties, arg };
	uint32_t at = t->last;
	bool sorted = true;

	make_room(p, t->n);
	/* From the last to the first: what came in order of time is in it again. */
	for (uint32_t i = t->n; i-- > 0;) {
		p->gathered[i] = p->piece[at / PIECE][at % PIECE];
		at = p->gathered[i].before;
		if (i + 1 < t->n && compare(&p->gathered[i], &p->gathered[i + 1], &order) > 0)
			sorted = false;
	}
	if (!sorted)
		qsort_r(p->gathered, t->n, sizeof *p->gathered, compare, &order);
	return p->gathered;
}
