#include "convert.h"

#include "convert_write.h"
#include "diag.h"
#include "jtext.h"
#include "micro.h"

const char *const convert_estimands[] = { "", "user", "exposure", "credit", NULL };

void
convert_init(struct convert *c)
{
	bool held = c->hold.text;

	table_init(&c->people, held ? sizeof(struct convert_line) : sizeof(struct timeline));
	c->by_id = c->by_line = true;
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
	buf_free(&c->user);
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
	head = c->sorted ? &c->current : table_put(&c->people, event_user(e, &c->scratch), NULL);
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

/* ---- sorted ---- */

/* The user who was read so far is complete. */
static void
end_user(struct convert *c, struct run *run)
{
	if (!c->people_seen)
		return;
	convert_write_user(c, run, buf_span(&c->user), &c->current);
	c->current = (struct convert_line){ 0 };
	c->lines = 0;
	timeline_clear(&c->pool);
	c->messages.kept.n = 0;
}

/* The order with a quote behind each. */
static bool
before_as_line(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	if (order || a.n == b.n)
		return order < 0;
	return a.n < b.n ? '"' < (unsigned char)b.p[n] : (unsigned char)a.p[n] < '"';
}

/*
 * Users come in the order of their bytes, or of the lines of canonical events,
 * where the quote behind the id counts too: in either no one comes twice.
 */
static void
next_user(struct convert *c, struct run *run, struct span user, const struct place *at)
{
	struct span before = buf_span(&c->user);

	if (c->people_seen && span_eq(user, before))
		return;
	if (c->people_seen) {
		c->by_id &= span_cmp(before, user) < 0;
		c->by_line &= before_as_line(before, user);
	}
	if (c->people_seen && !c->by_id && !c->by_line)
		die(DIAG_STOPPED, "%s:%llu: --sorted: the user %.*s comes after %.*s", at->source,
		    (unsigned long long)at->line, SPAN_SHOW(user), SPAN_SHOW(buf_span(&c->user)));
	end_user(c, run);
	c->people_seen = true;
	c->user.n = 0;
	buf_put(&c->user, user);
}

/* ---- all events ---- */

void
convert_take(struct convert *c, struct run *run, const struct event *e, const struct place *at)
{
	struct timeline *t;
	uint32_t what = 0;

	if (!asof_see(&c->asof, e->timestamp.ns)) {
		tally_add(&run->tally, TALLY_DROPPED, "after_as_of", 1);
		return;
	}
	if (c->sorted)
		next_user(c, run, event_user(e, &c->scratch), at);
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

void
convert_write(struct convert *c, struct run *run)
{
	void **sorted;

	if (c->sorted) {
		end_user(c, run);
	} else {
		sorted = table_sorted(&c->people);
		for (size_t i = 0; i < c->people.n; i++)
			convert_write_user(c, run, table_key(&c->people, sorted[i]), sorted[i]);
		free(sorted);
	}
	c->credited = c->exposures.credited;
	c->lost = c->exposures.lost;
}
