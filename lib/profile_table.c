/*
 * The profile as tables, for people: first what it is of, then the days, the
 * events, the fields, and what to look at.
 */
#include "profile_page.h"

enum { EVENTS = 20, BAR = 20, SPARKS = 8 };

/* ---- what it is of ---- */

static void
put_time(struct buf *b, const struct tstamp *t)
{
	char text[TSTAMP_TEXT];

	buf_put(b, (struct span){ text, tstamp_format(t->ns, t->digits, text) });
}

static void
put_role(struct profile_page *g, enum profile_role role, const char *what)
{
	const struct profile_field *f = profile_field_of(g->p, role);

	if (!f)
		return;
	columns_cell(&g->c, span_of(what));
	buf_put(&g->text, sketch_exact(&f->values) ? SPAN("") : SPAN("~"));
	profile_page_count(&g->text, profile_named(f));
	profile_page_cell(g);
	columns_cell(&g->c, profile_path(f, &g->path));
}

static void
put_summary(struct profile_page *g, size_t fields)
{
	const struct profile_field *time = profile_field_of(g->p, PROFILE_TIMESTAMP);

	columns_begin(&g->c, "lrl");
	columns_cell(&g->c, SPAN("records"));
	profile_page_count_cell(g, g->p->records);
	profile_page_cell(g);
	put_role(g, PROFILE_EVENT, "events");
	put_role(g, PROFILE_USER, "users");
	put_role(g, PROFILE_DEVICE, "devices");
	columns_cell(&g->c, SPAN("fields"));
	profile_page_count_cell(g, fields);
	profile_page_cell(g);
	profile_page_table(g);
	if (!time || !time->first.digits)
		return;
	buf_put(&g->text, SPAN("from "));
	put_time(&g->text, &time->first);
	buf_put(&g->text, SPAN(" to "));
	put_time(&g->text, &time->final);
	buf_put(&g->text, SPAN(" by "));
	buf_put(&g->text, profile_path(time, &g->path));
	profile_page_whole_line(g);
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
put_sparks(struct profile_page *g, const uint64_t *day, int32_t n, int32_t step)
{
	static const char *const spark[SPARKS] = { "▁", "▂", "▃", "▄", "▅", "▆",
		"▇", "█" };
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
put_days(struct profile_page *g)
{
	const struct profile_field *f = profile_field_of(g->p, PROFILE_TIMESTAMP);
	int32_t from, to, step, room = (int32_t)(g->width > 48 ? g->width - 24 : 24);
	char first[TSTAMP_TEXT], last[TSTAMP_TEXT];

	if (!f || !day_range(f, &from, &to))
		return;
	step = (to - from + room - 1) / room;
	profile_page_line(g);
	if (step == 1)
		buf_put(&g->text, SPAN("records a day"));
	else
		buf_printf(&g->text, "records each %d days", (int)step);
	profile_page_line(g);
	tstamp_format_date(from + PROFILE_DAY, first);
	tstamp_format_date(to - 1 + PROFILE_DAY, last);
	buf_printf(&g->text, "%.10s ", first);
	put_sparks(g, f->day + from, to - from, step);
	buf_printf(&g->text, " %.10s", last);
	profile_page_line(g);
}

/* ---- events ---- */

static void
put_event(struct profile_page *g, const struct sketch_entry *e, uint64_t most)
{
	profile_page_value(&g->text, e);
	profile_page_cell(g);
	profile_page_count_cell(g, e->n);
	profile_page_share(&g->text, e->n, g->p->records);
	profile_page_cell(g);
	for (uint64_t i = 0; i < (e->n * BAR + most / 2) / most; i++)
		buf_put(&g->text, SPAN("█"));
	profile_page_cell(g);
}

/* Those that have no row: the less frequent, and records without an event. */
static void
put_others(struct profile_page *g, const struct profile_field *f, uint64_t shown)
{
	uint64_t more = sketch_distinct(&f->values), rest = profile_filled(f) - shown;

	if (rest) {
		buf_printf(&g->text, "%s%llu others", sketch_exact(&f->values) ? "" : "about ",
		    (unsigned long long)(more > EVENTS ? more - EVENTS : 1));
		profile_page_cell(g);
		profile_page_count_cell(g, rest);
		profile_page_share(&g->text, rest, g->p->records);
		profile_page_cell(g);
		profile_page_cell(g);
	}
	rest = g->p->records - (f->records < g->p->records ? f->records : g->p->records);
	if (rest) {
		columns_cell(&g->c, SPAN("(none)"));
		profile_page_count_cell(g, rest);
		profile_page_share(&g->text, rest, g->p->records);
		profile_page_cell(g);
		profile_page_cell(g);
	}
}

static void
put_events(struct profile_page *g)
{
	const struct profile_field *f = profile_field_of(g->p, PROFILE_EVENT);
	uint64_t shown = 0;

	if (!f)
		return;
	profile_page_line(g);
	columns_begin(&g->c, "lrrl");
	g->c.limit[0] = g->width / 2;
	columns_cell(&g->c, profile_path(f, &g->path));
	columns_cell(&g->c, SPAN("records"));
	columns_cell(&g->c, SPAN("share"));
	profile_page_cell(g);
	for (size_t i = 0; i < f->values.n && i < EVENTS; i++) {
		put_event(g, &f->values.entry[i], f->values.entry[0].n);
		shown += f->values.entry[i].n;
	}
	put_others(g, f, shown);
	profile_page_table(g);
}

uint64_t
profile_table(struct profile *p, struct profile_field *const *fields, size_t n, struct out *o,
    size_t width)
{
	struct profile_page g = { .p = p, .o = o, .width = width };

	put_summary(&g, n);
	put_days(&g);
	put_events(&g);
	profile_fields(&g, fields, n);
	profile_findings(&g, fields, n);
	buf_free(&g.text);
	buf_free(&g.path);
	return g.lines;
}
