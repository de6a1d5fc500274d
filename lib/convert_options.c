#include "convert_options.h"

#include "num.h"

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
convert_take_hold(void *to, const char *text)
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

static void
check_exclusions(struct convert *c)
{
	for (int i = 0; i < c->rule.exclusions; i++) {
		struct funnel_exclusion *x = &c->rule.exclusion[i];

		if (!x->from)
			*x = (struct funnel_exclusion){ 1, (int)c->steps };
		if (x->to > (int)c->steps)
			opt_wrong("--exclude: there is no step %d", x->to);
	}
}

void
convert_check_funnel(struct convert *c)
{
	const struct funnel_rule *r = &c->rule;
	bool ruled = r->first || r->strict || r->increase || r->grace || r->exclusions ||
	    r->any_order || c->hold.text || c->totals || c->exclude_users;

	if (c->steps == 1)
		opt_wrong("a funnel has two steps or more");
	if (!c->steps && ruled)
		opt_wrong("--entry, --strict, --any-order, --strict-increase, --grace, --exclude, "
		    "--hold and --count go with --step");
	if (r->any_order && (r->first || r->strict || r->increase || r->grace || r->exclusions ||
	    c->totals))
		opt_wrong("--any-order goes with --hold and --within only");
	if (c->totals && (c->hold.text || c->exclude_users))
		opt_wrong("--count totals does not go with --hold or --exclude-user");
	if (c->exclude_users && !r->exclusions)
		opt_wrong("--exclude-user: --exclude says what excludes");
	check_exclusions(c);
}
