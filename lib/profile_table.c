/*
 * The profile as tables, for people: first what it is of, then the events, the
 * fields, and what to look at.
 */
#include "profile.h"

#include "columns.h"
#include "num.h"

enum { EVENTS = 20, BAR = 20, VALUES = 6, SPARKS = 8, FINDINGS = 5 };

struct page {
	struct profile *p;
	struct out *o;
	size_t width;
	struct columns c;
	struct buf text, path;
	uint64_t lines;
	const char *finding;   /* the last one's name */
	uint64_t found;        /* of that name, so far */
};

static void
end_whole_line(struct page *g)
{
	columns_clean(&g->o->buf, buf_span(&g->text));
	out_end_line(g->o);
	g->text.n = 0;
	g->lines++;
}

static void
end_line(struct page *g)
{
	struct buf clean = { 0 };

	columns_clean(&clean, buf_span(&g->text));
	g->text.n = 0;
	buf_put(&g->text, columns_fit(buf_span(&clean), g->width));
	buf_free(&clean);
	end_whole_line(g);
}

static void
end_table(struct page *g)
{
	g->lines += columns_end(&g->c, g->width, g->o);
}

static void
put_count(struct buf *b, uint64_t n)
{
	char text[NUM_GROUPED];

	buf_put(b, span_of(num_grouped(n, text)));
}

static void
put_distinct(struct buf *b, const struct sketch *s)
{
	if (!sketch_exact(s))
		buf_byte(b, '~');
	put_count(b, sketch_distinct(s));
}

static void
cell(struct page *g)
{
	columns_cell(&g->c, buf_span(&g->text));
	g->text.n = 0;
}

static void
count_cell(struct page *g, uint64_t n)
{
	put_count(&g->text, n);
	cell(g);
}

/* "12.5 %"; "100 %" and "0 %" only for all and none. */
static void
put_share(struct buf *b, uint64_t n, uint64_t all)
{
	unsigned share = profile_permille(n, all);

	if (share == 1000)
		buf_put(b, SPAN("100 %"));
	else
		buf_printf(b, "%u.%u %%", share / 10, share % 10);
}

/* A value without its quotes. */
static void
put_value(struct buf *b, const struct sketch_entry *e)
{
	if (profile_type_of(e) == PROFILE_STRING && !e->length)
		buf_put(b, SPAN("\"\""));
	buf_put(b, sketch_text(e));
	if (e->cut)
		buf_put(b, SPAN("…"));
}

/* ---- what it is of ---- */

static void
put_time(struct buf *b, const struct tstamp *t)
{
	char text[TSTAMP_TEXT];

	buf_put(b, (struct span){ text, tstamp_format(t->ns, t->digits, text) });
}

static void
put_date(struct buf *b, const struct tstamp *t)
{
	char text[TSTAMP_TEXT];

	buf_put(b, (struct span){ text,
	    tstamp_format_date(tstamp_day(tstamp_seconds(t->ns)), text) });
}

static void
put_role(struct page *g, enum profile_role role, const char *what)
{
	const struct profile_field *f = profile_field_of(g->p, role);

	if (!f)
		return;
	columns_cell(&g->c, span_of(what));
	put_distinct(&g->text, &f->values);
	cell(g);
	columns_cell(&g->c, profile_path(f, &g->path));
}

static void
put_summary(struct page *g, size_t fields)
{
	const struct profile_field *time = profile_field_of(g->p, PROFILE_TIMESTAMP);

	columns_begin(&g->c, "lrl");
	columns_cell(&g->c, SPAN("records"));
	count_cell(g, g->p->records);
	cell(g);
	put_role(g, PROFILE_EVENT, "events");
	put_role(g, PROFILE_USER, "users");
	put_role(g, PROFILE_DEVICE, "devices");
	columns_cell(&g->c, SPAN("fields"));
	count_cell(g, fields);
	cell(g);
	end_table(g);
	if (!time || !time->first.digits)
		return;
	buf_put(&g->text, SPAN("from "));
	put_time(&g->text, &time->first);
	buf_put(&g->text, SPAN(" to "));
	put_time(&g->text, &time->final);
	buf_put(&g->text, SPAN(" by "));
	buf_put(&g->text, profile_path(time, &g->path));
	end_line(g);
}

/* ---- days ---- */

