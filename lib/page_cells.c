/* The tables of a report's page: activity and message; over all levels; observed. */
#include <math.h>

#include "page_report.h"

static void
heads(struct page *p, const char *const *head)
{
	page_put(p, "<thead><tr>");
	for (; *head; head++)
		page_put(p, "<th scope=\"col\"%s>%s</th>", **head == '<' ? " class=\"name\"" : "",
		    **head == '<' ? *head + 1 : *head);
	page_put(p, "</tr></thead>\n");
}

static void
both_cell(struct page *p, double value, struct interval ci, int how)
{
	page_put(p, "<td>");
	page_share(p, value, ci, how);
	page_put(p, "</td><td>");
	page_range(p, ci, how);
	page_put(p, "</td>");
}

static void
p_cell(struct page *p, double value)
{
	page_put(p, "<td>");
	page_p(p, value);
	page_put(p, "</td>");
}

static void
count_cell(struct page *p, int64_t n)
{
	page_put(p, "<td>");
	page_count(p, (uint64_t)n);
	page_put(p, "</td>");
}

static void
chance_cell(struct page *p, const struct report_versus *v)
{
	page_put(p, "<td>");
	if (isnan(v->diff))
		page_put(p, "\xe2\x80\x93");
	else if (v->chance > 0.999)
		page_put(p, "over 99.9\xc2\xa0%%");
	else if (v->chance < 0.001)
		page_put(p, "under 0.1\xc2\xa0%%");
	else
		page_put(p, "%.1f\xc2\xa0%%", 100 * v->chance);
	page_put(p, "</td>");
}

static void
row(struct page *p, const struct page_report *r, size_t m, const struct report_cell *c,
    const struct report_versus *v)
{
	static const struct interval unknown = { NAN, NAN };
	struct chart_point rate = page_wilson(0, c->p);

	page_put(p, "<th scope=\"row\">");
	page_name(p, page_message(r, m));
	page_put(p, "</th>");
	count_cell(p, c->p.n);
	count_cell(p, c->p.k);
	both_cell(p, rate.y, rate.ci, 0);
	page_put(p, v->q < 0.05 ? "<td class=\"clear\">" : "<td>");
	page_share(p, v->lift, v->lift_ci, PAGE_SIGN);
	page_put(p, "</td><td>");
	page_range(p, isnan(v->lift) ? unknown : v->lift_ci, PAGE_SIGN);
	page_put(p, "</td>");
	p_cell(p, v->p);
	p_cell(p, v->q);
	chance_cell(p, v);
	page_put(p, "<td>%s</td></tr>\n", !isnan(v->diff) && v->low ? "few" : "");
}

/* The rows of one level, or of all: the first begins with its name. */
static void
level(struct page *p, const struct page_report *r, struct span name, bool all,
    const struct report_cell *cell, const struct report_versus *versus)
{
	page_put(p, "<tbody%s>\n", all ? " class=\"all\"" : "");
	for (size_t m = 0; m < page_messages(r); m++) {
		page_put(p, "<tr class=\"row\">");
		if (m == 0) {
			page_put(p, "<th scope=\"rowgroup\" rowspan=\"%zu\">", page_messages(r));
			if (name.n)
				page_name(p, name);
			else
				page_put(p, "%s", all ? "all" : "\xe2\x80\x93");
			page_put(p, "</th>");
		}
		row(p, r, m, &cell[m], &versus[m]);
	}
	page_put(p, "</tbody>\n");
}

/* How many cells hold up, and what a reader must know. */
static void
caption(struct page *p, const struct page_report *r)
{
	const struct report *report = r->report->report;
	size_t cells = report_levels(report) * page_messages(r), looked = 0, clear = 0, few = 0;

	for (size_t i = 0; i < cells; i++) {
		const struct report_versus *v = &r->report->figures->cell[i];

		looked += isnan(v->q) ? 0 : 1;
		clear += v->q < 0.05 ? 1 : 0;
		few += !isnan(v->diff) && v->low ? 1 : 0;
	}
	page_caption(p);
	page_put(p, "<p>");
	if (page_messages(r) < 2)
		page_say(p, "There is one message, so nothing to compare it with.");
	else {
		if (looked) {
			page_say(p, "%zu of %zu cells differ from ", clear, looked);
			page_name(p, page_message(r, 0));
			page_say(p, " by more than chance explains (q under 0.05, in bold).");
		} else {
			page_say(p, "No cell has users enough for a test.");
		}
		page_say(p, " Lift is the rate divided by "
		    "that of ");
		page_name(p, page_message(r, 0));
		page_say(p, ", less 1; ranges are 95\xc2\xa0%% intervals.");
	}
	if (few)
		page_say(p, " %zu cells marked \xe2\x80\x9c" "few\xe2\x80\x9d have under %d users, or under "
		    "%d conversions to compare with: decide nothing by them.", few, REPORT_LEAST_USERS,
		    REPORT_LEAST_CONVERTED);
	page_put(p, "</p>");
}

