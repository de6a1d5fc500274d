#include "convert.h"

#include "convert_gather.h"
#include "convert_part.h"
#include "diag.h"
#include "micro.h"

const char *const convert_estimands[] = { "", "user", "exposure", "credit", NULL };

void
convert_init(struct convert *c)
{
	words_init(&c->words);
	words_init(&c->held);
	users_init(&c->users, &c->words);
}

void
convert_begin(struct convert *c)
{
	bool held = c->hold.text;

	c->begun = true;
	table_init(&c->people, held ? sizeof(struct convert_line) : sizeof(struct timeline));
	convert_gather_begin(c);
	c->by_id = c->by_line = true;
	c->alone = c->sorted;
	c->rule.steps = (int)c->steps;
	c->rule.window = c->window_ns;
	c->messages.words = &c->words;
	c->messages.values = c->value.text;
	c->messages.ids = c->estimand == CONVERT_EXPOSURE || c->estimand == CONVERT_CREDIT;
	c->exposures.window = c->window_ns;
}

void
convert_unask(struct convert *c)
{
	for (size_t i = 0; i < c->steps; i++)
		pred_free(c->step[i]);
	for (int i = 0; i < c->rule.exclusions; i++)
		pred_free(c->exclude[i]);
	pred_free(c->exposure);
	pred_free(c->goal);
	jpath_free(&c->hold);
	jpath_free(&c->message);
	jpath_free(&c->value);
	memset(c, 0, offsetof(struct convert, asof));
	c->window_s = -1;
}

void
convert_free(struct convert *c)
{
	convert_unask(c);
	free(c->line);
	table_free(&c->people);
	timeline_free(&c->pool);
	users_free(&c->users);
	words_free(&c->words);
	words_free(&c->held);
	message_free(&c->messages);
	exposure_free(&c->exposures);
	buf_free(&c->user);
	linemerge_free(&c->spilled);
	jscan_free(&c->reader.line);
	jscan_free(&c->reader.list);
	jscan_free(&c->reader.event);
	buf_free(&c->reader.text);
	arena_free(&c->texts);
	buf_free(&c->scratch);
	buf_free(&c->who);
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

void
convert_take(struct convert *c, struct run *run, const struct event *e, const struct place *at)
{
	struct span user, value;
	uint32_t what = 0, held = 0;

	if (!asof_see(&c->asof, e->timestamp.ns)) {
		tally_add(&run->tally, TALLY_DROPPED, "after_as_of", 1);
		return;
	}
	user = event_user(e, &c->who);
	if (c->sorted)
		convert_gather_user(c, run, user, at);
	if (c->steps) {
		what = match_steps(c, e);
	} else if (match(c, e, &what)) {
		refuse_value(c, run, e, at);
		return;
	}
	run->tally.used++;
	if (!what && !c->rule.strict)
		return;
	if (c->hold.text && (!jpath_find(&c->hold, e->metadata, &value) ||
	    !(held = convert_gather_held(c, value))))
		return;
	convert_gather_add(c, run, user, e->timestamp.ns, what, held);
}

void
convert_write(struct convert *c, struct run *run)
{
	if (!c->begun)
		return;
	convert_gather_end(c, run);
	if (c->partial)
		convert_part_end(c, run);
	c->credited = c->exposures.credited;
	c->lost = c->exposures.lost;
}