/* The days with records: [*from, *to); false: none. */
static bool
day_range(const struct profile_field *f, int32_t *from, int32_t *to)
{
	*from = PROFILE_BEFORE + 1;
	*to = PROFILE_BEHIND;
	while (*from < *to && !f->day[*from])
		++*from;
	while (*to > *from && !f->day[*to - 1])
		--*to;
	return *from < *to;
}

static uint64_t
sum(const uint64_t *day, int32_t n)
{
	uint64_t all = 0;

	for (int32_t i = 0; i < n; i++)
		all += day[i];
	return all;
}

/* A column each for `step` days; the last may be of fewer. */
static void
put_sparks(struct page *g, const uint64_t *day, int32_t n, int32_t step)
{
	static const char *const spark[SPARKS] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	uint64_t most = 1;

	for (int32_t i = 0; i < n; i += step) {
		uint64_t here = sum(day + i, n - i < step ? n - i : step);

		most = here > most ? here : most;
	}
	for (int32_t i = 0; i < n; i += step) {
		uint64_t here = sum(day + i, n - i < step ? n - i : step);

		buf_put(&g->text, here ? span_of(spark[here * (SPARKS - 1) / most]) : SPAN(" "));
	}
}

static void
put_days(struct page *g)
{
	const struct profile_field *f = profile_field_of(g->p, PROFILE_TIMESTAMP);
	int32_t from, to, step, room = (int32_t)(g->width > 48 ? g->width - 24 : 24);
	char first[TSTAMP_TEXT], last[TSTAMP_TEXT];

	if (!f || !day_range(f, &from, &to))
		return;
	step = (to - from + room - 1) / room;
	end_line(g);
	if (step == 1)
		buf_put(&g->text, SPAN("records a day"));
	else
		buf_printf(&g->text, "records each %d days", (int)step);
	end_line(g);
	tstamp_format_date(from + PROFILE_DAY, first);
	tstamp_format_date(to - 1 + PROFILE_DAY, last);
	buf_printf(&g->text, "%.10s ", first);
	put_sparks(g, f->day + from, to - from, step);
	buf_printf(&g->text, " %.10s", last);
	end_line(g);
}

/* ---- events ---- */

static void
put_event(struct page *g, const struct sketch_entry *e, uint64_t most)
{
	put_value(&g->text, e);
	cell(g);
	count_cell(g, e->n);
	put_share(&g->text, e->n, g->p->records);
	cell(g);
	for (uint64_t i = 0; i < (e->n * BAR + most / 2) / most; i++)
		buf_put(&g->text, SPAN("█"));
	cell(g);
}

/* Those that have no row: the less frequent, and records without an event. */
static void
put_others(struct page *g, const struct profile_field *f, uint64_t shown)
{
	uint64_t more = sketch_distinct(&f->values), rest = profile_filled(f) - shown;

	if (rest) {
		buf_printf(&g->text, "%s%llu others", sketch_exact(&f->values) ? "" : "about ",
		    (unsigned long long)(more > EVENTS ? more - EVENTS : 1));
		cell(g);
		count_cell(g, rest);
		put_share(&g->text, rest, g->p->records);
		cell(g);
		cell(g);
	}
	rest = g->p->records - (f->records < g->p->records ? f->records : g->p->records);
	if (rest) {
		columns_cell(&g->c, SPAN("(none)"));
		count_cell(g, rest);
		put_share(&g->text, rest, g->p->records);
		cell(g);
		cell(g);
	}
}

static void
put_events(struct page *g)
{
	const struct profile_field *f = profile_field_of(g->p, PROFILE_EVENT);
	uint64_t shown = 0;

	if (!f)
		return;
	end_line(g);
	columns_begin(&g->c, "lrrl");
	g->c.limit[0] = g->width / 2;
	columns_cell(&g->c, profile_path(f, &g->path));
	columns_cell(&g->c, SPAN("records"));
	columns_cell(&g->c, SPAN("share"));
	cell(g);
	for (size_t i = 0; i < f->values.n && i < EVENTS; i++) {
		put_event(g, &f->values.entry[i], f->values.entry[0].n);
		shown += f->values.entry[i].n;
	}
	put_others(g, f, shown);
	end_table(g);
}

/* ---- fields ---- */

