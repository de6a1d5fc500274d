#include "chart.h"

#include <math.h>

#include "tstamp.h"

/* Margins leave room for the larger letters of a phone. */
enum { LEFT = 58, RIGHT = 470, TOP = 14, BOTTOM = 226, HEIGHT = 276 };

/* With more series, bands are fainter: over each other they would hide the lines. */
enum { MOST_BANDS = 3 };

struct drawing {
	struct page *page;
	const struct chart *chart;
	struct svg_scale x, y;
};

/* ---- axes ---- */

static void
see(double value, double *lo, double *hi)
{
	if (!isfinite(value))
		return;
	*lo = fmin(*lo, value);
	*hi = fmax(*hi, value);
}

/* Intervals of few users must not press the lines flat: they count up to three
 * times the largest of the values. */
static void
find_range(const struct chart *c, double *from, double *to)
{
	double lo = 0, hi = 0, least = 0, most = 0;

	for (size_t s = 0; s < c->n; s++)
		for (size_t i = 0; i < c->series[s].n; i++) {
			const struct chart_point *at = &c->series[s].point[i];

			see(at->y, &lo, &hi);
			see(at->ci.lo, &least, &most);
			see(at->ci.hi, &least, &most);
			see(at->wide.lo, &least, &most);
			see(at->wide.hi, &least, &most);
		}
	hi = fmax(hi, -lo);
	*from = c->points ? fmax(fmin(lo, least), -4 * hi) : 0;
	*to = fmin(most, (c->points ? 4 : 3) * hi);
	*to = fmax(*to, hi > 0 ? hi : 0.01);
	svg_round(from, to, 5);
}

static void
y_axis(const struct drawing *d)
{
	struct page *p = d->page;
	struct svg_ticks t;

	svg_ticks(&t, d->y.from, d->y.to, 5);
	for (size_t i = 0; i < t.n; i++) {
		double y = svg_at(&d->y, t.at[i]), value = 100 * t.at[i];
		int digits = t.digits > 2 ? t.digits - 2 : 0;
		bool zero = fabs(value) < 1e-9;

		svg_line(p, zero ? "axis" : "rule", LEFT, y, RIGHT, y);
		svg_text(p, "tick", "end", LEFT - 6, y + 4.5);
		page_say(p, "%s%.*f", zero ? "" : value < 0 ? "\xe2\x88\x92" : d->chart->points ? "+" : "",
		    digits, fabs(value));
		if (!d->chart->points)
			page_say(p, "\xc2\xa0%%");
		svg_text_end(p);
	}
}

static void
x_tick_text(const struct drawing *d, double x, int digits)
{
	static const char month[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
		"Sep", "Oct", "Nov", "Dec" };
	char text[TSTAMP_TEXT];

	if (!d->chart->dates) {
		page_say(d->page, "%.*f", digits, x);
		return;
	}
	tstamp_format_date((int32_t)x, text);
	page_say(d->page, "%d\xc2\xa0%s", 10 * (text[8] - '0') + text[9] - '0',
	    month[(10 * (text[5] - '0') + text[6] - '0' + 11) % 12]);
}

/* Days and counts are whole. */
static void
x_ticks(const struct chart *c, struct svg_ticks *t)
{
	bool whole = c->dates || c->kind == CHART_BARS;
	double width = c->x_to - c->x_from, most = c->dates ? 5 : 7;

	if (whole && width < 1) {
		*t = (struct svg_ticks){ .at = { c->x_from }, .n = 1 };
		return;
	}
	svg_ticks(t, c->x_from, c->x_to, (size_t)(whole ? fmin(most, width) : most));
}

static void
x_axis(const struct drawing *d)
{
	struct page *p = d->page;
	struct svg_ticks t;

	x_ticks(d->chart, &t);
	if (d->y.from >= 0 || d->y.to <= 0)
		svg_line(p, "axis", LEFT, BOTTOM, RIGHT, BOTTOM);
	for (size_t i = 0; i < t.n; i++) {
		double x = svg_at(&d->x, t.at[i]);
		bool last = x > SVG_WIDTH - 24;

		svg_line(p, "axis", x, BOTTOM, x, BOTTOM + 4);
		svg_text(p, "tick", last ? "end" : "middle", last ? SVG_WIDTH : x, BOTTOM + 19);
		x_tick_text(d, t.at[i], t.digits);
		svg_text_end(p);
	}
	svg_text(p, "label", "middle", (LEFT + RIGHT) / 2.0, HEIGHT - 8);
	page_say(p, "%s", d->chart->x_label);
	svg_text_end(p);
}

/* ---- lines ---- */

/* One edge of a band, on or back: steps hold their value until the next x. */
static void
edge(const struct drawing *d, const struct chart_series *s, bool wide, bool back, bool *move)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct chart_point *at = &s->point[back ? s->n - 1 - i : i];
		const struct chart_point *next = at + 1 < s->point + s->n ? at + 1 : NULL;
		struct interval ci = wide ? at->wide : at->ci;
		double x = svg_at(&d->x, at->x), y = svg_at(&d->y, back ? ci.lo : ci.hi);
		double end = svg_at(&d->x, next ? next->x : d->x.to);

		if (isnan(ci.lo) || isnan(ci.hi))
			continue;
		if (d->chart->kind == CHART_STEPS && back)
			svg_point(d->page, end, y, *move);
		svg_point(d->page, x, y, *move && !(d->chart->kind == CHART_STEPS && back));
		*move = false;
		if (d->chart->kind == CHART_STEPS && !back)
			svg_point(d->page, end, y, false);
	}
}

