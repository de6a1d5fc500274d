/* The lift of each message at each level of activity, and over all of them. */
#include <math.h>

#include "page_report.h"

/* Units; a level takes a row for each message. */
enum { LEFT = 106, RIGHT = 294, TOP = 30, ROW = 25, GAP = 7, MOST_LEVELS = 30 };

struct forest {
	struct page *page;
	const struct page_report *r;
	struct svg_scale x;
	size_t levels, messages;   /* drawn; messages without the control */
	double y;
};

static const struct report_versus *
versus(const struct forest *f, size_t level, size_t message)
{
	return &f->r->report->figures->cell[level * page_messages(f->r) + message];
}

/* ---- the scale ---- */

struct reach {
	double lo, hi;         /* ratios that must be seen */
	double least, most;    /* of the intervals */
};

static void
reach(struct reach *to, double lift, struct interval ci)
{
	if (isnan(lift))
		return;
	to->lo = fmin(to->lo, 1 + lift);
	to->hi = fmax(to->hi, 1 + lift);
	to->least = fmin(to->least, 1 + ci.lo);
	to->most = fmax(to->most, 1 + ci.hi);
}

/* Long intervals end in an arrow: they would press all others flat. */
static void
find_scale(struct forest *f)
{
	struct reach to = { 1, 1, 1, 1 };
	double lo, hi;

	for (size_t m = 1; m <= f->messages; m++) {
		const struct strata_effect *all = &f->r->report->figures->pooled[m].lift;

		reach(&to, all->estimate, all->ci);
		for (size_t l = 0; l < f->levels; l++)
			reach(&to, versus(f, l, m)->lift, versus(f, l, m)->lift_ci);
	}
	lo = fmax(fmax(to.least, to.lo / 1.8), 0.05);
	hi = fmin(fmin(to.most, to.hi * 1.8), 50);
	f->x = (struct svg_scale){ fmin(lo, 0.9), fmax(hi, 1.1), LEFT, RIGHT, true };
}

static bool
tick(const struct forest *f, double ratio, double *last)
{
	double x = svg_at(&f->x, ratio);

	if (ratio < f->x.from * 0.999 || ratio > f->x.to * 1.001 || fabs(x - *last) < 44)
		return false;
	*last = x;
	svg_line(f->page, ratio == 1 ? "axis" : "rule", x, TOP - 6, x, f->y);
	svg_text(f->page, "tick", "middle", x, TOP - 12);
	if (ratio == 1)
		page_say(f->page, "0");
	else
		page_say(f->page, "%s%.0f\xc2\xa0%%", ratio < 1 ? "\xe2\x88\x92" : "+",
		    100 * fabs(ratio - 1));
	svg_text_end(f->page);
	return true;
}

/* From no effect outwards, as far as there is room. */
static void
axis(const struct forest *f)
{
	static const double up[] = { 1.05, 1.1, 1.2, 1.5, 2, 3, 5, 10, 20, 50 };
	static const double down[] = { 0.95, 0.9, 0.8, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05 };
	double last = -100, middle;

	tick(f, 1, &last);
	middle = last;
	for (size_t i = 0; i < sizeof up / sizeof *up; i++)
		tick(f, up[i], &last);
	for (size_t i = 0; i < sizeof down / sizeof *down; i++)
		tick(f, down[i], &middle);
}

/* ---- rows ---- */

static void
arrow(const struct forest *f, double x, int way)
{
	svg_path(f->page, "diamond");
	svg_point(f->page, x + 5 * way, f->y, true);
	svg_point(f->page, x - 2 * way, f->y - 4, false);
	svg_point(f->page, x - 2 * way, f->y + 4, false);
	svg_path_close(f->page);
	svg_path_end(f->page);
}

static void
value(const struct forest *f, const char *class, double lift, struct interval ci)
{
	svg_text(f->page, class, "end", SVG_WIDTH - 2, f->y + 4.5);
	if (isnan(lift))
		page_say(f->page, "\xe2\x80\x93");
	else
		page_both(f->page, lift, ci, PAGE_SIGN);
	svg_text_end(f->page);
}

static void
label(const struct forest *f, const char *class, struct span name, const char *otherwise)
{
	svg_text(f->page, class, "start", 2, f->y + 4.5);
	if (name.n)
		page_name_short(f->page, name, 13);
	else
		page_say(f->page, "%s", otherwise);
	svg_text_end(f->page);
}

static void
row(const struct forest *f, const struct report_versus *v, size_t message)
{
	char class[32];

	snprintf(class, sizeof class, "%ss%zu", v->low ? "few " : "", message);
	page_put(f->page, "<g class=\"%s\">\n", class);
	if (!isnan(v->lift)) {
		snprintf(class, sizeof class, "line solid s%zu", message);
		svg_line(f->page, class, svg_at(&f->x, 1 + v->lift_ci.lo), f->y,
		    svg_at(&f->x, 1 + v->lift_ci.hi), f->y);
		if (1 + v->lift_ci.lo < f->x.from)
			arrow(f, LEFT, -1);
		if (1 + v->lift_ci.hi > f->x.to)
			arrow(f, RIGHT, 1);
		if (1 + v->lift >= f->x.from && 1 + v->lift <= f->x.to)
			svg_mark(f->page, message, svg_at(&f->x, 1 + v->lift), f->y, 4.4);
	}
	page_put(f->page, "</g>\n");
	value(f, v->low ? "label" : "value", v->lift, v->lift_ci);
}