/* "string", "time", or of several "number, string". */
static void
type_cell(struct page *g, const struct profile_field *f)
{
	uint64_t strings = f->type[PROFILE_STRING] - f->kind[PROFILE_EMPTY];
	int shown = 0;

	for (int i = PROFILE_NULL; i < PROFILE_TYPES; i++) {
		const char *name = profile_types[i];

		if (!f->type[i])
			continue;
		if (i == PROFILE_STRING && strings && f->kind[PROFILE_TIME] == strings)
			name = "time";
		else if (i == PROFILE_STRING && strings && f->kind[PROFILE_DIGITS] == strings)
			name = "digits";
		buf_printf(&g->text, "%s%s", shown++ ? ", " : "", name);
	}
	cell(g);
}

/* Few values: what they are and how often. Many: the range, or some of them. */
static void
values_cell(struct page *g, const struct profile_field *f)
{
	const struct sketch *s = f->ids ? &f->keys : &f->values;
	bool many = s->n && s->entry[0].n * VALUES * 2 < profile_filled(f);

	if (!f->ids && f->first.digits) {
		put_date(&g->text, &f->first);
		buf_put(&g->text, SPAN(" … "));
		put_date(&g->text, &f->final);
	} else if (!f->ids && many && f->least.n) {
		buf_put(&g->text, buf_span(&f->least));
		buf_put(&g->text, SPAN(" … "));
		buf_put(&g->text, buf_span(&f->most));
	} else {
		for (size_t i = 0; i < s->n && i < VALUES; i++) {
			buf_put(&g->text, i ? SPAN(", ") : SPAN(""));
			put_value(&g->text, &s->entry[i]);
			if (!many && !f->ids && s->n > 1)
				buf_printf(&g->text, " %u%%",
				    (profile_permille(s->entry[i].n, profile_filled(f)) + 5) / 10);
		}
	}
	cell(g);
}

static void
put_field(struct page *g, const struct profile_field *f)
{
	columns_cell(&g->c, profile_path(f, &g->path));
	put_share(&g->text, f->records, g->p->records);
	cell(g);
	type_cell(g, f);
	if (f->ids || f->values.n)
		put_distinct(&g->text, f->ids ? &f->keys : &f->values);
	cell(g);
	values_cell(g, f);
}

static void
put_fields(struct page *g, struct profile_field *const *fields, size_t n)
{
	static const char *const head[] = { "field", "in", "type", "distinct", "values" };

	end_line(g);
	columns_begin(&g->c, "lrlrl");
	g->c.limit[0] = g->width * 2 / 5;
	g->c.limit[2] = 14;
	for (size_t i = 0; i < sizeof head / sizeof *head; i++)
		columns_cell(&g->c, span_of(head[i]));
	for (size_t i = 0; i < n; i++)
		put_field(g, fields[i]);
	end_table(g);
}

/* ---- findings ---- */

/* Those of one name that were not shown. */
static void
end_findings(struct page *g)
{
	if (g->found > FINDINGS) {
		buf_printf(&g->text, "  and %llu more fields like these",
		    (unsigned long long)(g->found - FINDINGS));
		end_line(g);
	}
	g->found = 0;
}

static void
begin_finding(struct page *g, const char *name)
{
	if (!g->finding) {
		end_line(g);
		buf_put(&g->text, SPAN("look at"));
		end_line(g);
	} else if (strcmp(g->finding, name)) {
		end_findings(g);
	}
	g->finding = name;
}

/* A sentence is read, not compared: it is never cut. */
static void
put_finding(void *arg, const struct profile_finding *found)
{
	struct page *g = arg;

	begin_finding(g, found->name);
	if (g->found++ >= FINDINGS)
		return;
	buf_put(&g->text, SPAN("  "));
	buf_put(&g->text, found->field ? profile_path(found->field, &g->path) : SPAN("all"));
	buf_put(&g->text, SPAN(", "));
	put_count(&g->text, found->records);
	buf_put(&g->text, found->records == 1 ? SPAN(" record") : SPAN(" records"));
	end_line(g);
	buf_put(&g->text, SPAN("    "));
	buf_put(&g->text, found->text);
	end_whole_line(g);
}

uint64_t
profile_table(struct profile *p, struct profile_field *const *fields, size_t n, struct out *o,
    size_t width)
{
	struct page g = { .p = p, .o = o, .width = width };

	put_summary(&g, n);
	put_days(&g);
	put_events(&g);
	put_fields(&g, fields, n);
	profile_find(p, fields, n, put_finding, &g);
	end_findings(&g);
	buf_free(&g.text);
	buf_free(&g.path);
	return g.lines;
}
