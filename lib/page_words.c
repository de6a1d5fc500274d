/* What the parts of a report's page have in common: words, points. */
#include <math.h>

#include "diag.h"
#include "jtext.h"
#include "num.h"
#include "page_report.h"

void
page_seconds(struct page *p, int64_t seconds)
{
	static const struct {
		int64_t s;
		const char *one, *many;
	} unit[] = { { 86400, "day", "days" }, { 3600, "hour", "hours" }, { 60, "minute", "minutes" } };

	for (size_t i = 0; i < sizeof unit / sizeof *unit; i++)
		if (seconds && seconds % unit[i].s == 0) {
			int64_t n = seconds / unit[i].s;

			page_put(p, "%lld %s", (long long)n, n == 1 ? unit[i].one : unit[i].many);
			return;
		}
	page_put(p, "%lld seconds", (long long)seconds);
}

void
page_goal(struct page *p, const struct page_report *r)
{
	const struct report *report = r->report->report;
	struct span window = span_after(buf_span(&report->about), report->goal_n), goal;
	struct buf scratch = { 0 };
	int64_t seconds;

	if (report->goal_n &&
	    !jtext_decode((struct span){ report->about.p, report->goal_n }, &scratch, &goal))
		page_name(p, goal);
	else
		page_put(p, "the goal");
	if (!num_int(window, 1, INT64_MAX, &seconds)) {
		page_put(p, " within ");
		page_seconds(p, seconds);
	}
	buf_free(&scratch);
}

void
page_verdict(struct page *p, const struct page_report *r, size_t message,
    const struct page_verb *verb, double diff, struct interval ci)
{
	static const struct page_verb converting = {
		" converts more than ", " converts less than ", " cannot be told apart from ",
	};

	if (!verb)
		verb = &converting;
	page_name(p, page_message(r, message));
	if (isnan(diff) || isnan(ci.lo)) {
		page_put(p, ": nothing to tell them by, for too few users or since all did the same");
		return;
	}
	page_put(p, "%s", ci.lo > 0 ? verb->more : ci.hi < 0 ? verb->less : verb->even);
	page_name(p, page_message(r, 0));
	page_put(p, ": ");
	page_both(p, diff, ci, PAGE_SIGN | PAGE_POINTS);
}

void
page_undrawn(struct page *p, const struct page_report *r)
{
	if (page_messages(r) > page_drawn(r))
		page_put(p, "<p class=\"note\">The first %zu of %zu messages are drawn.</p>\n",
		    page_drawn(r), page_messages(r));
}

/* ---- points ---- */

struct chart_point
page_wilson(double x, struct proportion share)
{
	struct chart_point at = { x, NAN, { NAN, NAN }, { NAN, NAN } };

	if (share.n > 0) {
		at.y = (double)share.k / (double)share.n;
		at.ci = proportion_wilson(share, report_z());
	}
	return at;
}

void
page_series_init(struct page_series *s, const struct page_report *r, size_t first, size_t most)
{
	*s = (struct page_series){ .n = page_drawn(r) - first, .most = most };
	s->point = calloc(SVG_SERIES * (most + 1), sizeof *s->point);
	if (!s->point)
		die_errno(DIAG_STOPPED, "memory for a figure");
	for (size_t i = 0; i < s->n; i++)
		s->series[i] = (struct chart_series){
			page_message(r, first + i), first + i, s->point + i * most, 0,
		};
}

void
page_series_add(struct page_series *s, size_t series, struct chart_point point)
{
	s->point[series * s->most + s->series[series].n++] = point;
}

void
page_series_free(struct page_series *s)
{
	free(s->point);
}
