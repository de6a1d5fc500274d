#include "svg.h"

#include <math.h>

/* ---- scales ---- */

double
svg_at(const struct svg_scale *s, double value)
{
	double lo = fmin(s->from, s->to), hi = fmax(s->from, s->to), share;

	value = fmin(hi, fmax(lo, value));
	if (s->log)
		share = log(value / s->from) / log(s->to / s->from);
	else
		share = (value - s->from) / (s->to - s->from);
	return s->at + share * (s->end - s->at);
}

/* The smallest of 1, 2, 5 times a power of ten that takes no more than `most` steps. */
static double
step_of(double width, size_t most, int *digits)
{
	static const double factor[] = { 1, 2, 5, 10 };
	double power = pow(10, floor(log10(width / (double)most)));
	int i = 0;

	while (i < 3 && factor[i] * power * (double)most < width * (1 - 1e-9))
		i++;
	*digits = (int)fmax(0, -floor(log10(factor[i] * power) + 1e-9));
	return factor[i] * power;
}

void
svg_ticks(struct svg_ticks *t, double from, double to, size_t most)
{
	double step = step_of(to - from, most, &t->digits), first = ceil(from / step - 1e-9);

	t->n = 0;
	for (double i = first; i * step <= to + 1e-9 * step && t->n < SVG_TICKS; i++)
		t->at[t->n++] = i == 0 ? 0 : i * step;
}

void
svg_round(double *from, double *to, size_t most)
{
	int digits;
	double step;

	if (!(*to > *from))
		*to = *from + 0.01;
	step = step_of(*to - *from, most, &digits);
	*from = floor(*from / step + 1e-9) * step;
	*to = ceil(*to / step - 1e-9) * step;
}

/* ---- the drawing ---- */

void
svg_begin(struct page *p, const char *id, double height, const char *title, const char *text)
{
	page_put(p, "<svg viewBox=\"0 0 %d %.0f\" role=\"img\" aria-labelledby=\"%s-t %s-d\">\n"
	    "<title id=\"%s-t\">", SVG_WIDTH, height, id, id, id);
	page_say(p, "%s", title);
	page_put(p, "</title>\n<desc id=\"%s-d\">", id);
	page_say(p, "%s", text);
	page_put(p, "</desc>\n");
}

void
svg_end(struct page *p)
{
	page_put(p, "</svg>\n");
}

void
svg_line(struct page *p, const char *class, double x1, double y1, double x2, double y2)
{
	page_put(p, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", class,
	    x1, y1, x2, y2);
}

void
svg_box(struct page *p, const char *class, double x, double y, double w, double h)
{
	page_put(p, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
	    class, x, y, w, h);
}

void
svg_text(struct page *p, const char *class, const char *anchor, double x, double y)
{
	page_put(p, "<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">", class, anchor,
	    x, y);
}

void
svg_text_end(struct page *p)
{
	page_put(p, "</text>\n");
}

void
svg_path(struct page *p, const char *class)
{
	page_put(p, "<path class=\"%s\" d=\"", class);
}

void
svg_point(struct page *p, double x, double y, bool move)
{
	page_put(p, "%c%.1f %.1f", move ? 'M' : 'L', x, y);
}

void
svg_path_close(struct page *p)
{
	page_put(p, "Z");
}

void
svg_path_end(struct page *p)
{
	page_put(p, "\"/>\n");
}

/* Outlines within -1..1, by quarters of a turn or drawn. */
void
svg_mark(struct page *p, size_t n, double x, double y, double size)
{
	static const struct {
		double x, y;
	} outline[][12] = {
		{ { 0, 0 } },
		{ { -.9, -.9 }, { .9, -.9 }, { .9, .9 }, { -.9, .9 } },
		{ { 0, -1.1 }, { 1.1, .9 }, { -1.1, .9 } },
		{ { 0, -1.3 }, { 1.3, 0 }, { 0, 1.3 }, { -1.3, 0 } },
		{ { 0, 1.1 }, { 1.1, -.9 }, { -1.1, -.9 } },
		{ { -.4, -1.2 }, { .4, -1.2 }, { .4, -.4 }, { 1.2, -.4 }, { 1.2, .4 }, { .4, .4 },
		  { .4, 1.2 }, { -.4, 1.2 }, { -.4, .4 }, { -1.2, .4 }, { -1.2, -.4 }, { -.4, -.4 } },
		{ { -1.2, 0 }, { -.6, -1.1 }, { .6, -1.1 }, { 1.2, 0 }, { .6, 1.1 }, { -.6, 1.1 } },
		{ { 0, -1.3 }, { .4, -.4 }, { 1.3, 0 }, { .4, .4 }, { 0, 1.3 }, { -.4, .4 }, { -1.3, 0 },
		  { -.4, -.4 } },
	};
	size_t corner = 0;

	n %= SVG_SERIES;
	if (n == 0) {
		page_put(p, "<circle class=\"mark s0\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>\n", x, y, size);
		return;
	}
	page_put(p, "<path class=\"mark s%zu\" d=\"", n);
	do
		svg_point(p, x + size * outline[n][corner].x, y + size * outline[n][corner].y, !corner);
	while (++corner < 12 && (outline[n][corner].x != 0 || outline[n][corner].y != 0));
	page_put(p, "Z\"/>\n");
}

void
svg_legend(struct page *p, const struct span *names, const size_t *series, size_t n)
{
	char class[16];

	page_put(p, "<ul class=\"legend\">\n");
	for (size_t i = 0; i < n; i++) {
		snprintf(class, sizeof class, "line s%zu", series[i] % SVG_SERIES);
		page_put(p, "<li><svg class=\"key\" viewBox=\"0 0 34 14\" aria-hidden=\"true\">");
		svg_line(p, class, 1, 7, 33, 7);
		svg_mark(p, series[i], 17, 7, 4);
		page_put(p, "</svg><span>");
		page_name(p, names[i]);
		page_put(p, "</span></li>\n");
	}
	page_put(p, "</ul>\n");
}
