#include "choice.h"

#include "tstamp.h"
#include "wildcard.h"

const char *
choice_take_time(void *to, const char *text)
{
	struct choice_time *end = to;
	struct tstamp t;

	if (tstamp_parse(span_of(text), &t))
		return "not a date or a time such as 2021-06-11 or 2021-06-11T10:00:00Z";
	*end = (struct choice_time){ true, t.ns };
	return NULL;
}

bool
choice_has_time(const struct choice *c)
{
	return c->since.given || c->until.given;
}

static bool
is_match(const struct choice *c, const struct store_kind *k, const struct store_object *o)
{
	struct span bucket, name;

	store_split(k, o->uri, &bucket, &name);
	for (size_t i = 0; i < c->match.n; i++)
		if (wildcard_match(span_of(c->match.item[i]), name))
			return true;
	return !c->match.n;
}

int
choice_takes(const struct choice *c, const struct store_kind *k, const struct store_object *o,
    struct fault *why)
{
	struct tstamp t;

	if (!is_match(c, k, o))
		return 0;
	if (!choice_has_time(c))
		return 1;
	if (!o->updated)
		return fault_set(why, "its time is not known, and --since or --until was given");
	if (tstamp_parse(span_of(o->updated), &t))
		return fault_set(why, "its time is none: %s", o->updated);
	return (!c->since.given || t.ns >= c->since.ns) &&
	    (!c->until.given || t.ns < c->until.ns);
}
