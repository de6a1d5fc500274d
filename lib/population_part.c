#include "population_part.h"

#include <inttypes.h>

#include "jwrite.h"
#include "micro.h"
#include "num.h"

enum { VERSION = 1, DAYS = 4 };

/* ---- out ---- */

static void
put_days(struct buf *b, const struct activity_days *d)
{
	const int32_t days[DAYS] = { d->first, d->second, d->before, d->last };
	char text[TSTAMP_TEXT];
	size_t n;

	jwrite_key(b, SPAN("days"));
	buf_byte(b, '[');
	for (int i = 0; d->any && i < DAYS; i++) {
		if (i)
			buf_byte(b, ',');
		n = tstamp_format_date(days[i], text);
		jtext_encode(b, (struct span){ text, n });
	}
	buf_byte(b, ']');
}

static void
write_head(const struct population *p, struct out *o)
{
	struct buf *b = &o->buf;

	jwrite_begin(b);
	jwrite_int(b, SPAN("population"), VERSION);
	jwrite_raw(b, SPAN("terms"), buf_span(&p->terms));
	jwrite_int(b, SPAN("users"), (int64_t)p->users.n);
	put_days(b, &p->days);
	jwrite_end(b);
	out_end_line(o);
}

/* By the bytes of the names: the order of events does not reach the output. */
static int
by_name(const void *a, const void *b, void *names)
{
	return words_cmp(names, *(const uint32_t *)a, *(const uint32_t *)b);
}

static void
put_kinds(struct buf *b, struct population *p, uint32_t head)
{
	const struct mix_count *c;
	size_t n = 0;

	p->scratch.n = 0;
	for (uint32_t at = head; (c = mix_at(&p->mix, at)); at = c->next, n++) {
		const uint32_t pair[] = { c->kind, at };

		buf_put(&p->scratch, (struct span){ (const char *)pair, sizeof pair });
	}
	qsort_r(p->scratch.p, n, 2 * sizeof(uint32_t), by_name, &p->names);
	jwrite_key(b, SPAN("kinds"));
	jwrite_begin(b);
	for (size_t i = 0; i < n; i++) {
		uint32_t pair[2];

		memcpy(pair, p->scratch.p + i * sizeof pair, sizeof pair);
		if (i)
			buf_byte(b, ',');
		jtext_encode(b, words_text(&p->names, pair[0]));
		buf_printf(b, ":%" PRIu64, p->mix.count[pair[1]].n);
	}
	jwrite_end(b);
}

static void
write_person(struct population *p, const struct person *u, struct out *o)
{
	const struct activity *a = &u->activity;
	char text[MICRO_TEXT];
	struct buf *b = &o->buf;

	jwrite_begin(b);
	jwrite_string(b, SPAN("user_id"), table_key(&p->users, u));
	jwrite_date(b, SPAN("first"), a->first);
	jwrite_date(b, SPAN("last"), a->last);
	buf_printf(b, ",\"bits\":\"%" PRIx64 "\"", a->bits);
	jwrite_int(b, SPAN("events"), (int64_t)a->events);
	if (p->rules.value.text)
		jwrite_raw(b, SPAN("value"), (struct span){ text, micro_format(u->value, text) });
	if (p->rules.kinds)
		put_kinds(b, p, u->mix);
	jwrite_end(b);
	out_end_line(o);
}

void
population_part_write(struct population *p, struct out *o)
{
	void **sorted = table_sorted(&p->users);

	write_head(p, o);
	for (size_t i = 0; i < p->users.n; i++)
		write_person(p, sorted[i], o);
	free(sorted);
}

/* ---- in ---- */

static struct span
member(const struct record *r, const char *name)
{
	for (size_t i = 0; i < r->json->n; i++)
		if (span_is(r->json->member[i].key, name))
			return r->json->member[i].value;
	return (struct span){ "", 0 };
}

