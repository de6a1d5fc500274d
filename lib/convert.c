#include "convert.h"

const char *const convert_estimands[] = { "", "user", "exposure", "credit", NULL };

void
convert_init(struct convert *c)
{
	table_init(&c->people, sizeof(struct timeline));
	words_init(&c->words);
	users_init(&c->users, &c->words);
	c->messages.words = &c->words;
	c->messages.ids = c->estimand == CONVERT_EXPOSURE || c->estimand == CONVERT_CREDIT;
	c->exposures.window = c->window_ns;
}

void
convert_free(struct convert *c)
{
	for (size_t i = 0; i < c->steps; i++)
		pred_free(c->step[i]);
	pred_free(c->exposure);
	pred_free(c->goal);
	jpath_free(&c->message);
	table_free(&c->people);
	timeline_free(&c->pool);
	users_free(&c->users);
	words_free(&c->words);
	message_free(&c->messages);
	exposure_free(&c->exposures);
	buf_free(&c->scratch);
}

static bool
is(struct convert *c, const struct pred *p, const struct event *e, uint64_t *matched)
{
	bool yes = pred_match(p, e, &c->scratch);

	*matched += yes;
	return yes;
}

static uint32_t
match(struct convert *c, const struct event *e)
{
	uint32_t what = 0;

	for (size_t i = 0; i < c->steps; i++)
		what |= (uint32_t)is(c, c->step[i], e, &c->matched[i]) << i;
	if (c->steps)
		return what;
	if (is(c, c->exposure, e, &c->matched[0]))
		what |= MESSAGE_SHOWN | message_put(&c->messages, e, &c->message);
	if (is(c, c->goal, e, &c->matched[1]))
		what |= MESSAGE_GOAL;
	return what;
}

void
convert_take(struct convert *c, struct run *run, const struct event *e)
{
	uint32_t what;

	if (!asof_see(&c->asof, e->timestamp.ns)) {
		tally_add(&run->tally, TALLY_DROPPED, "after_as_of", 1);
		return;
	}
	run->tally.used++;
	if ((what = match(c, e)))
		timeline_add(&c->pool, table_put(&c->people, event_user(e, &c->scratch), NULL),
		    e->timestamp.ns, what);
}

/* ---- one user ---- */

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

static void
write_funnel(struct convert *c, struct run *run, struct span user_id, const struct timeline *t)
{
	const struct timeline_event *event = timeline_sorted(&c->pool, t, NULL, NULL);
	int steps = (int)c->steps;
	struct funnel_chain chain = funnel_run(event, t->n, steps, c->window_ns);
	struct person p;
	bool mature;

	if (!chain.level)
		return;
	p = find_person(c, run, user_id);
	mature = timeline_over(chain.ns[0], c->asof.ns, c->window_ns);
	conversion_write_funnel(&run->out.buf, &p.text, &chain, steps, mature, c->window_s);
	for (int i = 0; i < chain.level; i++)
		c->reached[i]++;
	end_record(c, run, mature, chain.level == steps);
}

static void
write_outcome(struct convert *c, struct run *run, const struct person *p,
    const struct exposure_outcome *o, bool several)
{
	const struct timeline_event *shown = &c->exposures.event[o->shown];
	struct message m = message_get(&c->messages, shown->what);
	struct conversion r = {
		.user = p->text, .event_id = m.event_id, .exposed_ns = shown->ns,
		.goals = o->goals, .converted_ns = o->goal_ns, .shares = o->shares,
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

	exposure_load(x, timeline_sorted(&c->pool, t, message_order, &c->messages), t->n);
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
convert_write(struct convert *c, struct run *run)
{
	void **sorted = table_sorted(&c->people);

	for (size_t i = 0; i < c->people.n; i++) {
		struct span id = table_key(&c->people, sorted[i]);

		if (c->steps)
			write_funnel(c, run, id, sorted[i]);
		else
			write_outcomes(c, run, id, sorted[i]);
	}
	free(sorted);
	c->credited = c->exposures.credited;
	c->lost = c->exposures.lost;
}
