/*
 * page_report.h - a report as one HTML page: what is said first, and each figure.
 *
 * In page_report.c is the order of the page; each figure has a file of its own, and
 * writes nothing where its data was not given: page_missing then says which option
 * brings it. Captions are made from the numbers. At most SVG_SERIES messages are
 * drawn, the control first; tables have them all.
 */
#ifndef EVKIT_PAGE_REPORT_H
#define EVKIT_PAGE_REPORT_H

#include "chart.h"
#include "report_write.h"

struct page_report {
	const struct report_page *report;
	const char *salt, *cuped;            /* the options, for the methods; or NULL */
};

/* The whole page. */
void page_report(struct page *p, const struct page_report *r);

/* Its parts, in this order. */
void page_health(struct page *p, const struct page_report *r);
void page_short(struct page *p, const struct page_report *r);
void page_cells(struct page *p, const struct page_report *r);
void page_pooled(struct page *p, const struct page_report *r);
void page_matched(struct page *p, const struct page_report *r);
void page_forest(struct page *p, const struct page_report *r);
void page_over_time(struct page *p, const struct page_report *r);
void page_wait(struct page *p, const struct page_report *r);
void page_active(struct page *p, const struct page_report *r);
void page_retention(struct page *p, const struct page_report *r);
void page_often(struct page *p, const struct page_report *r);
void page_moves(struct page *p, const struct page_report *r);
void page_missing(struct page *p, const struct page_report *r);
void page_methods(struct page *p, const struct page_report *r);

/* ---- for the parts ---- */

static inline size_t
page_messages(const struct page_report *r)
{
	return r->report->report->plan.messages;
}

/* Whether there is any lift: not where nobody of the control converted. */
bool page_lifts(const struct page_report *r);

/* Those that are drawn. */
static inline size_t
page_drawn(const struct page_report *r)
{
	return page_messages(r) < SVG_SERIES ? page_messages(r) : (size_t)SVG_SERIES;
}

static inline struct span
page_message(const struct page_report *r, size_t message)
{
	return r->report->report->plan.message[message].name;
}

/* "Order Completed within 7 days"; "the goal", where records do not name it. */
void page_goal(struct page *p, const struct page_report *r);

/* "B converts more than control: +1.2 points (0.3 to 2.1)". `verb` for more and less,
 * `even` for cannot be told apart: NULL for those of converting. */
struct page_verb {
	const char *more, *less, *even;
};
void page_verdict(struct page *p, const struct page_report *r, size_t message,
    const struct page_verb *verb, double diff, struct interval ci);

/* "7 days", "36 hours", "90 s" */
void page_seconds(struct page *p, int64_t seconds);

/* A note that some messages are not drawn, where that is so. */
void page_undrawn(struct page *p, const struct page_report *r);

/* k of n with Wilson's interval; NAN where n is 0. */
struct chart_point page_wilson(double x, struct proportion share);

/* One chart series for each drawn message from `first` on, `most` points each; freed
 * by the caller. series[i].point may be written to through page_points. */
struct page_series {
	struct chart_series series[SVG_SERIES];
	struct chart_point *point;
	size_t n, most;
};
void page_series_init(struct page_series *s, const struct page_report *r, size_t first,
    size_t most);
void page_series_add(struct page_series *s, size_t series, struct chart_point point);
void page_series_free(struct page_series *s);

#endif
