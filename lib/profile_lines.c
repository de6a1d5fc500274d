/*
 * The profile as ndjson: what each line is, is said by its "type".
 */
#include "profile.h"

#include "jwrite.h"

enum { VALUES = 5 };

struct lines {
	struct profile *p;
	struct out *o;
	struct buf path;
	uint64_t n;
};

static struct buf *
begin(struct lines *l, const char *type)
{
	jwrite_begin(&l->o->buf);
	jwrite_string(&l->o->buf, SPAN("type"), span_of(type));
	return &l->o->buf;
}

static void
end(struct lines *l)
{
	jwrite_end(&l->o->buf);
	out_end_line(l->o);
	l->n++;
}

/* "records" and what share of all that is. */
static void
put_records(struct lines *l, uint64_t n)
{
	unsigned share = profile_permille(n, l->p->records);

	jwrite_int(&l->o->buf, SPAN("records"), (int64_t)n);
	jwrite_key(&l->o->buf, SPAN("percent"));
	buf_printf(&l->o->buf, "%u.%u", share / 10, share % 10);
}

static void
put_distinct(struct buf *b, const struct sketch *s)
{
	jwrite_int(b, SPAN("distinct"), (int64_t)sketch_distinct(s));
	jwrite_bool(b, SPAN("exact"), sketch_exact(s));
}

/* A value, and how often it is there; the most frequent if all are held. */
static void
put_values(struct buf *b, struct span key, const struct sketch *s)
{
	jwrite_key(b, key);
	buf_byte(b, '[');
	for (size_t i = 0; i < s->n && i < VALUES; i++) {
		if (i)
			buf_byte(b, ',');
		jwrite_begin(b);
		jwrite_key(b, SPAN("value"));
		profile_example(b, &s->entry[i]);
		jwrite_int(b, SPAN("n"), (int64_t)s->entry[i].n);
		jwrite_end(b);
	}
	buf_byte(b, ']');
}

static void
put_times(struct buf *b, const struct profile_field *f)
{
	if (!f || !f->first.digits)
		return;
	jwrite_tstamp(b, SPAN("first"), f->first.ns, f->first.digits);
	jwrite_tstamp(b, SPAN("last"), f->final.ns, f->final.digits);
}

/* ---- the whole ---- */

/* "user":"userId","users":200,"users_exact":true */
static void
put_role(struct lines *l, enum profile_role role, struct span key, struct span count,
    struct span exact)
{
	const struct profile_field *f = profile_field_of(l->p, role);
	struct buf *b = &l->o->buf;

	if (!f)
		return;
	jwrite_string(b, key, profile_path(f, &l->path));
	jwrite_int(b, count, (int64_t)profile_named(f));
	jwrite_bool(b, exact, sketch_exact(&f->values));
}

static void
put_summary(struct lines *l, size_t fields)
{
	const struct profile_field *time = profile_field_of(l->p, PROFILE_TIMESTAMP);
	struct buf *b = begin(l, "summary");

	jwrite_int(b, SPAN("records"), (int64_t)l->p->records);
	jwrite_int(b, SPAN("fields"), (int64_t)fields);
	put_role(l, PROFILE_EVENT, SPAN("event"), SPAN("events"), SPAN("events_exact"));
	put_role(l, PROFILE_USER, SPAN("user"), SPAN("users"), SPAN("users_exact"));
	put_role(l, PROFILE_DEVICE, SPAN("device"), SPAN("devices"), SPAN("devices_exact"));
	if (time)
		jwrite_string(b, SPAN("time"), profile_path(time, &l->path));
	put_times(b, time);
	end(l);
}

/* ---- events and days ---- */

static void
put_events(struct lines *l)
{
	const struct profile_field *f = profile_field_of(l->p, PROFILE_EVENT);

	for (size_t i = 0; f && i < f->values.n; i++) {
		struct buf *b = begin(l, "event");

		jwrite_key(b, SPAN("event"));
		profile_example(b, &f->values.entry[i]);
		put_records(l, f->values.entry[i].n);
		end(l);
	}
}

static void
put_days(struct lines *l)
{
	const struct profile_field *f = profile_field_of(l->p, PROFILE_TIMESTAMP);

	for (int32_t i = PROFILE_BEFORE + 1; f && i < PROFILE_BEHIND; i++) {
		if (!f->day[i])
			continue;
		jwrite_date(begin(l, "day"), SPAN("day"), i + PROFILE_DAY);
		jwrite_int(&l->o->buf, SPAN("records"), (int64_t)f->day[i]);
		end(l);
	}
}

/* ---- fields ---- */

static void
put_counts(struct buf *b, struct span key, const uint64_t *count, const char *const *names,
    int from, int to)
{
	size_t start = b->n;

	jwrite_key(b, key);
	jwrite_begin(b);
	for (int i = from; i < to; i++)
		if (count[i])
			jwrite_int(b, span_of(names[i]), (int64_t)count[i]);
	if (from && b->p[b->n - 1] == '{')
		b->n = start;
	else
		jwrite_end(b);
}

static void
put_field(struct lines *l, const struct profile_field *f)
{
	struct buf *b = begin(l, "field");

	jwrite_string(b, SPAN("field"), profile_path(f, &l->path));
	put_records(l, f->records);
	put_counts(b, SPAN("types"), f->type, profile_types, PROFILE_NULL, PROFILE_TYPES);
	put_counts(b, SPAN("kinds"), f->kind, profile_kinds, PROFILE_BIG, PROFILE_KINDS);
	if (f->ids) {
		jwrite_int(b, SPAN("keys"), (int64_t)sketch_distinct(&f->keys));
		put_values(b, SPAN("key_values"), &f->keys);
	}
	if (f->values.n)
		put_distinct(b, &f->values);
	if (f->least.n) {
		jwrite_raw(b, SPAN("min"), buf_span(&f->least));
		jwrite_raw(b, SPAN("max"), buf_span(&f->most));
	}
	put_times(b, f);
	if (f->longest)
		jwrite_int(b, SPAN("longest"), (int64_t)f->longest);
	if (f->values.n)
		put_values(b, SPAN("values"), &f->values);
	end(l);
}

static void
put_finding(void *arg, const struct profile_finding *found)
{
	struct lines *l = arg;
	struct buf *b = begin(l, "finding");

	jwrite_string(b, SPAN("finding"), span_of(found->name));
	if (found->field)
		jwrite_string(b, SPAN("field"), profile_path(found->field, &l->path));
	jwrite_int(b, SPAN("records"), (int64_t)found->records);
	jwrite_string(b, SPAN("text"), found->text);
	end(l);
}

uint64_t
profile_lines(struct profile *p, struct profile_field *const *fields, size_t n, struct out *o)
{
	struct lines l = { p, o, { 0 }, 0 };

	put_summary(&l, n);
	put_events(&l);
	put_days(&l);
	for (size_t i = 0; i < n; i++)
		put_field(&l, fields[i]);
	profile_find(p, fields, n, put_finding, &l);
	buf_free(&l.path);
	return l.n;
}
