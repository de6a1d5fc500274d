/*
 * What looks wrong, or will surprise whoever goes on with the export.
 */
#include <stdarg.h>

#include "columns.h"
#include "jtext.h"
#include "profile.h"

enum { USER_PERMILLE = 50, USER_RECORDS = 100, SHOWN = 3 };

struct finder {
	struct profile *p;
	profile_give *give;
	void *arg;
	struct buf text;       /* the sentence that is being made */
};

static void
give(struct finder *s, const char *name, const struct profile_field *f, uint64_t records)
{
	struct profile_finding found = { name, f, records,
		arena_copy(&s->p->arena, buf_span(&s->text)) };

	s->give(s->arg, &found);
	s->text.n = 0;
}

static void __attribute__((format(printf, 5, 6)))
say(struct finder *s, const char *name, const struct profile_field *f, uint64_t records,
    const char *format, ...)
{
	char text[200];
	va_list args;

	va_start(args, format);
	if (vsnprintf(text, sizeof text, format, args) < 0)
		text[0] = '\0';
	va_end(args);
	buf_put(&s->text, span_of(text));
	give(s, name, f, records);
}

/* ---- values ---- */

static void
mixed_types(struct finder *s, const struct profile_field *f)
{
	uint64_t all = 0, most = 0;
	int kinds = 0;

	for (int i = PROFILE_BOOL; i < PROFILE_TYPES; i++) {
		if (!f->type[i])
			continue;
		buf_printf(&s->text, "%s%s %llu", kinds++ ? ", " : "several types: ", profile_types[i],
		    (unsigned long long)f->type[i]);
		all += f->type[i];
		most = f->type[i] > most ? f->type[i] : most;
	}
	if (kinds > 1)
		give(s, "mixed_types", f, all - most);
	s->text.n = 0;
}

/* The most frequent held values of a kind, as JSON. */
static void
put_values(struct finder *s, const struct sketch *values, enum profile_kind kind)
{
	int shown = 0;

	for (size_t i = 0; i < values->n && shown < SHOWN; i++) {
		if ((values->entry[i].kind & 15) != kind)
			continue;
		buf_put(&s->text, shown++ ? SPAN(", ") : SPAN(": "));
		profile_example(&s->text, &values->entry[i]);
	}
}

static void
kind(struct finder *s, const struct profile_field *f, enum profile_kind which, const char *name,
    const char *text)
{
	if (!f->kind[which])
		return;
	buf_put(&s->text, span_of(text));
	put_values(s, &f->values, which);
	give(s, name, f, f->kind[which]);
}

/* ---- ids ---- */

/* ASCII letters as lower case, without the blanks around. In the scratch. */
static struct span
fold(struct finder *s, struct span text)
{
	struct buf *b = &s->p->text;

	while (text.n && text.p[0] == ' ')
		text = span_after(text, 1);
	while (text.n && text.p[text.n - 1] == ' ')
		text.n--;
	b->n = 0;
	buf_put(b, text);
	for (size_t i = 0; i < b->n; i++)
		if (b->p[i] >= 'A' && b->p[i] <= 'Z')
			b->p[i] |= 0x20;
	return buf_span(b);
}

static void
spellings(struct finder *s, const struct profile_field *f, const char *name)
{
	struct table seen;
	uint64_t n = 0;

	table_init(&seen, sizeof(const struct sketch_entry *));
	for (size_t i = 0; i < f->values.n; i++) {
		const struct sketch_entry *e = &f->values.entry[i], **first;
		bool made;

		if (e->cut || profile_type_of(e) != PROFILE_STRING)
			continue;
		first = table_put(&seen, fold(s, sketch_text(e)), &made);
		if (made) {
			*first = e;
		} else if (n++ < SHOWN) {
			buf_put(&s->text, n > 1 ? SPAN("; ") : SPAN("differ only in case or blanks: "));
			profile_example(&s->text, *first);
			buf_put(&s->text, SPAN(", "));
			profile_example(&s->text, e);
		}
	}
	table_free(&seen);
	if (n)
		give(s, name, f, n);
	s->text.n = 0;
}

static void
repeated_ids(struct finder *s, const struct profile_field *f)
{
	uint64_t n = 0, all = 0;

	for (size_t i = 0; i < f->values.n; i++) {
		all += f->values.entry[i].n;
		n += f->values.entry[i].n - 1;
	}
	if (n && !sketch_exact(&f->values))
		n = profile_permille(n, all) * profile_filled(f) / 1000;
	if (n)
		say(s, "repeated_ids", f, n, "came before: delivered twice, see ev-dedup(1)");
}

static void
one_user(struct finder *s, const struct profile_field *f)
{
	const struct sketch_entry *top = f->values.entry;
	unsigned share = f->values.n ? profile_permille(top->n, s->p->records) : 0;

	if (s->p->records < USER_RECORDS || share < USER_PERMILLE || f->values.n < 2)
		return;
	profile_example(&s->text, top);
	say(s, "one_user", f, top->n, " has %u.%u %% of all records", share / 10, share % 10);
}

