#include "funnel_any.h"

#include "funnel_match.h"

struct search {
	const struct timeline_event *event;
	size_t n;
	const struct funnel_rule *rule;
	/* The window of the event that is looked at: events up to `to`, and how many
	 * of them match each step. */
	size_t to;
	size_t ahead[FUNNEL_STEPS];
	struct funnel_chain best;
};

static void
count(struct search *s, size_t i, size_t by)
{
	for (int j = 0; j < s->rule->steps; j++)
		if (s->event[i].what >> j & 1)
			s->ahead[j] += by;
}

/* How many different steps the window could fill at most. */
static int
slide(struct search *s, size_t i)
{
	int steps = 0;

	while (s->to < s->n &&
	    timeline_within(s->event[i].ns, s->event[s->to].ns, s->rule->window))
		count(s, s->to++, 1);
	for (int j = 0; j < s->rule->steps; j++)
		steps += s->ahead[j] > 0;
	return steps;
}

static void
take(struct search *s, const struct funnel_matching *m, uint32_t filled, int64_t start,
    int64_t end)
{
	struct funnel_chain *best = &s->best;
	int level = __builtin_popcount(filled);

	if (level < best->level || (level == best->level && (end > best->end ||
	    (end == best->end && start <= best->start))))
		return;
	*best = (struct funnel_chain){ .level = level, .start = start, .filled = filled,
		.end = end };
	for (int j = 0; j < s->rule->steps; j++)
		if (filled >> j & 1)
			best->ns[j] = m->g->ns[m->event_of[j]];
}

/* Whatever steps the group can fill now, one more event being in it. */
static uint32_t
fill(struct funnel_matching *m, uint32_t filled, int steps)
{
	for (int j = 0; j < steps; j++)
		if (!(filled >> j & 1) && funnel_match_step(m, j))
			return filled | UINT32_C(1) << j;
	return filled;
}

/* Chains whose first event in order is i: it is given a step before all others.
 * Those at the same time before it have been looked at. */
static void
search_from(struct search *s, size_t i)
{
	const struct timeline_event *e = s->event;
	int steps = s->rule->steps;
	struct funnel_group g;
	struct funnel_matching m;
	uint32_t filled;

	funnel_group_clear(&g);
	funnel_group_add(&g, &e[i], steps);
	funnel_match_begin(&m, &g);
	filled = fill(&m, 0, steps);
	take(s, &m, filled, e[i].ns, e[i].ns);
	for (size_t k = i + 1; k < s->to && __builtin_popcount(filled) < steps; k++) {
		uint32_t before = filled;

		funnel_group_add(&g, &e[k], steps);
		if ((filled = fill(&m, filled, steps)) != before)
			take(s, &m, filled, e[i].ns, e[k].ns);
	}
}

struct funnel_chain
funnel_any(const struct timeline_event *event, size_t n, const struct funnel_rule *rule)
{
	struct search s = { .event = event, .n = n, .rule = rule };
	uint32_t steps = (UINT32_C(1) << rule->steps) - 1;

	for (size_t i = 0; i < n; i++) {
		int most = slide(&s, i);

		/* A later start of a chain no longer: only if it ends as early. */
		if (event[i].what & steps && (most > s.best.level ||
		    (most == s.best.level && event[i].ns <= s.best.end)))
			search_from(&s, i);
		count(&s, i, (size_t)-1);
	}
	return s.best;
}
