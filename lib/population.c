#include "population.h"

#include "diag.h"
#include "jwrite.h"
#include "micro.h"

enum { GAP_DAYS = 7 };

const char *
population_take_day(void *to, const char *text)
{
	struct population_day *d = to;

	d->given = true;
	return tstamp_parse_date(span_of(text), &d->day) ? "not a date such as 2021-06-30" : NULL;
}

const char *
population_take_unit(void *to, const char *text)
{
	static const char *const words[] = { "day", "week", NULL };
	int word = opt_word(text, words);

	if (word < 0)
		return "neither day nor week";
	*(enum activity_unit *)to = word ? ACTIVITY_WEEKS : ACTIVITY_DAYS;
	return NULL;
}

const char *
population_take_where(void *to, const char *text)
{
	struct population_wheres *w = to;
	const char *why = NULL;

	if (w->n == POPULATION_WHERES)
		return "given too often";
	w->pred[w->n] = pred_new(text, &why);
	w->n += !why;
	return why;
}

const char *
population_take_value(void *to, const char *text)
{
	return *text ? jpath_parse(to, text) : "an empty path";
}

bool
population_rules_set(const struct population_rules *r)
{
	return strcmp(r->zone.name, "UTC") != 0 || r->unit != ACTIVITY_DAYS || r->names.n ||
	    r->where.n || r->known || r->value.text;
}

static void
put_texts(struct buf *b, struct span key, const struct span *text, size_t n)
{
	jwrite_key(b, key);
	buf_byte(b, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_byte(b, ',');
		jtext_encode(b, text[i]);
	}
	buf_byte(b, ']');
}

_Static_assert((int)POPULATION_WHERES <= (int)OPT_LIST, "write_terms has room for both");

/* In the order they were given: who gives them in another can give them in the same. */
static void
write_terms(struct buf *b, const struct population_rules *r)
{
	struct span text[OPT_LIST];

	jwrite_begin(b);
	jwrite_string(b, SPAN("unit"), r->unit == ACTIVITY_WEEKS ? SPAN("week") : SPAN("day"));
	jwrite_string(b, SPAN("tz"), span_of(r->zone.name));
	if (r->as_of.given)
		jwrite_date(b, SPAN("as_of"), r->as_of.day);
	for (size_t i = 0; i < r->names.n; i++)
		text[i] = span_of(r->names.item[i]);
	put_texts(b, SPAN("event"), text, r->names.n);
	for (size_t i = 0; i < r->where.n; i++)
		text[i] = pred_text(r->where.pred[i]);
	put_texts(b, SPAN("where"), text, r->where.n);
	jwrite_bool(b, SPAN("known"), r->known);
	if (r->value.text)
		jwrite_string(b, SPAN("value"), span_of(r->value.text));
	if (r->kinds)
		jwrite_bool(b, SPAN("kinds"), true);
	jwrite_end(b);
}

static void
add_day(void *arg, void *user, int64_t day)
{
	const struct population *p = arg;
	struct person *u = user;

	activity_update(&u->activity, (int32_t)day, p->rules.unit);
}

void
population_begin(struct population *p)
{
	const struct population_rules *r = &p->rules;

	table_init(&p->users, r->kinds ? sizeof(struct person)
	    : r->value.text ? offsetof(struct person, mix) : sizeof(struct activity));
	p->later = (struct later){ .table = &p->users, .update = add_day, .arg = p };
	words_init(&p->names);
	write_terms(&p->terms, &p->rules);
}

void
population_settle(struct population *p)
{
	later_settle(&p->later);
}

void
population_free(struct population *p)
{
	table_free(&p->users);
	mix_free(&p->mix);
	words_free(&p->names);
	buf_free(&p->terms);
	buf_free(&p->scratch);
	jpath_free(&p->rules.value);
	for (size_t i = 0; i < p->rules.where.n; i++)
		pred_free(p->rules.where.pred[i]);
}

static bool
is_activity(struct population *p, const struct event *e)
{
	const struct population_rules *r = &p->rules;
	bool is = !r->names.n;

	for (size_t i = 0; i < r->names.n && !is; i++)
		is = span_is(e->event, r->names.item[i]);
	for (size_t i = 0; i < r->where.n && is; i++)
		is = pred_match(r->where.pred[i], e, &p->scratch);
	return is;
}

static int
refuse_value(struct population *p, struct reject *why, const char *text)
{
	why->field = span_of(p->rules.value.text);
	why->reason = "bad_value";
	why->text = text;
	return -1;
}

static int
add_to(struct population *p, const struct event *e, int32_t day, struct reject *why)
{
	bool valued = p->rules.value.text;
	int64_t value = 0, sum;
	struct person *u;
	int cut = 0;

	if (p->history) {
		history_add(p->history, event_user(e, &p->scratch), day);
		return 1;
	}
	if (!valued && !p->rules.kinds) {
		later_put(&p->later, event_user(e, &p->scratch), day);
		return 1;
	}
	if (valued && (cut = micro_member(&p->rules.value, e->metadata, &value)) < 0)
		return refuse_value(p, why, "no number between -9.2e12 and 9.2e12");
	u = table_put(&p->users, event_user(e, &p->scratch), NULL);
	if (valued && __builtin_add_overflow(u->value, value, &sum))
		return refuse_value(p, why, "the user's sum is over 9.2e12");
	p->cut += (uint64_t)cut;
	activity_update(&u->activity, day, p->rules.unit);
	if (valued)
		u->value = sum;
	if (p->rules.kinds)
		mix_add(&p->mix, &u->mix, words_put(&p->names, e->event), 1);
	return 1;
}

int
population_add(struct population *p, const struct event *e, const char **dropped,
    struct reject *why)
{
	struct population_rules *r = &p->rules;
	int64_t utc = tstamp_seconds(e->timestamp.ns);
	int32_t day = tstamp_day(utc + zone_offset(&r->zone, utc));

	if (r->as_of.given && day > r->as_of.day) {
		*dropped = "after_as_of";
		return 0;
	}
	activity_days_see(&p->days, day);
	if (r->known && !e->user_id.n)
		*dropped = "anonymous";
	else if (!is_activity(p, e))
		*dropped = "no_activity";
	else
		return add_to(p, e, day, why);
	return 0;
}

bool
population_frame(const struct population *p, int window, struct activity_frame *f)
{
	*f = (struct activity_frame){
		.as_of = p->rules.as_of.given ? p->rules.as_of.day : p->days.last,
		.begin = p->days.first,
		.unit = p->rules.unit,
		.window = window,
	};
	return p->days.any;
}

static const char *
date_text(int32_t day, char to[TSTAMP_TEXT])
{
	to[tstamp_format_date(day, to)] = '\0';
	return to;
}

void
population_check_days(const struct population *p)
{
	const struct activity_days *d = &p->days;
	char day[TSTAMP_TEXT], next[TSTAMP_TEXT];

	if (d->second < d->last && d->second - d->first > GAP_DAYS)
		warn("the first day of the data, %s, is %d days before the next one, %s: if its "
		    "timestamps are wrong, so are the levels", date_text(d->first, day),
		    d->second - d->first, date_text(d->second, next));
	if (!p->rules.as_of.given && d->last - d->before > GAP_DAYS)
		warn("the last day of the data, %s, is %d days after the one before it, %s: if its "
		    "timestamps are wrong, so are the levels; --as-of sets the day",
		    date_text(d->last, day), d->last - d->before, date_text(d->before, next));
}
