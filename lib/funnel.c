#include "funnel.h"

enum { KEPT = FUNNEL_STEPS * FUNNEL_STEPS };

struct state {
	int steps;
	int64_t window;
	/* chain[k]: of the chains of k steps the one that started last; level 0
	 * where there is none. chain[0] is the empty one. */
	struct funnel_chain chain[FUNNEL_STEPS + 1];
	struct funnel_chain best;
};

/* Events at one time: only what they match is left. */
struct group {
	int64_t ns;
	uint32_t what[KEPT];
	int n;
	int matching[FUNNEL_STEPS];   /* how many match each step */
};

/*
 * A step needs one event, and at most steps - 1 others are taken by other
 * steps: of each step's events no more than `steps` can matter. So a group is
 * bounded, however many events share a time.
 */
static void
keep(struct group *g, uint32_t what, int steps)
{
	bool wanted = false;

	for (int j = 0; j < steps; j++)
		wanted |= (what >> j & 1) && g->matching[j] < steps;
	if (!wanted)
		return;
	for (int j = 0; j < steps; j++)
		if (what >> j & 1)
			g->matching[j]++;
	g->what[g->n++] = what;
}

/* Steps with an event each, no event with two of them. */
struct matching {
	const struct group *g;
	int step_of[KEPT];            /* of the event; -1: free */
	int event_of[FUNNEL_STEPS];
	int from[KEPT];               /* while searching: the step that wants the event */
	bool seen[KEPT];
};

static void
matching_init(struct matching *m, const struct group *g)
{
	m->g = g;
	for (int e = 0; e < g->n; e++)
		m->step_of[e] = -1;
}

/* From a free event back: each step on the path gives its event to the one
 * before it, and takes the next. */
static void
shift(struct matching *m, int event, int first)
{
	for (int step = -1; step != first;) {
		int next;

		step = m->from[event];
		next = step == first ? -1 : m->event_of[step];
		m->step_of[event] = step;
		m->event_of[step] = event;
		event = next;
	}
}

/*
 * Gives `step` an event too, if there is a way to do so: an augmenting path
 * (Berge), searched breadth first from the step, through the steps whose
 * events could be given away. False: the matching is as it was.
 */
static bool
augment(struct matching *m, int step)
{
	int queue[FUNNEL_STEPS], head = 0, tail = 0;

	memset(m->seen, 0, (size_t)m->g->n);
	queue[tail++] = step;
	while (head < tail) {
		int s = queue[head++];

		for (int e = 0; e < m->g->n; e++) {
			if (m->seen[e] || !(m->g->what[e] >> s & 1))
				continue;
			m->seen[e] = true;
			m->from[e] = s;
			if (m->step_of[e] < 0) {
				shift(m, e, step);
				return true;
			}
			queue[tail++] = m->step_of[e];
		}
	}
	return false;
}

/* The chain with steps from + 1 .. to at the group's time behind it. */
static void
extend(struct funnel_chain *to, const struct funnel_chain *chain, int64_t ns, int level)
{
	int64_t start = chain->level ? chain->ns[0] : ns;

	/* One that reached this length before, from the same start, has earlier
	 * steps in between: only a later start is better. */
	if (to->level && to->ns[0] >= start)
		return;
	*to = *chain;
	while (to->level < level)
		to->ns[to->level++] = ns;
}

/* All that the events of one time make of the chains of `from` steps. */
static void
extend_all(const struct state *s, const struct group *g, int from, struct funnel_chain *fresh)
{
	const struct funnel_chain *chain = &s->chain[from];
	struct matching m;

	if (from && (!chain->level || !timeline_within(chain->ns[0], g->ns, s->window)))
		return;
	matching_init(&m, g);
	for (int j = from; j < s->steps && augment(&m, j); j++)
		extend(&fresh[j + 1], chain, g->ns, j + 1);
}

static void
take_best(struct state *s)
{
	for (int k = s->steps; k > s->best.level; k--)
		if (s->chain[k].level)
			s->best = s->chain[k];
}

static void
take_group(struct state *s, const struct group *g)
{
	struct funnel_chain fresh[FUNNEL_STEPS + 1];
	size_t size = ((size_t)s->steps + 1) * sizeof *fresh;

	memcpy(fresh, s->chain, size);
	/* Longest first: of equal starts it has the earlier steps in between. */
	for (int from = s->steps - 1; from >= 0; from--)
		extend_all(s, g, from, fresh);
	memcpy(s->chain, fresh, size);
	take_best(s);
}

/* One event alone: a chain grows by one step. Downwards, so that the event
 * fills only one. */
static void
take_one(struct state *s, const struct timeline_event *e)
{
	for (int k = s->steps; k > 0; k--) {
		const struct funnel_chain *chain = &s->chain[k - 1];

		if (!(e->what >> (k - 1) & 1))
			continue;
		if (k == 1 || (chain->level && timeline_within(chain->ns[0], e->ns, s->window)))
			extend(&s->chain[k], chain, e->ns, k);
	}
	take_best(s);
}

struct funnel_chain
funnel_run(const struct timeline_event *event, size_t n, int steps, int64_t window)
{
	struct state s = { .steps = steps, .window = window };

	for (size_t i = 0, end; i < n && s.best.level < steps; i = end) {
		for (end = i + 1; end < n && event[end].ns == event[i].ns;)
			end++;
		if (end == i + 1) {
			take_one(&s, &event[i]);
		} else {
			struct group g = { .ns = event[i].ns };

			for (size_t k = i; k < end; k++)
				keep(&g, event[k].what, steps);
			take_group(&s, &g);
		}
	}
	return s.best;
}