static int
refuse(struct reject *why, const char *field, const char *reason, const char *text)
{
	why->field = span_of(field);
	why->reason = reason;
	why->text = text;
	return -1;
}

/* The inside of a JSON string without escapes; empty for anything else. */
static struct span
plain(struct span value)
{
	if (value.n < 2 || value.p[0] != '"' || span_find(value, '\\') < value.n)
		return (struct span){ "", 0 };
	return (struct span){ value.p + 1, value.n - 2 };
}

static int
read_days(struct span array, struct activity_days *days)
{
	int32_t day;
	int n = 0;

	/* Dates and what stands between them hold no other quotes. */
	while (span_find(array, '"') < array.n) {
		(void)span_cut(&array, '"');
		if (tstamp_parse_date(span_cut(&array, '"'), &day))
			return -1;
		activity_days_see(days, day);
		n++;
	}
	return n == 0 || n == DAYS ? 0 : -1;
}

static bool
term(struct span terms, const char *name, struct span *value)
{
	struct jpath path = { .step = { span_of(name) }, .n = 1 };

	if (!jpath_find(&path, terms, value))
		return false;
	*value = plain(*value);
	return true;
}

/* What the results show of the rules: all else is in the states already. */
static int
adopt(struct population_parts *m, struct span terms)
{
	struct population *p = m->to;
	struct population_rules *r = &p->rules;
	struct population_day as_of = { .given = true };
	struct span value;

	population_free(p);
	if (!term(terms, "unit", &value))
		return -1;
	r->unit = span_is(value, "week") ? ACTIVITY_WEEKS : ACTIVITY_DAYS;
	if (!term(terms, "tz", &value))
		return -1;
	m->zone.n = 0;
	buf_put(&m->zone, value);
	r->zone.name = buf_text(&m->zone);
	if (term(terms, "as_of", &value)) {
		if (tstamp_parse_date(value, &as_of.day) ||
		    (r->as_of.given && r->as_of.day != as_of.day))
			return -1;
		r->as_of = as_of;
	}
	r->value.text = term(terms, "value", &value) ? "value" : NULL;
	r->kinds = term(terms, "kinds", &value);
	population_begin(p);
	p->terms.n = 0;
	buf_put(&p->terms, terms);
	m->first_seen = true;
	return 0;
}

static int
take_head(struct population_parts *m, const struct record *r, struct reject *why)
{
	struct span terms = member(r, "terms");
	int64_t version, users;

	m->headed = false;
	if (num_int(member(r, "population"), VERSION, VERSION, &version))
		return refuse(why, "population", "other_version", "made by another version of ev-segment");
	if (!terms.n || terms.p[0] != '{' || num_int(member(r, "users"), 0, INT64_MAX, &users))
		return refuse(why, "terms", "bad_part", "no head of a part");
	if (!m->first_seen && adopt(m, terms))
		return refuse(why, "terms", "other_terms", "not of these options, or of another --as-of");
	if (!span_eq(terms, buf_span(&m->to->terms)))
		return refuse(why, "terms", "other_terms", "made with other options than the first part");
	if (read_days(member(r, "days"), &m->to->days))
		return refuse(why, "days", "bad_part", "not four dates, or none");
	m->users += (uint64_t)users;
	m->headed = true;
	return 0;
}

static int
read_bits(struct span hex, uint64_t *bits)
{
	*bits = 0;
	if (!hex.n || hex.n > 16)
		return -1;
	for (size_t i = 0; i < hex.n; i++) {
		const char *digits = "0123456789abcdef", *at = memchr(digits, hex.p[i], 16);

		if (!at)
			return -1;
		*bits = *bits << 4 | (uint64_t)(at - digits);
	}
	return 0;
}

