#include "funnel.h"

#include "funnel_any.h"
#include "funnel_match.h"

struct state {
	const struct funnel_rule *rule;
	/* chain[k]: of the chains of k steps the one that started last; level 0
	 * where there is none. chain[0] is the empty one. */
	struct funnel_chain chain[FUNNEL_STEPS + 1];
	struct funnel_chain best;
	int64_t reached;       /* the moment when the best was as long as it is */
	bool begun;            /* an event of step 1 has been, */
	int64_t first;         /* first at this moment */
	bool hit;
};

/* What the moment is called: its time, rounded. */
static int64_t
moment(const struct funnel_rule *rule, int64_t ns)
{
	int64_t over;

	if (rule->grace < 2)
		return ns;
	over = ns % rule->grace;
	over += over < 0 ? rule->grace : 0;
	/* The first grace of all time may begin before it does. */
	return ns < INT64_MIN + over ? INT64_MIN : ns - over;
}

/* ---- chains at one moment ---- */

struct now {
	struct state *s;
	const struct funnel_group *g;
	int64_t ns;
	struct funnel_chain fresh[FUNNEL_STEPS + 1];
	bool hit;              /* an exclusion ended a chain */
};

/* The better of two chains of one length: it started later; of equal starts the
 * one that was there before has the earlier steps in between. */
static void
keep_later(struct funnel_chain *to, const struct funnel_chain *chain)
{
	if (!to->level || to->start < chain->start)
		*to = *chain;
}

/* Whether an exclusion at this moment ends a chain that had `from` steps before
 * it and has `to` with it. */
static bool
ended(const struct now *now, int from, int to)
{
	const struct funnel_rule *rule = now->s->rule;

	for (int i = 0; i < rule->exclusions; i++)
		if (now->g->excluding >> i & 1 && rule->exclusion[i].from <= from &&
		    from < rule->exclusion[i].to && to < rule->exclusion[i].to)
			return true;
	return false;
}

/* A chain as long as never before is the best so far, and of those of this
 * moment the one that started last. */
static void
take_best(struct state *s, int64_t ns, const struct funnel_chain *chain)
{
	if (chain->level > s->best.level || (chain->level == s->best.level &&
	    s->reached == ns && s->best.start < chain->start)) {
		s->best = *chain;
		s->best.end = s->reached = ns;
	}
}

/* With strict, only a chain that took all there is can go on. */
static bool
goes_on(const struct now *now, int from, int to)
{
	return !now->s->rule->strict || !from || (size_t)(to - from) == now->g->all;
}

static void
add_chain(struct now *now, struct funnel_chain *chain, int from)
{
	chain->excluded = ended(now, from, chain->level);
	take_best(now->s, now->ns, chain);
	now->hit |= chain->excluded;
	if (!chain->excluded && goes_on(now, from, chain->level))
		keep_later(&now->fresh[chain->level], chain);
}

/* What was there and does not grow at this moment. */
static void
keep_chain(struct now *now, int k)
{
	const struct state *s = now->s;

	if (!s->chain[k].level || !ended(now, k, k)) {
		if (s->chain[k].level && !s->rule->strict)
			keep_later(&now->fresh[k], &s->chain[k]);
		return;
	}
	now->hit = true;
	if (s->best.level == k && !s->best.excluded) {
		now->s->best.excluded = true;
		now->s->best.end = now->ns;
	}
}

/* All that the moment makes of the chains of `from` steps. */
static void
extend(struct now *now, int from)
{
	const struct funnel_rule *rule = now->s->rule;
	struct funnel_chain chain = now->s->chain[from];
	struct funnel_matching m;

	if (from ? !chain.level || !timeline_within(chain.start, now->ns, rule->window)
	         : rule->first && now->s->begun)
		return;
	if (!from)
		chain.start = now->ns;
	funnel_match_begin(&m, now->g);
	for (int j = from; j < rule->steps && funnel_match_step(&m, j); j++) {
		for (int k = from; k <= j; k++)
			chain.ns[k] = now->g->ns[m.event_of[k]];
		chain.level = j + 1;
		add_chain(now, &chain, from);
		if (rule->increase)
			return;
	}
}

