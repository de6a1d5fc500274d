#include "convert_options.h"

#include <inttypes.h>

#include "jwrite.h"
#include "num.h"

static const char *const touches[] = { "last", "first", "linear", NULL };

enum { DEFAULT_WINDOW = 7 * 86400 };

const char *
convert_take_step(void *to, const char *text)
{
	struct convert *c = to;
	const char *why;

	if (c->steps == FUNNEL_STEPS)
		return "more than 24 steps";
	c->step[c->steps] = pred_new(text, &why);
	c->steps += !why;
	return why;
}

const char *
convert_take_entry(void *to, const char *text)
{
	static const char *const words[] = { "any", "first", NULL };
	int word = opt_word(text, words);

	*(bool *)to = word > 0;
	return word < 0 ? "neither any nor first" : NULL;
}

const char *
convert_take_grace(void *to, const char *text)
{
	int64_t seconds;
	const char *why = opt_seconds(&seconds, text);

	if (!why && __builtin_mul_overflow(seconds, TSTAMP_SECOND, (int64_t *)to))
		why = "more than 292 years";
	return why;
}

/* "2-3:" in front of a condition. */
static bool
read_range(struct span *text, struct funnel_exclusion *x)
{
	struct span rest = *text, range = span_cut(&rest, ':'), from = span_cut(&range, '-');
	int64_t a, b;

	if (num_int(from, 1, FUNNEL_STEPS, &a) || num_int(range, 1, FUNNEL_STEPS, &b))
		return false;
	*x = (struct funnel_exclusion){ (int)a, (int)b };
	*text = rest;
	return true;
}

const char *
convert_take_exclude(void *to, const char *text)
{
	struct convert *c = to;
	struct funnel_exclusion *x = &c->rule.exclusion[c->rule.exclusions];
	struct span rest = span_of(text);
	const char *why;

	if (c->rule.exclusions == FUNNEL_EXCLUSIONS)
		return "given more than 8 times";
	if (read_range(&rest, x) && x->from >= x->to)
		return "a range goes from a step to a later one: 2-3:COND";
	c->exclude[c->rule.exclusions] = pred_new(rest.p, &why);
	c->rule.exclusions += !why;
	return why;
}

const char *
convert_take_path(void *to, const char *text)
{
	return *text ? jpath_parse(to, text) : "an empty path";
}

const char *
convert_take_count(void *to, const char *text)
{
	static const char *const words[] = { "users", "totals", NULL };
	int word = opt_word(text, words);

	*(bool *)to = word > 0;
	return word < 0 ? "neither users nor totals" : NULL;
}

const char *
convert_take_window(void *to, const char *text)
{
	struct convert *c = to;
	const char *why = opt_seconds(&c->window_s, text);

	if (!why && __builtin_mul_overflow(c->window_s, TSTAMP_SECOND, &c->window_ns))
		why = "more than 292 years";
	return why;
}

const char *
convert_take_estimand(void *to, const char *text)
{
	int word = opt_word(text, convert_estimands);

	*(enum convert_estimand *)to = (enum convert_estimand)word;
	return word > 0 ? NULL : "neither user, exposure nor credit";
}

const char *
convert_take_touch(void *to, const char *text)
{
	struct convert *c = to;
	int word = opt_word(text, touches);

	c->touched = true;
	c->touch = (enum exposure_touch)word;
	return word < 0 ? "neither last, first nor linear" : NULL;
}

/* ---- all of them ---- */

static bool
is_ruled(const struct convert *c)
{
	const struct funnel_rule *r = &c->rule;

	return r->first || r->strict || r->increase || r->grace || r->exclusions ||
	    r->any_order || c->hold.text || c->totals || c->exclude_users;
}

bool
convert_asked(const struct convert *c)
{
	return c->steps || c->exposure || c->goal || is_ruled(c) || c->window_s >= 0 ||
	    c->estimand || c->touched || c->message.text || c->value.text;
}

static const char *
check_exclusions(struct convert *c)
{
	for (int i = 0; i < c->rule.exclusions; i++) {
		struct funnel_exclusion *x = &c->rule.exclusion[i];

		if (!x->from)
			*x = (struct funnel_exclusion){ 1, (int)c->steps };
		if (x->to > (int)c->steps)
			return "--exclude: there are not so many steps";
	}
	return NULL;
}

static const char *
check_funnel(struct convert *c)
{
	const struct funnel_rule *r = &c->rule;

	if (c->exposure || c->goal)
		return "--step makes a funnel; --exposure and --goal do not go with it";
	if (c->estimand || c->touched || c->message.text || c->value.text)
		return "--estimand, --credit, --message and --value do not go with --step";
	if (c->steps == 1)
		return "a funnel has two steps or more";
	if (r->any_order && (r->first || r->strict || r->increase || r->grace || r->exclusions ||
	    c->totals))
		return "--any-order goes with --hold and --within only";
	if (c->totals && (c->hold.text || c->exclude_users))
		return "--count totals does not go with --hold or --exclude-user";
	if (c->exclude_users && !r->exclusions)
		return "--exclude-user: --exclude says what excludes";
	return check_exclusions(c);
}

static const char *
check_messages(struct convert *c)
{
	if (is_ruled(c))
		return "--entry, --strict, --any-order, --strict-increase, --grace, --exclude, "
		    "--hold and --count go with --step";
	if (!c->exposure || !c->goal)
		return "give --exposure and --goal, or --step twice or more";
	if (c->touched && c->estimand != CONVERT_CREDIT)
		return "--credit goes with --estimand credit";
	if (!c->estimand)
		c->estimand = CONVERT_USER;
	return c->message.text ? NULL : jpath_parse(&c->message, "message");
}

