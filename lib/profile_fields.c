/*
 * The lower half of the tables: a row a field, and what to look at.
 */
#include "profile_page.h"

enum { VALUES = 6, FINDINGS = 5 };

/* ---- fields ---- */

static void
put_date(struct buf *b, const struct tstamp *t)
{
	char text[TSTAMP_TEXT];

	buf_put(b, (struct span){ text,
	    tstamp_format_date(tstamp_day(tstamp_seconds(t->ns)), text) });
}

/* "string", "time", or of several "number, string". */
static void
type_cell(struct profile_page *g, const struct profile_field *f)
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
	profile_page_cell(g);
}

/* Few values: what they are and how often. Many: the range, or some of them. */
static void
values_cell(struct profile_page *g, const struct profile_field *f)
{
	const struct sketch *s = f->ids ? &f->keys : &f->values;
	uint64_t all = profile_filled(f) + f->kind[PROFILE_EMPTY] - f->type[PROFILE_OBJECT];
	bool many = s->n && s->entry[0].n * VALUES * 2 < all;

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
			profile_page_value(&g->text, &s->entry[i]);
			if (!many && !f->ids && s->n > 1)
				buf_printf(&g->text, " %u%%",
				    (profile_permille(s->entry[i].n, all) + 5) / 10);
		}
	}
	profile_page_cell(g);
}

static void
put_field(struct profile_page *g, const struct profile_field *f)
{
	columns_cell(&g->c, profile_path(f, &g->path));
	profile_page_share(&g->text, f->records, g->p->records);
	profile_page_cell(g);
	type_cell(g, f);
	if (f->ids || f->values.n)
		profile_page_distinct(&g->text, f->ids ? &f->keys : &f->values);
	profile_page_cell(g);
	values_cell(g, f);
}

void
profile_fields(struct profile_page *g, struct profile_field *const *fields, size_t n)
{
	static const char *const head[] = { "field", "in", "type", "distinct", "values" };

	if (!n)
		return;
	profile_page_line(g);
	columns_begin(&g->c, "lrlrl");
	g->c.limit[0] = g->width * 2 / 5;
	g->c.limit[2] = 14;
	for (size_t i = 0; i < sizeof head / sizeof *head; i++)
		columns_cell(&g->c, span_of(head[i]));
	for (size_t i = 0; i < n; i++)
		put_field(g, fields[i]);
	profile_page_table(g);
}

/* ---- findings ---- */

/* Those of one name that were not shown. */
static void
end_findings(struct profile_page *g)
{
	if (g->found > FINDINGS) {
		buf_printf(&g->text, "  and %llu more fields like these",
		    (unsigned long long)(g->found - FINDINGS));
		profile_page_line(g);
	}
	g->found = 0;
}

static void
begin_finding(struct profile_page *g, const char *name)
{
	if (!g->finding) {
		profile_page_line(g);
		buf_put(&g->text, SPAN("look at"));
		profile_page_line(g);
	} else if (strcmp(g->finding, name)) {
		end_findings(g);
	}
	g->finding = name;
}

/* A sentence is read, not compared: it is never cut. */
static void
put_finding(void *arg, const struct profile_finding *found)
{
	struct profile_page *g = arg;

	begin_finding(g, found->name);
	if (g->found++ >= FINDINGS)
		return;
	buf_put(&g->text, SPAN("  "));
	buf_put(&g->text, found->field ? profile_path(found->field, &g->path) : SPAN("all"));
	buf_put(&g->text, SPAN(", "));
	profile_page_count(&g->text, found->records);
	buf_put(&g->text, found->records == 1 ? SPAN(" record") : SPAN(" records"));
	profile_page_line(g);
	buf_put(&g->text, SPAN("    "));
	buf_put(&g->text, found->text);
	profile_page_whole_line(g);
}

void
profile_findings(struct profile_page *g, struct profile_field *const *fields, size_t n)
{
	profile_find(g->p, fields, n, put_finding, g);
	end_findings(g);
}
