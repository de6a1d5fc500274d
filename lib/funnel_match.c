#include "funnel_match.h"

void
funnel_group_clear(struct funnel_group *g)
{
	g->n = 0;
	g->all = 0;
	g->excluding = 0;
	memset(g->matching, 0, sizeof g->matching);
}

void
funnel_group_add(struct funnel_group *g, const struct timeline_event *e, int steps)
{
	bool wanted = false;

	g->all++;
	g->excluding |= e->what >> FUNNEL_STEPS;
	for (int j = 0; j < steps; j++)
		wanted |= (e->what >> j & 1) && g->matching[j] < steps;
	if (!wanted)
		return;
	for (int j = 0; j < steps; j++)
		if (e->what >> j & 1)
			g->matching[j]++;
	g->ns[g->n] = e->ns;
	g->what[g->n++] = e->what;
}

void
funnel_match_begin(struct funnel_matching *m, const struct funnel_group *g)
{
	m->g = g;
	m->known = 0;
}

/* From a free event back: each step on the path gives its event to the one
 * before it, and takes the next. */
static void
shift(struct funnel_matching *m, int event, int first)
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

/* Breadth first from the step, through the steps whose events could be given
 * away. */
bool
funnel_match_step(struct funnel_matching *m, int step)
{
	int queue[FUNNEL_STEPS], head = 0, tail = 0;

	while (m->known < m->g->n)
		m->step_of[m->known++] = -1;
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
