/*
 * svg.h - drawings within a page: scales, axes, lines, bands, marks, text.
 *
 * Lengths are units of the drawing, 480 of them to its width; it is as wide as the
 * page lets it. Colours, dashes and sizes of text are classes, so that light, dark,
 * print and phone each have their own (page_style.c): class "sN" is the N-th of a
 * figure's series, and has a dash and a mark of its own besides its colour.
 */
#ifndef EVKIT_SVG_H
#define EVKIT_SVG_H

#include "page.h"

enum { SVG_WIDTH = 480, SVG_SERIES = 8 };

/* From values to units. With `log` both ends of the values are above 0. */
struct svg_scale {
	double from, to;       /* values */
	double at, end;        /* units */
	bool log;
};

/* Values beyond the ends are at the ends. */
double svg_at(const struct svg_scale *s, double value);

/* Round values within from..to: 1, 2 or 5 times a power of ten apart, at most
 * `most` + 1 of them. */
enum { SVG_TICKS = 16 };
struct svg_ticks {
	double at[SVG_TICKS];
	size_t n;
	int digits;            /* behind the point, of the step */
};
void svg_ticks(struct svg_ticks *t, double from, double to, size_t most);

/* from..to widened to round values. */
void svg_round(double *from, double *to, size_t most);

/*
 * Begins a drawing. `id` is the figure's; `title` says what it is and `text` how it
 * is read, for who cannot see it.
 */
void svg_begin(struct page *p, const char *id, double height, const char *title,
    const char *text);
void svg_end(struct page *p);

/* `class` is ours, and may be several words. */
void svg_line(struct page *p, const char *class, double x1, double y1, double x2, double y2);
void svg_box(struct page *p, const char *class, double x, double y, double w, double h);

/* Text between begin and end by page_say and its like. anchor: "start", "middle", "end". */
void svg_text(struct page *p, const char *class, const char *anchor, double x, double y);
void svg_text_end(struct page *p);

/* A path: begin, points, end. `move` lifts the pen first. */
void svg_path(struct page *p, const char *class);
void svg_point(struct page *p, double x, double y, bool move);
void svg_path_close(struct page *p);
void svg_path_end(struct page *p);

/* The mark of series n: circle, square, triangle, diamond ... */
void svg_mark(struct page *p, size_t n, double x, double y, double size);

/* What series are: line and mark of each, with its name. */
void svg_legend(struct page *p, const struct span *names, const size_t *series, size_t n);

#endif
