/* From which level of activity to which users went: a table for each message. */
#include <math.h>

#include "page_report.h"

enum { MOST_LEVELS = 12 };

static size_t
drawn(const struct report_move *m)
{
	return m->levels < MOST_LEVELS ? m->levels : MOST_LEVELS;
}

static void
level_name(struct page *p, const struct report_move *m, size_t level)
{
	struct span name = report_move_level(m, level);

	if (name.n)
		page_name(p, name);
	else
		page_put(p, "(not there)");
}

/* A move of a message against the control; false where one of them says nothing. */
static bool
against(const struct report_move *m, size_t message, size_t before, size_t after, double *diff,
    struct interval *ci)
{
	struct proportion own = report_move_share(m, message, before, after);
	struct proportion control = report_move_share(m, 0, before, after);

	if (own.n < REPORT_LEAST_USERS || control.n < REPORT_LEAST_USERS)
		return false;
	*diff = (double)own.k / (double)own.n - (double)control.k / (double)control.n;
	*ci = proportion_newcombe(own, control, report_z());
	return true;
}

static void
cell(struct page *p, const struct report_move *m, size_t message, size_t before, size_t after)
{
	struct proportion share = report_move_share(m, message, before, after);
	struct chart_point at = page_wilson(0, share);
	struct interval ci;
	double diff;

	if (!share.n) {
		page_put(p, "<td>\xe2\x80\x93</td>");
		return;
	}
	page_put(p, share.k ? "<td class=\"heat\" style=\"--share:%.2f\">" : "<td class=\"zero\">",
	    0.45 * at.y);
	page_share(p, at.y, at.ci, 0);
	page_put(p, "<small>");
	page_range(p, at.ci, 0);
	page_put(p, "</small>");
	if (message && against(m, message, before, after, &diff, &ci) && (ci.lo > 0 || ci.hi < 0)) {
		page_put(p, "<small><b>%s ", diff > 0 ? "\xe2\x96\xb2" : "\xe2\x96\xbc");
		page_share(p, diff, ci, PAGE_SIGN | PAGE_POINTS);
		page_put(p, "</b></small>");
	}
	page_put(p, "</td>");
}

static void
matrix(struct page *p, const struct report_move *m, struct span name, size_t message)
{
	page_put(p, "<table class=\"moves\">\n<caption>");
	page_name(p, name);
	page_put(p, "</caption>\n<thead><tr><th scope=\"col\" class=\"name\">before \xe2\x86\x93, "
	    "after \xe2\x86\x92</th>");
	for (size_t after = 0; after < drawn(m); after++) {
		page_put(p, "<th scope=\"col\">");
		level_name(p, m, after);
		page_put(p, "</th>");
	}
	page_put(p, "<th scope=\"col\">users</th></tr></thead>\n<tbody>\n");
	for (size_t before = 0; before < drawn(m); before++) {
		size_t users = (size_t)report_move_share(m, message, before, 0).n;

		if (!users)
			continue;
		page_put(p, "<tr class=\"row\"><th scope=\"row\">");
		level_name(p, m, before);
		page_put(p, "</th>");
		for (size_t after = 0; after < drawn(m); after++)
			cell(p, m, message, before, after);
		page_put(p, "<td>");
		page_count(p, users);
		page_put(p, "</td></tr>\n");
	}
	page_put(p, "</tbody>\n</table>\n");
}

/* ---- what is seen ---- */

struct best {
	size_t message, before, after, looked, clear;
	double diff, sure;
	struct interval ci;
};

static void
look(const struct report_move *m, size_t message, size_t before, size_t after, struct best *b)
{
	struct interval ci;
	double diff, sure;

	if (!report_move_any(m, before, after) || !against(m, message, before, after, &diff, &ci))
		return;
	b->looked++;
	if (!(ci.lo > 0 || ci.hi < 0))
		return;
	b->clear++;
	sure = fabs(diff) / (ci.hi - ci.lo);
	if (sure > b->sure)
		*b = (struct best){ message, before, after, b->looked, b->clear, diff, sure, ci };
}

static void
best_sentence(struct page *p, const struct page_report *r, const struct best *b)
{
	const struct report_move *m = r->report->move;
	struct chart_point own = page_wilson(0, report_move_share(m, b->message, b->before, b->after));
	struct chart_point control = page_wilson(0, report_move_share(m, 0, b->before, b->after));

	page_put(p, "<p>Clearest: of users who were ");
	level_name(p, m, b->before);
	page_put(p, ", ");
	page_name(p, page_message(r, b->message));
	page_put(p, " has ");
	page_both(p, own.y, own.ci, 0);
	page_put(p, " who are ");
	level_name(p, m, b->after);
	page_put(p, " after, ");
	page_name(p, page_message(r, 0));
	page_put(p, " ");
	page_both(p, control.y, control.ci, 0);
	page_put(p, ": ");
	page_both(p, b->diff, b->ci, PAGE_SIGN | PAGE_POINTS);
	page_put(p, ".</p>\n");
}

static void
caption(struct page *p, const struct page_report *r)
{
	const struct report_move *m = r->report->move;
	struct best b = { .sure = 0 };

	for (size_t message = 1; message < m->messages; message++)
		for (size_t before = 0; before < m->levels; before++)
			for (size_t after = 0; after < m->levels; after++)
				look(m, message, before, after, &b);
	page_caption(p);
	if (b.clear)
		best_sentence(p, r, &b);
	if (b.looked) {
		page_put(p, "<p>%zu of %zu moves differ from ", b.clear, b.looked);
		page_name(p, page_message(r, 0));
		page_put(p, " by their own 95\xc2\xa0%% interval, marked \xe2\x96\xb2 and \xe2\x96\xbc with "
		    "points more or fewer; by chance alone it would be about %.0f.</p>\n",
		    0.05 * (double)b.looked);
	}
	page_put(p, "<p class=\"note\">Of users of a row, the share who are in the column after; below it "
	    "its 95\xc2\xa0%% interval.%s</p>\n", m->levels > MOST_LEVELS ? " The first 12 levels." : "");
	page_undrawn(p, r);
	page_figure_end(p);
}

void
page_moves(struct page *p, const struct page_report *r)
{
	const struct report_move *m = r->report->move;

	if (!m)
		return;
	page_figure(p, "moves", "From activity before to activity after");
	page_box(p, "Tables: activity before and after, by message");
	for (size_t message = 0; message < page_drawn(r); message++)
		matrix(p, m, page_message(r, message), message);
	page_box_end(p);
	caption(p, r);
}
