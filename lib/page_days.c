/* What grows with time: the effect day by day, and who has converted by when. */
#include <math.h>

#include "page_report.h"

/* ---- conversion over time ---- */

static struct chart_point
effect_on(const struct report_days *d, size_t day, size_t message)
{
	struct report_versus v = report_days_versus(d, day, message);

	return (struct chart_point){ report_days_day(d, day), v.diff, v.diff_ci, v.sequence_ci };
}

static struct chart
over_time_chart(const struct page_report *r, const struct page_series *s, bool versus)
{
	const struct report_days *d = r->report->days;

	return (struct chart){
		.id = "over-time",
		.title = versus ? "The difference in conversion, day by day"
		    : "Conversion, day by day",
		.text = versus ? "For each day the difference of the rates as they stood at its end, "
		    "with its 95 % interval and the wider band for who looks on all days."
		    : "For each day the rate as it stood at its end, with its 95 % interval.",
		.x_label = "as it stood at the end of this day",
		.y_label = versus ? "points more than the control" : "converted",
		.kind = CHART_LINES, .dates = true, .points = versus,
		.x_from = d->day_first, .x_to = report_days_day(d, d->days - 1),
		.series = s->series, .n = s->n,
	};
}

static void
over_time_caption(struct page *p, const struct page_report *r)
{
	size_t last = r->report->days->days - 1;

	page_caption(p);
	page_undrawn(p, r);
	for (size_t m = 1; m < page_drawn(r); m++) {
		struct report_versus v = report_days_versus(r->report->days, last, m);
		bool clear = v.sequence_ci.lo > 0 || v.sequence_ci.hi < 0;

		page_put(p, "<p>At the end ");
		page_verdict(p, r, m, NULL, v.diff, v.diff_ci);
		if (!isnan(v.sequence_ci.lo)) {
			page_put(p, clear ? ". Whoever looked every day could have stopped: the band that "
			    "holds on all days, " : ". Whoever looks every day should go on: the band that "
			    "holds on all days, ");
			page_range(p, v.sequence_ci, PAGE_SIGN | PAGE_POINTS);
			page_put(p, clear ? ", leaves out 0" : ", has 0 in it");
		}
		page_put(p, ".</p>\n");
	}
	page_put(p, "<p class=\"note\">What a look at the end of each day (UTC) would have shown of the "
	    "users who are counted. Whose window was still open counts as not converted yet, for all "
	    "messages alike.</p>\n<p class=\"note\">Inner band: 95\xc2\xa0%% for one look. Outer, dashed: "
	    "95\xc2\xa0%% however often one looks.</p>\n");
	page_figure_end(p);
}

void
page_over_time(struct page *p, const struct page_report *r)
{
	const struct report_days *d = r->report->days;
	bool versus = page_messages(r) > 1;
	struct page_series s;
	struct chart c;

	if (!d || d->days < 2)
		return;
	page_series_init(&s, r, versus, d->days);
	for (size_t i = 0; i < s.n; i++)
		for (size_t day = 0; day < d->days; day++)
			page_series_add(&s, i, versus ? effect_on(d, day, i + 1)
			    : page_wilson(report_days_day(d, day), report_days_grown(d, day, i)));
	c = over_time_chart(r, &s, versus);
	page_figure(p, c.id, "Conversion over time");
	chart_draw(p, &c);
	chart_table(p, &c, "End of", 30);
	over_time_caption(p, r);
	page_series_free(&s);
}

/* ---- time to convert ---- */

static const struct unit {
	int64_t s;
	const char *label, *word;
} units[] = {
	{ 86400, "days after the message", "days" }, { 3600, "hours after the message", "hours" },
	{ 60, "minutes after the message", "minutes" }, { 1, "seconds after the message", "seconds" },
};

/* The largest of which there are at least three. */
static const struct unit *
unit_of(int64_t seconds)
{
	const struct unit *u = units;

	while (u->s > 1 && seconds < 3 * u->s)
		u++;
	return u;
}

/* Whether the curve says anything at a step: someone was still seen. */
static bool
seen(const struct report_wait *w)
{
	return w->left > 0 && !isnan(w->rate);
}

/* The first step at which half of all who will have converted by the last step have. */
static size_t
half(const struct page_report *r, size_t message, size_t last)
{
	double most = report_days_wait(r->report->days, message, last)->rate;

	for (size_t i = 0; i < last; i++)
		if (report_days_wait(r->report->days, message, i)->rate >= most / 2)
			return i;
	return last;
}

static size_t
last_seen(const struct page_report *r, size_t message)
{
	size_t i = r->report->days->steps;

	while (i && !seen(report_days_wait(r->report->days, message, i)))
		i--;
	return i;
}

/* As people say it, rounded up: "41 minutes". */
static void
within(struct page *p, int64_t seconds)
{
	const struct unit *u = unit_of(seconds);

	page_count(p, (uint64_t)((seconds + u->s - 1) / u->s));
	page_put(p, " %s", u->word);
}

static void
wait_caption(struct page *p, const struct page_report *r)
{
	page_caption(p);
	page_undrawn(p, r);
	for (size_t m = 0; m < page_drawn(r); m++) {
		size_t last = last_seen(r, m);
		const struct report_wait *w = report_days_wait(r->report->days, m, last);

		page_put(p, "<p>Of ");
		page_name(p, page_message(r, m));
		if (!last || !seen(w)) {
			page_put(p, " nobody was seen long enough.</p>\n");
			continue;
		}
		page_put(p, " ");
		page_both(p, w->rate, w->ci, 0);
		page_put(p, " have converted after ");
		page_seconds(p, r->report->days->step_s * (int64_t)last);
		if (w->rate > 0) {
			page_put(p, "; half of them within ");
			within(p, r->report->days->step_s * (int64_t)half(r, m, last));
		}
		page_put(p, ".</p>\n");
	}
	page_put(p, "<p class=\"note\">Users whose window is not over count as long as they were "
	    "seen.</p>\n");
	page_figure_end(p);
}

void
page_wait(struct page *p, const struct page_report *r)
{
	const struct report_days *d = r->report->days;
	const struct unit *u;
	struct page_series s;
	struct chart c;

	if (!d || !d->steps)
		return;
	u = unit_of(d->step_s * (int64_t)d->steps);
	page_series_init(&s, r, 0, d->steps + 1);
	for (size_t m = 0; m < s.n; m++)
		for (size_t i = 0; i <= last_seen(r, m); i++) {
			const struct report_wait *w = report_days_wait(d, m, i);

			page_series_add(&s, m, (struct chart_point){
				(double)(d->step_s * (int64_t)i) / (double)u->s, w->rate, w->ci,
				{ NAN, NAN },
			});
		}
	c = (struct chart){
		.id = "wait", .title = "Time to convert",
		.text = "For each message the share of users who have converted by each time after the "
		    "message (Kaplan and Meier), with its 95 % interval.",
		.x_label = u->label, .y_label = "converted by then", .kind = CHART_STEPS,
		.x_to = (double)(d->step_s * (int64_t)d->steps) / (double)u->s,
		.series = s.series, .n = s.n,
	};
	page_figure(p, "wait", "Time to convert");
	chart_draw(p, &c);
	chart_table(p, &c, "After", 15);
	wait_caption(p, r);
	page_series_free(&s);
}