const char *
convert_check(struct convert *c)
{
	const char *why = c->steps ? check_funnel(c) : check_messages(c);

	if (c->window_s < 0) {
		c->window_s = DEFAULT_WINDOW;
		c->window_ns = DEFAULT_WINDOW * TSTAMP_SECOND;
	}
	return why;
}

/* ---- as terms ---- */

const char *
convert_window(int64_t seconds, char to[CONVERT_WINDOW])
{
	static const struct {
		int64_t s;
		char name;
	} units[] = { { 86400, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };
	size_t i = 0;

	while (seconds % units[i].s)
		i++;
	snprintf(to, CONVERT_WINDOW, "%" PRId64 "%c", seconds / units[i].s, units[i].name);
	return to;
}

static void
put_path(struct buf *b, struct span key, const struct jpath *path)
{
	if (path->text)
		jwrite_string(b, key, span_of(path->text));
}

static void
put_flag(struct buf *b, struct span key, bool yes)
{
	if (yes)
		jwrite_bool(b, key, true);
}

static void
put_exclusion(struct buf *b, const struct funnel_exclusion *x, struct span cond)
{
	struct buf text = { 0 };

	buf_printf(&text, "%d-%d:", x->from, x->to);
	buf_put(&text, cond);
	jtext_encode(b, buf_span(&text));
	buf_free(&text);
}

static void
put_funnel(struct buf *b, const struct convert *c)
{
	const struct funnel_rule *r = &c->rule;
	char grace[CONVERT_WINDOW];

	for (size_t i = 0; i < c->steps; i++) {
		buf_put(b, i ? SPAN(",") : SPAN("\"step\":["));
		jtext_encode(b, pred_text(c->step[i]));
	}
	buf_byte(b, ']');
	for (int i = 0; i < r->exclusions; i++) {
		buf_put(b, i ? SPAN(",") : SPAN(",\"exclude\":["));
		put_exclusion(b, &r->exclusion[i], pred_text(c->exclude[i]));
	}
	if (r->exclusions)
		buf_byte(b, ']');
	put_flag(b, SPAN("exclude-user"), c->exclude_users);
	if (r->first)
		jwrite_string(b, SPAN("entry"), SPAN("first"));
	put_flag(b, SPAN("strict"), r->strict);
	put_flag(b, SPAN("any-order"), r->any_order);
	put_flag(b, SPAN("strict-increase"), r->increase);
	if (r->grace)
		jwrite_string(b, SPAN("grace"),
		    span_of(convert_window(r->grace / TSTAMP_SECOND, grace)));
	put_path(b, SPAN("hold"), &c->hold);
	if (c->totals)
		jwrite_string(b, SPAN("count"), SPAN("totals"));
}

static void
put_messages(struct buf *b, const struct convert *c)
{
	jwrite_string(b, SPAN("exposure"), pred_text(c->exposure));
	jwrite_string(b, SPAN("goal"), pred_text(c->goal));
	jwrite_string(b, SPAN("estimand"), span_of(convert_estimands[c->estimand]));
	if (c->estimand == CONVERT_CREDIT)
		jwrite_string(b, SPAN("credit"), span_of(touches[c->touch]));
	put_path(b, SPAN("message"), &c->message);
	put_path(b, SPAN("value"), &c->value);
}

void
convert_put_terms(const struct convert *c, struct buf *b)
{
	char window[CONVERT_WINDOW];

	jwrite_begin(b);
	if (c->steps)
		put_funnel(b, c);
	else
		put_messages(b, c);
	jwrite_string(b, SPAN("within"), span_of(convert_window(c->window_s, window)));
	jwrite_end(b);
}

/* ---- from terms ---- */

static bool
take_text(struct convert *c, const struct opt *o, struct span value)
{
	struct span text;

	c->scratch.n = 0;
	if (!value.n || value.p[0] != '"' || jtext_decode(value, &c->scratch, &text))
		return false;
	return !o->take(o->to, arena_copy(&c->texts, text).p);
}

static bool
take_texts(struct convert *c, const struct opt *o, struct span array)
{
	struct jscan list = { 0 };
	bool good = !jscan_array(&list, array);

	for (size_t i = 0; good && i < list.n; i++)
		good = take_text(c, o, list.member[i].value);
	jscan_free(&list);
	return good;
}

static bool
take_term(struct convert *c, const struct jscan_member *m)
{
	const struct opt rows[] = { CONVERT_OPTIONS(*c), { 0 } };

	for (const struct opt *o = rows; o->name; o++) {
		if (!span_is(m->key, o->name))
			continue;
		if (!o->arg)
			return span_is(m->value, "true") && !o->take(o->to, NULL);
		return m->value.p[0] == '[' ? take_texts(c, o, m->value) : take_text(c, o, m->value);
	}
	return false;
}

bool
convert_adopt_terms(struct convert *c, struct span terms)
{
	struct jscan json = { 0 };
	struct buf again = { 0 };
	bool good = terms.n && terms.p[0] == '{' && !jscan_object(&json, terms);

	for (size_t i = 0; good && i < json.n; i++)
		good = take_term(c, &json.member[i]);
	/* Whatever a hand did to them: what is asked is what they say. */
	if (good && (good = !convert_check(c))) {
		convert_put_terms(c, &again);
		good = span_eq(buf_span(&again), terms);
	}
	if (!good)
		convert_unask(c);
	jscan_free(&json);
	buf_free(&again);
	return good;
}
