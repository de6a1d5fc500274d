#include "convert.h"

#include "diag.h"
#include "jtext.h"
#include "micro.h"

const char *const convert_estimands[] = { "", "user", "exposure", "credit", NULL };

void
convert_init(struct convert *c)
{
	bool held = c->hold.text;

	table_init(&c->people, held ? sizeof(struct convert_line) : sizeof(struct timeline));
	c->rule.steps = (int)c->steps;
	c->rule.window = c->window_ns;
	words_init(&c->words);
	users_init(&c->users, &c->words);
	c->messages.words = &c->words;
	c->messages.values = c->value.text;
	c->messages.ids = c->estimand == CONVERT_EXPOSURE || c->estimand == CONVERT_CREDIT;
	c->exposures.window = c->window_ns;
}

void
convert_free(struct convert *c)
{
	for (size_t i = 0; i < c->steps; i++)
		pred_free(c->step[i]);
	for (int i = 0; i < c->rule.exclusions; i++)
		pred_free(c->exclude[i]);
	pred_free(c->exposure);
	pred_free(c->goal);
	jpath_free(&c->hold);
	jpath_free(&c->value);
	free(c->line);
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
match_steps(struct convert *c, const struct event *e)
{
	uint32_t what = 0;

	for (size_t i = 0; i < c->steps; i++)
		what |= (uint32_t)is(c, c->step[i], e, &c->matched[i]) << i;
	for (int i = 0; i < c->rule.exclusions; i++)
		what |= (uint32_t)is(c, c->exclude[i], e, &c->matched_exclude[i]) <<
		    (FUNNEL_STEPS + i);
	return what;
}

/* 0, or -1: a goal whose value is no number. */
static int
match(struct convert *c, const struct event *e, uint32_t *what)
{
	bool shown = is(c, c->exposure, e, &c->matched[0]), goal = is(c, c->goal, e, &c->matched[1]);
	int64_t value = 0;
	int cut = 0;

	if (goal && c->value.text && (cut = micro_member(&c->value, e->metadata, &value)) < 0)
		return -1;
	c->value_cut += (uint64_t)cut;
	if (shown)
		*what = MESSAGE_SHOWN | message_put(&c->messages, e, &c->message, value);
	else if (goal)
		*what = message_put_goal(&c->messages, value);
	if (goal)
		*what |= MESSAGE_GOAL;
	return 0;
}

static void
refuse_value(const struct convert *c, struct run *run, const struct event *e,
    const struct place *at)
{
	struct reject why = { .at = *at, .raw = e->line, .field = span_of(c->value.text),
		.reason = "bad_value", .text = "no number between -9.2e12 and 9.2e12" };

	run_reject(run, &why);
}

/* The value that the steps share, as a number in words: a text and a number that
 * look alike are two. 0: it is not there. */
static uint32_t
held_value(struct convert *c, const struct event *e)
{
	struct span value, text;

	if (!jpath_find(&c->hold, e->metadata, &value) || span_is(value, "null"))
		return 0;
	c->scratch.n = 0;
	buf_byte(&c->scratch, value.p[0] == '"' ? '"' : '=');
	if (value.p[0] != '"')
		buf_put(&c->scratch, value);
	else if (jtext_decode(value, &c->scratch, &text))
		return 0;
	else if (c->scratch.n == 1)
		buf_put(&c->scratch, text);
	return words_put(&c->words, buf_span(&c->scratch));
}

static struct convert_line *
add_line(struct convert *c, uint32_t value, uint32_t next)
{
	if (c->lines + 1 >= c->lines_cap) {
		c->lines_cap = c->lines_cap ? 2 * c->lines_cap : 1024;
		if (!(c->line = reallocarray(c->line, c->lines_cap, sizeof *c->line)))
			die(DIAG_STOPPED, "out of memory: values that steps share");
	}
	c->line[++c->lines] = (struct convert_line){ .value = value, .next = next };
	return &c->line[c->lines];
}

/* The timeline that the event belongs to; NULL: it has no value to share. */
static struct timeline *
line_of(struct convert *c, const struct event *e)
{
	uint32_t value = c->hold.text ? held_value(c, e) : 0, at;
	struct convert_line *head;

	if (c->hold.text && !value)
		return NULL;
	head = table_put(&c->people, event_user(e, &c->scratch), NULL);
	if (!c->hold.text)
		return &head->t;
	for (at = head->next; at && c->line[at].value != value;)
		at = c->line[at].next;
	if (at)
		return &c->line[at].t;
	add_line(c, value, head->next);
	head->next = c->lines;
	return &c->line[c->lines].t;
}

void
convert_take(struct convert *c, struct run *run, const struct event *e, const struct place *at)
{
	struct timeline *t;
	uint32_t what = 0;

	if (!asof_see(&c->asof, e->timestamp.ns)) {
		tally_add(&run->tally, TALLY_DROPPED, "after_as_of", 1);
		return;
	}
	if (c->steps) {
		what = match_steps(c, e);
	} else if (match(c, e, &what)) {
		refuse_value(c, run, e, at);
		return;
	}
	run->tally.used++;
	if ((what || c->rule.strict) && (t = line_of(c, e)))
		timeline_add(&c->pool, t, e->timestamp.ns, what);
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

/* ---- funnels ---- */

static void
write_chain(struct convert *c, struct run *run, struct span user_id,
    const struct funnel_chain *chain, uint32_t value)
{
	struct conversion_funnel f = {
		.user = find_person(c, run, user_id).text, .chain = chain, .of = c->rule.steps,
		.mature = timeline_over(chain->start, c->asof.ns, c->window_ns),
		.window_s = c->window_s, .held = words_text(&c->words, value),
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
	                            : words_cmp(&c->words, a_value, b_value) < 0;
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