void
page_cells(struct page *p, const struct page_report *r)
{
	static const char *const head[] = { "<Activity", "<Message", "Users", "Converted", "Rate",
		"95\xc2\xa0%", "Lift", "95\xc2\xa0%", "p", "q", "Chance to win", "Note", NULL };
	const struct report *report = r->report->report;
	size_t n = page_messages(r);

	page_figure(p, "cells", "What each message did, by activity");
	page_box(p, "Table: activity and message");
	page_put(p, "<table>\n");
	heads(p, head);
	for (size_t l = 0; l < report_levels(report); l++)
		level(p, r, report_level(report, l), false, &report->cell[l * n],
		    &r->report->figures->cell[l * n]);
	level(p, r, (struct span){ 0 }, true, report->total, r->report->figures->total);
	page_put(p, "</table>\n");
	page_box_end(p);
	caption(p, r);
	page_figure_end(p);
}

/* ---- over all levels ---- */

static void
pooled_row(struct page *p, const struct page_report *r, size_t m)
{
	const struct report_pooled *f = &r->report->figures->pooled[m];
	const struct report_versus *total = &r->report->figures->total[m];
	int points = PAGE_SIGN | PAGE_POINTS;

	page_put(p, "<tr class=\"row\"><th scope=\"row\">");
	page_name(p, page_message(r, m));
	page_put(p, "</th>");
	both_cell(p, f->diff.estimate, f->diff.ci, points);
	if (r->report->sequential) {
		page_put(p, "<td>");
		page_range(p, f->sequence_ci, points);
		page_put(p, "</td>");
	}
	both_cell(p, f->lift.estimate, f->lift.ci, PAGE_SIGN);
	p_cell(p, f->diff.p);
	p_cell(p, f->holm_p);
	if (r->salt)
		p_cell(p, f->drawn_p);
	p_cell(p, f->differs_p);
	if (r->cuped)
		both_cell(p, f->cuped.estimate, f->cuped_ci, points);
	page_put(p, "<td>");
	page_share(p, total->mde, (struct interval){ 0, total->mde }, PAGE_SIGN);
	page_put(p, "</td></tr>\n");
}

static void
pooled_heads(struct page *p, const struct page_report *r)
{
	const char *head[16];
	size_t n = 0;

	head[n++] = "<Message";
	head[n++] = "Points";
	head[n++] = "95\xc2\xa0%";
	if (r->report->sequential)
		head[n++] = "Looking daily";
	head[n++] = "Lift";
	head[n++] = "95\xc2\xa0%";
	head[n++] = "p";
	head[n++] = "p, Holm";
	if (r->salt)
		head[n++] = "p, drawn";
	head[n++] = "Levels differ";
	if (r->cuped) {
		head[n++] = "CUPED";
		head[n++] = "95\xc2\xa0%";
	}
	head[n++] = "Least lift to see";
	head[n] = NULL;
	heads(p, head);
}

void
page_pooled(struct page *p, const struct page_report *r)
{
	if (page_messages(r) < 2)
		return;
	page_figure(p, "pooled", "Over all levels of activity");
	page_box(p, "Table: the effect over all levels");
	page_put(p, "<table>\n");
	pooled_heads(p, r);
	page_put(p, "<tbody>\n");
	for (size_t m = 1; m < page_messages(r); m++)
		pooled_row(p, r, m);
	page_put(p, "</tbody>\n</table>\n");
	page_box_end(p);
	page_caption(p);
	page_put(p, "<p>");
	page_say(p, "Differences are taken within each level and put together by its users, so it does "
	    "not matter whether a message has more active users than another. The last column is the "
	    "lift that so many users show in four of five cases: smaller ones need more users.");
	page_put(p, "</p>");
	page_figure_end(p);
}

/* ---- exposed users beside others, where nobody was kept from the message ---- */

static void
matched_row(struct page *p, const struct page_report *r, size_t m)
{
	static const struct interval unknown = { NAN, NAN };
	const struct report_matched *x = &r->report->match->of[m];
	struct chart_point own = page_wilson(0, x->exposed);

	page_put(p, "<tr class=\"row\"><th scope=\"row\">");
	page_name(p, page_message(r, m));
	page_put(p, "</th>");
	count_cell(p, x->exposed.n);
	count_cell(p, x->exposed.k);
	both_cell(p, own.y, own.ci, 0);
	count_cell(p, (int64_t)x->others);
	page_put(p, "<td>");
	page_share(p, x->rate, unknown, 0);
	page_put(p, "</td>");
	both_cell(p, x->diff, x->ci, PAGE_SIGN | PAGE_POINTS);
	p_cell(p, x->p);
	count_cell(p, (int64_t)x->alone);
	page_put(p, "</tr>\n");
}

void
page_matched(struct page *p, const struct page_report *r)
{
	static const char *const head[] = { "<Message", "Users", "Converted", "Rate",
		"95\xc2\xa0%", "Others", "Their rate", "Points", "95\xc2\xa0%", "p", "Without counterpart",
		NULL };

	if (!r->report->match)
		return;
	page_figure(p, "matched", "Beside users who were not exposed yet (observational)");
	page_box(p, "Table: exposed users and their counterparts");
	page_put(p, "<table>\n");
	heads(p, head);
	page_put(p, "<tbody>\n");
	for (size_t m = 0; m < page_messages(r); m++)
		matched_row(p, r, m);
	page_put(p, "</tbody>\n</table>\n");
	page_box_end(p);
	page_caption(p);
	page_put(p, "<p>");
	page_say(p, "An observation, no experiment: nobody drew who is exposed, so what else sets these "
	    "users apart within their segment is in the points too. Counterparts are users of the same "
	    "segment in the same week who had not been exposed.");
	page_put(p, "</p>");
	page_figure_end(p);
}