static void
id_keys(struct finder *s, const struct profile_field *f)
{
	if (!f->ids)
		return;
	buf_printf(&s->text, "%s%llu different keys that look like ids",
	    sketch_exact(&f->keys) ? "" : "about ", (unsigned long long)sketch_distinct(&f->keys));
	put_values(s, &f->keys, PROFILE_PLAIN);
	give(s, "id_keys", f, f->records);
}

/* ---- times ---- */

static uint64_t
days_sum(const struct profile_field *f, size_t from, size_t to)
{
	uint64_t n = 0;

	for (size_t i = from; i < to; i++)
		n += f->day[i];
	return n;
}

static void
old_times(struct finder *s, const struct profile_field *f)
{
	char time[TSTAMP_TEXT];

	if (!f->day || !f->day[PROFILE_BEFORE])
		return;
	tstamp_format_date(tstamp_day(tstamp_seconds(f->first.ns)), time);
	say(s, "old_times", f, f->day[PROFILE_BEFORE],
	    "before 1990, from %.10s on: a clock that was not set", time);
}

/* What no time should be later than: --now, or when the last was received. */
static const struct tstamp *
latest(const struct profile *p)
{
	const struct profile_field *received = profile_field_of(p, PROFILE_RECEIVED);

	return p->now.digits ? &p->now : received && received->final.digits ? &received->final : NULL;
}

static void
future_times(struct finder *s, const struct profile_field *f)
{
	const struct tstamp *now = f->day ? latest(s->p) : NULL;
	char time[TSTAMP_TEXT];
	int32_t day;
	uint64_t n;

	if (!now)
		return;
	/* All of that day and the next one are near enough. */
	day = tstamp_day(tstamp_seconds(now->ns)) - PROFILE_DAY + 2;
	if (day < 0 || day >= PROFILE_DAYS)
		return;
	n = days_sum(f, (size_t)day, PROFILE_DAYS);
	if (!n)
		return;
	tstamp_format_date(day + PROFILE_DAY - 2, time);
	say(s, "future_times", f, n, "over a day later than %.10s, %s", time,
	    s->p->now.digits ? "--now" : "when the last was received");
}

static void
no_times(struct finder *s, const struct profile_field *f)
{
	uint64_t n = 0;

	if (!f->day)
		return;
	for (int i = 0; i < PROFILE_TYPES; i++)
		n += f->type[i];
	n -= days_sum(f, 0, PROFILE_DAYS);
	if (n)
		say(s, "no_time", f, n, "no time, where one should be");
}

/* ---- all ---- */

static void
empty(struct finder *s, const struct profile_field *f)
{
	if (!profile_filled(f))
		say(s, "empty", f, f->records, "never has a value");
}

static void
big_numbers(struct finder *s, const struct profile_field *f)
{
	kind(s, f, PROFILE_BIG, "big_numbers", "integers over 2^53, which other readers round");
}

static void
placeholders(struct finder *s, const struct profile_field *f)
{
	kind(s, f, PROFILE_NOBODY, "placeholder_ids", "name nobody");
}

static void
json_text(struct finder *s, const struct profile_field *f)
{
	kind(s, f, PROFILE_JSON, "json_text", "JSON inside a string");
}

static void
repeated_keys(struct finder *s, const struct profile_field *f)
{
	if (f->repeats && !f->ids)
		say(s, "repeated_keys", f, f->repeats, "more than once in a record: the last counts");
}

static void
of_roles(struct finder *s)
{
	const struct profile_field *user = profile_field_of(s->p, PROFILE_USER);
	const struct profile_field *device = profile_field_of(s->p, PROFILE_DEVICE);
	const struct profile_field *event = profile_field_of(s->p, PROFILE_EVENT);
	const struct profile_field *id = profile_field_of(s->p, PROFILE_ID);

	if (user)
		one_user(s, user);
	if (user)
		spellings(s, user, "id_spellings");
	if (device)
		spellings(s, device, "id_spellings");
	if (event)
		spellings(s, event, "event_spellings");
	if (id)
		repeated_ids(s, id);
}

void
profile_find(struct profile *p, struct profile_field *const *fields, size_t n, profile_give *to,
    void *arg)
{
	static void (*const look[])(struct finder *, const struct profile_field *) = {
		placeholders, no_times, old_times, future_times, big_numbers, mixed_types, json_text,
		repeated_keys, id_keys, empty,
	};
	struct finder s = { p, to, arg, { 0 } };

	of_roles(&s);
	for (size_t k = 0; k < sizeof look / sizeof *look; k++)
		for (size_t i = 0; i < n; i++)
			look[k](&s, fields[i]);
	if (p->left_out)
		say(&s, "fields_left_out", NULL, p->left_out,
		    "values of fields beyond the first %d, which are not shown", PROFILE_FIELDS);
	buf_free(&s.text);
}