/* A state that no events could make is none. */
static int
read_activity(const struct record *r, enum activity_unit unit, struct activity *a)
{
	int64_t events, units;

	if (tstamp_parse_date(plain(member(r, "first")), &a->first) ||
	    tstamp_parse_date(plain(member(r, "last")), &a->last) || a->first > a->last ||
	    read_bits(plain(member(r, "bits")), &a->bits) || !(a->bits & 1) ||
	    num_int(member(r, "events"), __builtin_popcountll(a->bits), INT64_MAX, &events))
		return -1;
	a->events = (uint64_t)events;
	units = (int64_t)activity_unit(a->last, unit) - activity_unit(a->first, unit);
	return units < 63 && a->bits >> (units + 1) ? -1 : 0;
}

/* The user's sum with this one: where it is refused nothing of the line counts. */
static int
add_value(const struct population *p, struct span id, const struct record *r, int64_t *sum,
    struct reject *why)
{
	const struct person *u = table_find(&p->users, id);
	int64_t value;

	if (micro_read(member(r, "value"), &value) ||
	    __builtin_add_overflow(u ? u->value : 0, value, sum))
		return refuse(why, "value", "bad_value", "no amount, or the user's sum is over 9.2e12");
	return 0;
}

static int
merge_kinds(struct population_parts *m, struct person *u, const struct record *r,
    struct reject *why)
{
	struct span kinds = member(r, "kinds");

	if (!kinds.n || kinds.p[0] != '{' || jscan_object(&m->inner, kinds))
		return refuse(why, "kinds", "bad_part", "no object of counts");
	for (size_t i = 0; i < m->inner.n; i++) {
		struct span key = m->inner.member[i].key, name;
		int64_t n;

		m->text.n = 0;
		if (!key.n || jtext_decode((struct span){ key.p - 1, key.n + 2 }, &m->text, &name) ||
		    num_int(m->inner.member[i].value, 1, INT64_MAX, &n))
			return refuse(why, "kinds", "bad_part", "no object of counts");
		mix_add(&m->to->mix, &u->mix, words_put(&m->to->names, name), (uint64_t)n);
	}
	return 0;
}

static int
take_person(struct population_parts *m, const struct record *r, struct reject *why)
{
	struct population *p = m->to;
	struct activity a;
	struct person *u;
	struct span id = member(r, "user_id");
	int64_t sum = 0;

	m->text.n = 0;
	if (id.n < 3 || id.p[0] != '"' || jtext_decode(id, &m->text, &id))
		return refuse(why, "user_id", "bad_part", "no user's id");
	if (read_activity(r, p->rules.unit, &a))
		return refuse(why, "bits", "bad_part", "no user's state");
	m->got++;
	if (p->rules.value.text && add_value(p, id, r, &sum, why))
		return -1;
	u = table_put(&p->users, id, NULL);
	activity_merge(&u->activity, &a, p->rules.unit);
	if (p->rules.value.text)
		u->value = sum;
	return p->rules.kinds ? merge_kinds(m, u, r, why) : 0;
}

void
population_parts_free(struct population_parts *m)
{
	buf_free(&m->zone);
	buf_free(&m->text);
	jscan_free(&m->inner);
}

void
population_parts_begin(void *parts)
{
	struct population_parts *m = parts;

	m->headed = false;
}

int
population_parts_take(struct population_parts *m, const struct record *r, struct reject *why)
{
	if (member(r, "population").n)
		return take_head(m, r, why);
	if (!m->headed)
		return refuse(why, "", "bad_part", "behind no head that was accepted: no part that "
		    "ev-segment --partial wrote");
	return take_person(m, r, why);
}

int
population_parts_end(const struct population_parts *m, struct fault *why)
{
	const struct population *p = m->to;
	char day[TSTAMP_TEXT];

	if (m->got != m->users)
		return fault_set(why, "%" PRIu64 " users, but the parts were written with %" PRIu64,
		    m->got, m->users);
	if (p->days.any && p->rules.as_of.given && p->days.last > p->rules.as_of.day) {
		day[tstamp_format_date(p->days.last, day)] = '\0';
		return fault_set(why, "the parts have events of %s, after --as-of: give it to the "
		    "runs that make them", day);
	}
	return 0;
}