static bool
has_band(const struct chart_series *s, bool wide)
{
	for (size_t i = 0; i < s->n; i++)
		if (!isnan(wide ? s->point[i].wide.lo : s->point[i].ci.lo))
			return true;
	return false;
}

static void
band(const struct drawing *d, const struct chart_series *s, bool wide)
{
	char class[32];
	bool move = true;

	if (!has_band(s, wide))
		return;
	snprintf(class, sizeof class, "%s%s s%zu", wide ? "wide" : "band",
	    d->chart->n > MOST_BANDS ? " many" : "", s->series % SVG_SERIES);
	svg_path(d->page, class);
	edge(d, s, wide, false, &move);
	edge(d, s, wide, true, &move);
	svg_path_close(d->page);
	svg_path_end(d->page);
}

static void
curve(const struct drawing *d, const struct chart_series *s)
{
	char class[32];
	double before = 0;
	bool move = true;

	snprintf(class, sizeof class, "line s%zu", s->series % SVG_SERIES);
	svg_path(d->page, class);
	for (size_t i = 0; i < s->n; i++) {
		double x = svg_at(&d->x, s->point[i].x), y = svg_at(&d->y, s->point[i].y);

		if (isnan(s->point[i].y)) {
			move = true;
			continue;
		}
		if (d->chart->kind == CHART_STEPS && !move)
			svg_point(d->page, x, before, false);
		svg_point(d->page, x, y, move);
		before = y;
		move = false;
	}
	if (d->chart->kind == CHART_STEPS && !move)
		svg_point(d->page, RIGHT, before, false);
	svg_path_end(d->page);
}

/* Some marks on each line, those of two lines not above each other. */
static void
marks(const struct drawing *d, const struct chart_series *s)
{
	double apart = 55, next = LEFT + 8 + 11.0 * (double)(s->series % 4);

	for (size_t i = 0; i < s->n; i++) {
		double x = svg_at(&d->x, s->point[i].x);

		if (isnan(s->point[i].y) || (x < next && s->n > 8))
			continue;
		svg_mark(d->page, s->series, x, svg_at(&d->y, s->point[i].y), 3.2);
		next = fmax(next + apart, x + apart / 2);
	}
}

static void
lines(const struct drawing *d)
{
	const struct chart *c = d->chart;

	for (size_t i = 0; i < c->n; i++)
		band(d, &c->series[i], true);
	for (size_t i = 0; i < c->n; i++)
		band(d, &c->series[i], false);
	for (size_t i = 0; i < c->n; i++)
		curve(d, &c->series[i]);
	for (size_t i = 0; i < c->n; i++)
		marks(d, &c->series[i]);
}

/* ---- bars ---- */

static void
bars_of(const struct drawing *d, size_t at)
{
	const struct chart_series *s = &d->chart->series[at];
	double all = 0.84 * (svg_at(&d->x, d->x.from + 1) - svg_at(&d->x, d->x.from));
	double wide = all / (double)d->chart->n, zero = svg_at(&d->y, 0);
	char class[32];

	snprintf(class, sizeof class, "bar s%zu", s->series % SVG_SERIES);
	for (size_t i = 0; i < s->n; i++) {
		const struct chart_point *o = &s->point[i];
		double left = svg_at(&d->x, o->x) - all / 2 + wide * (double)at, middle = left + wide / 2;
		double y = isnan(o->y) ? zero : svg_at(&d->y, o->y);

		if (isnan(o->y) || (o->y == 0 && isnan(o->ci.lo)))
			continue;
		svg_box(d->page, class, left, y, fmax(1, wide - 0.6), zero - y);
		if (!isnan(o->ci.lo))
			svg_line(d->page, "whisker", middle, svg_at(&d->y, o->ci.lo), middle,
			    svg_at(&d->y, o->ci.hi));
	}
}

/* ---- all of it ---- */

static void
legend(struct page *p, const struct chart *c)
{
	struct span names[SVG_SERIES];
	size_t series[SVG_SERIES];

	for (size_t i = 0; i < c->n; i++) {
		names[i] = c->series[i].name;
		series[i] = c->series[i].series;
	}
	svg_legend(p, names, series, c->n);
}

void
chart_draw(struct page *p, const struct chart *c)
{
	struct drawing d = { .page = p, .chart = c };
	double pad = c->kind == CHART_BARS ? 0.5 : 0;

	d.x = (struct svg_scale){ c->x_from - pad, c->x_to + pad, LEFT, RIGHT, false };
	d.y = (struct svg_scale){ 0, 1, BOTTOM, TOP, false };
	find_range(c, &d.y.from, &d.y.to);
	legend(p, c);
	page_put(p, "<p class=\"unit\">");
	page_say(p, "%s", c->y_label);
	page_put(p, "</p>\n");
	svg_begin(p, c->id, HEIGHT, c->title, c->text);
	y_axis(&d);
	x_axis(&d);
	if (c->kind == CHART_BARS)
		for (size_t i = 0; i < c->n; i++)
			bars_of(&d, i);
	else
		lines(&d);
	svg_end(p);
}
