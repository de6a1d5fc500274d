#include "convert_write.h"

#include "diag.h"

struct person {
	struct conversion_user text;
	uint32_t message;             /* from the users' file; 0: none */
};

static struct person
find_person(struct convert *c, struct run *run, struct span user_id)
{
	const struct user *known = c->users_file ? users_find(&c->users, user_id) : NULL;
	struct person p = { .text = { .user_id = user_id } };

	if (known) {
		p.text.segment = words_text(&c->words, known->segment);
		p.text.activity = words_text(&c->words, known->activity);
		p.text.message = words_text(&c->words, known->message);
		p.message = known->message;
	} else if (c->users_file) {
		tally_add(&run->tally, TALLY_NOTE, "not_in_users_file", 1);
	}
	return p;
}

static void
end_record(struct convert *c, struct run *run, bool mature, bool converted)
{
	out_end_line(&run->out);
	run->tally.written++;
	c->records++;
	c->mature += mature;
	c->converted += mature && converted;
}

/* ---- funnels ---- */

static void
write_chain(struct convert *c, struct run *run, struct span user_id,
    const struct funnel_chain *chain, uint32_t value)
{
	struct conversion_funnel f = {
		.user = find_person(c, run, user_id).text, .chain = chain, .of = c->rule.steps,
		.mature = timeline_over(chain->start, c->asof.ns, c->window_ns),
		.window_s = c->window_s, .held = words_text(&c->held, value),
	};

	conversion_write_funnel(&run->out.buf, &f);
	for (int i = 0; i < chain->level; i++)
		c->reached[i]++;
	end_record(c, run, f.mature, chain->level == c->rule.steps);
}

static int64_t
last_step(const struct funnel_chain *chain)
{
	int64_t last = INT64_MIN;

	for (int i = 0; i < FUNNEL_STEPS; i++)
		if (chain->filled >> i & 1 && chain->ns[i] > last)
			last = chain->ns[i];
	return last;
}

/* Of two values' chains: longer, earlier there, later begun; at last the value. */
static bool
is_better(const struct convert *c, const struct funnel_chain *a, uint32_t a_value,
    const struct funnel_chain *b, uint32_t b_value)
{
	int64_t x = last_step(a), y = last_step(b);

	if (a->level != b->level)
		return a->level > b->level;
	if (x != y)
		return x < y;
	return a->start != b->start ? a->start > b->start
	                            : words_cmp(&c->held, a_value, b_value) < 0;
}

static struct funnel_chain
best_of_values(struct convert *c, const struct convert_line *head, uint32_t *value, bool *hit)
{
	struct funnel_chain best = { 0 }, chain;

	for (uint32_t at = head->next; at; at = c->line[at].next) {
		const struct convert_line *l = &c->line[at];

		chain = funnel_run(timeline_sorted(&c->pool, &l->t, NULL, NULL), l->t.n, &c->rule, hit);
		if (chain.level && (!best.level || is_better(c, &chain, l->value, &best, *value))) {
			best = chain;
			*value = l->value;
		}
	}
	return best;
}

static void
write_attempts(struct convert *c, struct run *run, struct span user_id, const struct timeline *t)
{
	const struct timeline_event *event = timeline_sorted(&c->pool, t, NULL, NULL);
	struct funnel_chain chain;
	size_t at = 0;

	while (funnel_next(event, t->n, &c->rule, &at, &chain, NULL))
		write_chain(c, run, user_id, &chain, 0);
}

static void
write_funnel(struct convert *c, struct run *run, struct span user_id,
    const struct convert_line *head)
{
	struct funnel_chain chain;
	uint32_t value = 0;
	bool hit = false;

	if (c->totals) {
		write_attempts(c, run, user_id, &head->t);
		return;
	}
	if (c->hold.text)
		chain = best_of_values(c, head, &value, &hit);
	else
		chain = funnel_run(timeline_sorted(&c->pool, &head->t, NULL, NULL), head->t.n,
		    &c->rule, &hit);
	if (hit && c->exclude_users)
		tally_add(&run->tally, TALLY_NOTE, "excluded_users", 1);
	else if (chain.level)
		write_chain(c, run, user_id, &chain, value);
}

/* ---- exposures ---- */

static void
write_outcome(struct convert *c, struct run *run, const struct person *p,
    const struct exposure_outcome *o, bool several)
{
	const struct timeline_event *shown = &c->exposures.event[o->shown];
	struct message m = message_get(&c->messages, shown->what);
	struct conversion r = {
		.user = p->text, .event_id = m.event_id, .exposed_ns = shown->ns,
		.goals = o->goals, .converted_ns = o->goal_ns, .shares = o->shares,
		.valued = c->value.text, .value = o->value,
		.mature = timeline_over(shown->ns, c->asof.ns, c->window_ns),
		.several_messages = several, .goal = pred_name(c->goal),
		.window_s = c->window_s, .estimand = convert_estimands[c->estimand],
	};

	if (!r.user.message.n)
		r.user.message = words_text(&c->words, m.text);
	conversion_write(&run->out.buf, &r);
	end_record(c, run, r.mature, r.goals > 0);
}

/* The user's one record, or none where it cannot be said which message it is of. */
static void
write_user(struct convert *c, struct run *run, struct person *p, uint32_t shown, bool several)
{
	struct exposure_outcome o;

	if (several) {
		tally_add(&run->tally, TALLY_NOTE, "several_messages", 1);
		return;
	}
	if (!p->message)
		p->text.message = words_text(&c->words, shown);
	if (exposure_next(&c->exposures, &o))
		write_outcome(c, run, p, &o, false);
}

static void
write_outcomes(struct convert *c, struct run *run, struct span user_id, const struct timeline *t)
{
	struct exposures *x = &c->exposures;
	struct exposure_outcome o;
	struct person p;
	uint32_t shown;
	bool several;

	if (!exposure_load(x, timeline_sorted(&c->pool, t, message_order, &c->messages), t->n,
	    &c->messages))
		die(DIAG_STOPPED, "--value: %.*s: the sum of all goals is over 9.2e12",
		    SPAN_SHOW(user_id));
	if (!x->shown_n) {
		x->lost += x->goal_n;
		return;
	}
	p = find_person(c, run, user_id);
	several = !exposure_message(x, &c->messages, &shown);
	if (p.message && (several || (shown && shown != p.message)))
		tally_add(&run->tally, TALLY_NOTE, "other_message", 1);
	/* A message that was assigned is the user's one, whatever was shown. */
	several = several && !p.message;
	if (c->estimand == CONVERT_USER)
		write_user(c, run, &p, shown, several);
	else if (c->estimand == CONVERT_EXPOSURE)
		while (exposure_next(x, &o))
			write_outcome(c, run, &p, &o, several);
	else
		while (exposure_credit(x, c->touch, &o))
			write_outcome(c, run, &p, &o, several);
}

void
convert_write_user(struct convert *c, struct run *run, struct span user_id,
    const struct convert_line *head)
{
	if (c->steps)
		write_funnel(c, run, user_id, head);
	else
		write_outcomes(c, run, user_id, &head->t);
}
