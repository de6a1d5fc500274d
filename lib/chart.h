/*
 * chart.h - lines with bands, and bars with whiskers: the charts of a page.
 *
 * Series are drawn over each other and have dashes and marks of their own besides
 * colours. y is a share: 0.034 is shown as 3.4 %. A point that cannot be said has
 * NAN as y and is left out; so is an interval. All that is pointed to is borrowed.
 */
#ifndef EVKIT_CHART_H
#define EVKIT_CHART_H

#include "svg.h"

struct chart_point {
	double x, y;
	struct interval ci;    /* NAN: none */
	struct interval wide;  /* a second one about it, for lines; NAN: none */
};

struct chart_series {
	struct span name;
	size_t series;         /* its colour, dash and mark: 0 is the control's */
	const struct chart_point *point;   /* by x, ascending */
	size_t n;
};

enum chart_kind {
	CHART_LINES,           /* from point to point */
	CHART_STEPS,           /* a point's value holds until the next */
	CHART_BARS,            /* side by side at each whole x */
};

struct chart {
	const char *id, *title, *text;     /* as svg_begin */
	const char *x_label, *y_label;
	enum chart_kind kind;
	double x_from, x_to;
	bool dates;            /* x is days since 1970-01-01: ticks are dates */
	bool points;           /* y is a difference: signed, in points, with a line at 0 */
	const struct chart_series *series;
	size_t n;              /* of series, at most SVG_SERIES */
};

/* The legend, where there is more than one series, and the drawing. */
void chart_draw(struct page *p, const struct chart *c);

/* The same numbers as a table that opens, with at most `most` rows evenly taken
 * from the points. `head` is what x is. */
void chart_table(struct page *p, const struct chart *c, const char *head, size_t most);

#endif