static void
diamond(const struct forest *f, size_t message)
{
	const struct strata_effect *e = &f->r->report->figures->pooled[message].lift;
	char class[32];

	if (!isnan(e->estimate)) {
		snprintf(class, sizeof class, "diamond s%zu", message);
		svg_path(f->page, class);
		svg_point(f->page, svg_at(&f->x, 1 + e->ci.lo), f->y, true);
		svg_point(f->page, svg_at(&f->x, 1 + e->estimate), f->y - 8, false);
		svg_point(f->page, svg_at(&f->x, 1 + e->ci.hi), f->y, false);
		svg_point(f->page, svg_at(&f->x, 1 + e->estimate), f->y + 8, false);
		svg_path_close(f->page);
		svg_path_end(f->page);
	}
	value(f, "strong", e->estimate, e->ci);
}

static void
rows(struct forest *f)
{
	f->y = TOP + ROW / 2.0;
	for (size_t l = 0; l < f->levels; l++, f->y += GAP)
		for (size_t m = 1; m <= f->messages; m++, f->y += ROW) {
			if (m == 1)
				label(f, "name", report_level(f->r->report->report, l), "\xe2\x80\x93");
			row(f, versus(f, l, m), m);
		}
	svg_line(f->page, "axis", 0, f->y - ROW / 2.0 - 2, SVG_WIDTH, f->y - ROW / 2.0 - 2);
	f->y += GAP / 2.0;
	for (size_t m = 1; m <= f->messages; m++, f->y += ROW) {
		if (m == 1)
			label(f, "strong", (struct span){ 0 }, "all levels");
		diamond(f, m);
	}
}

static double
height(const struct forest *f)
{
	return TOP + (double)(f->levels * (f->messages * ROW + GAP)) + (double)f->messages * ROW + 12;
}

static void
legend(const struct forest *f)
{
	struct span names[SVG_SERIES];
	size_t series[SVG_SERIES];

	for (size_t m = 1; m <= f->messages; m++) {
		names[m - 1] = page_message(f->r, m);
		series[m - 1] = m;
	}
	svg_legend(f->page, names, series, f->messages);
}

/* ---- what is seen ---- */

static void
caption(const struct forest *f)
{
	struct page *p = f->page;

	page_caption(p);
	page_undrawn(p, f->r);
	if (f->levels < report_levels(f->r->report->report))
		page_put(p, "<p class=\"note\">The first %d levels are drawn.</p>\n", MOST_LEVELS);
	for (size_t m = 1; m <= f->messages; m++) {
		const struct report_pooled *all = &f->r->report->figures->pooled[m];
		size_t above = 0, clear = 0, levels = 0;

		for (size_t l = 0; l < f->levels; l++) {
			const struct report_versus *v = versus(f, l, m);

			levels += isnan(v->lift) ? 0 : 1;
			above += v->lift > 0 ? 1 : 0;
			clear += v->lift_ci.lo > 0 || v->lift_ci.hi < 0 ? 1 : 0;
		}
		page_put(p, "<p>");
		page_name(p, page_message(f->r, m));
		page_put(p, ": above ");
		page_name(p, page_message(f->r, 0));
		page_put(p, " at %zu of %zu levels", above, levels);
		if (clear)
			page_put(p, ", at %zu of all with an interval that leaves out 0", clear);
		else
			page_put(p, ", at none with an interval that leaves out 0");
		if (!isnan(all->lift.estimate)) {
			page_put(p, "; over all of them ");
			page_both(p, all->lift.estimate, all->lift.ci, PAGE_SIGN);
		}
		if (!isnan(all->differs_p))
			page_put(p, all->differs_p < 0.05 ? ". The levels do differ (p "
			    : ". That levels differ may be chance (p ");
		if (!isnan(all->differs_p)) {
			page_p(p, all->differs_p);
			page_put(p, ")");
		}
		page_put(p, ".</p>\n");
	}
	page_put(p, "<p class=\"note\">Lines are 95\xc2\xa0%% intervals; the diamond is all levels "
	    "together. Hollow: few users. An arrow: the line goes on.</p>\n");
	page_figure_end(p);
}

bool
page_lifts(const struct page_report *r)
{
	size_t n = page_messages(r), cells = report_levels(r->report->report) * n;

	for (size_t i = 0; i < cells; i++)
		if (!isnan(r->report->figures->cell[i].lift))
			return true;
	return false;
}

void
page_forest(struct page *p, const struct page_report *r)
{
	struct forest f = { .page = p, .r = r, .messages = page_drawn(r) - 1 };
	size_t levels = report_levels(r->report->report);

	if (!page_lifts(r))
		return;
	f.levels = levels < MOST_LEVELS ? levels : MOST_LEVELS;
	find_scale(&f);
	page_figure(p, "forest", "Lift by activity");
	legend(&f);
	svg_begin(p, "forest", height(&f), "Lift of each message by level of activity",
	    "One row for each level and message: the mark is the lift, the line its 95 % interval, on a "
	    "scale of ratios. The last rows are all levels together, as diamonds. The numbers stand at "
	    "the right.");
	f.y = height(&f) - 6;
	axis(&f);
	rows(&f);
	svg_end(p);
	caption(&f);
}