static void
take_moment(struct state *s, const struct funnel_group *g, int64_t ns)
{
	struct now now;

	/* Not all 5 KB of it: this is done for each event. */
	now.s = s;
	now.g = g;
	now.ns = ns;
	now.hit = false;
	for (int k = 1; k <= s->rule->steps; k++)
		now.fresh[k].level = 0;
	for (int k = 1; k < s->rule->steps; k++)
		keep_chain(&now, k);
	/* Longest first: of equal starts it has the earlier steps in between. */
	for (int from = s->rule->steps - 1; from >= 0; from--)
		extend(&now, from);
	/* Who is there at that very moment was not stopped. */
	s->hit |= now.hit && s->best.level < s->rule->steps;
	if (!s->begun && g->matching[0]) {
		s->begun = true;
		s->first = ns;
	}
	memcpy(s->chain + 1, now.fresh + 1, (size_t)s->rule->steps * sizeof *s->chain);
}

/* ---- all events ---- */

/* One event alone and no rule: a chain grows by one step. Downwards, so that the
 * event fills only one. */
static void
take_one(struct state *s, const struct timeline_event *e)
{
	for (int k = s->rule->steps; k > 0; k--) {
		struct funnel_chain *before = &s->chain[k - 1], *chain = &s->chain[k];

		if (!(e->what >> (k - 1) & 1))
			continue;
		if (k > 1 && (!before->level || !timeline_within(before->start, e->ns,
		    s->rule->window)))
			continue;
		if (chain->level && chain->start >= (k > 1 ? before->start : e->ns))
			continue;
		*chain = *before;
		chain->start = k > 1 ? chain->start : e->ns;
		chain->ns[k - 1] = e->ns;
		chain->level = k;
		take_best(s, e->ns, chain);
	}
}

static bool
is_plain(const struct funnel_rule *rule)
{
	return !rule->first && !rule->strict && rule->grace < 2 && !rule->exclusions;
}

/* The end of an attempt that reached nothing more is that of its window. */
static void
settle(struct funnel_chain *c, const struct funnel_rule *rule)
{
	c->filled = (UINT32_C(1) << c->level) - 1;
	if (c->level && c->level < rule->steps && !c->excluded &&
	    __builtin_add_overflow(c->start, rule->window, &c->end))
		c->end = INT64_MAX;
}

/* As few chains as there are steps: users are many, and most have few events. */
static void
begin(struct state *s, const struct funnel_rule *rule)
{
	s->rule = rule;
	memset(s->chain, 0, ((size_t)rule->steps + 1) * sizeof *s->chain);
	s->best = (struct funnel_chain){ 0 };
	s->reached = s->first = 0;
	s->begun = s->hit = false;
}

struct funnel_chain
funnel_run(const struct timeline_event *event, size_t n, const struct funnel_rule *rule, bool *hit)
{
	bool plain = is_plain(rule);
	struct state s;

	if (rule->any_order)
		return funnel_any(event, n, rule);
	begin(&s, rule);
	for (size_t i = 0, end; i < n && s.best.level < rule->steps; i = end) {
		int64_t ns = moment(rule, event[i].ns);

		if (rule->first && s.begun && !timeline_within(s.first, ns, rule->window))
			break;
		for (end = i + 1; end < n && moment(rule, event[end].ns) == ns;)
			end++;
		if (plain && end == i + 1) {
			take_one(&s, &event[i]);
		} else {
			struct funnel_group g;

			funnel_group_clear(&g);
			for (size_t k = i; k < end; k++)
				funnel_group_add(&g, &event[k], rule->steps);
			take_moment(&s, &g, ns);
		}
	}
	if (hit)
		*hit |= s.hit;
	settle(&s.best, rule);
	return s.best;
}

bool
funnel_next(const struct timeline_event *event, size_t n, const struct funnel_rule *rule,
    size_t *at, struct funnel_chain *chain, bool *hit)
{
	struct funnel_rule attempt = *rule;
	size_t from = *at, first = *at;

	while (first < n && !(event[first].what & 1))
		first++;
	if (first == n)
		return false;
	/* All of that moment, in whatever order it stands. */
	while (from < first && moment(rule, event[from].ns) != moment(rule, event[first].ns))
		from++;
	attempt.first = true;
	*chain = funnel_run(event + from, n - from, &attempt, hit);
	for (*at = first + 1; *at < n && moment(rule, event[*at].ns) <= chain->end;)
		++*at;
	return true;
}
