/* What users did after the message, and how many they were sent. */
#include <math.h>

#include "page_report.h"

/* ---- retention ---- */

/* The last day on which some message has users enough to speak of, a week if it can be. */
static size_t
day_to_name(const struct page_report *r)
{
	size_t day = 7;

	while (day && report_events_on(r->report->events, 0, day).n < REPORT_LEAST_USERS)
		day--;
	return day;
}

static void
retention_sentence(struct page *p, const struct page_report *r, size_t m, size_t day)
{
	static const struct page_verb verb = {
		" keeps more than ", " keeps fewer than ", " cannot be told apart from ",
	};
	struct proportion own = report_events_on(r->report->events, m, day);
	struct proportion control = report_events_on(r->report->events, 0, day);
	struct chart_point at = page_wilson(0, own);

	page_put(p, "<p>");
	page_name(p, page_message(r, m));
	page_put(p, ": ");
	page_both(p, at.y, at.ci, 0);
	page_put(p, " were active on day %zu", day);
	if (m && own.n && control.n) {
		page_put(p, ". ");
		page_verdict(p, r, m, &verb, at.y - (double)control.k / (double)control.n,
		    proportion_newcombe(own, control, report_z()));
	}
	page_put(p, ".</p>\n");
}

static struct chart
retention_chart(const struct page_series *s, size_t days)
{
	return (struct chart){
		.id = "retention", .title = "Retention by message",
		.text = "For each message the share of its users who were active on each day after it, with "
		    "95 % intervals.",
		.x_label = "days after the message", .y_label = "active on that day",
		.kind = CHART_LINES, .x_to = (double)days, .series = s->series, .n = s->n,
	};
}

void
page_retention(struct page *p, const struct page_report *r)
{
	size_t days = REPORT_EVENTS_DAYS - 1;
	struct page_series s;
	struct chart c;

	if (!r->report->events)
		return;
	while (days && !report_events_on(r->report->events, 0, days).n)
		days--;
	if (!days)
		return;
	page_series_init(&s, r, 0, days + 1);
	for (size_t m = 0; m < s.n; m++)
		for (size_t day = 0; day <= days; day++)
			page_series_add(&s, m, page_wilson((double)day, report_events_on(r->report->events, m, day)));
	c = retention_chart(&s, days);
	page_figure(p, "retention", "Retention by message");
	chart_draw(p, &c);
	chart_table(p, &c, "Day", REPORT_EVENTS_DAYS);
	page_caption(p);
	page_undrawn(p, r);
	for (size_t m = 0; m < s.n; m++)
		retention_sentence(p, r, m, day_to_name(r));
	page_put(p, "<p class=\"note\">Day 0 is the 24 hours from the message on. Counted on a day are "
	    "users for whom it is over.</p>\n");
	page_figure_end(p);
	page_series_free(&s);
}

/* ---- messages per user ---- */

static size_t
most_often(const struct page_report *r)
{
	size_t n = REPORT_EVENTS_OFTEN - 1;

	while (n && !report_events_often(r->report->events, r->report->events->messages, n).k)
		n--;
	return n;
}

/* Users with `least` messages or more in some week, of all. */
static struct proportion
at_least(const struct page_report *r, size_t least)
{
	struct proportion all = { 0, 0 };

	for (size_t i = least; i < REPORT_EVENTS_OFTEN; i++) {
		struct proportion at = report_events_often(r->report->events, r->report->events->messages, i);

		all.k += at.k;
		all.n = at.n;
	}
	return all;
}

static void
often_caption(struct page *p, const struct page_report *r, size_t most)
{
	struct proportion all = at_least(r, 0);
	size_t usual = 0;
	struct chart_point more;

	while (usual < most && 2 * (all.n - at_least(r, usual + 1).k) < all.n)
		usual++;
	more = page_wilson(0, at_least(r, usual + 1));
	page_caption(p);
	page_undrawn(p, r);
	page_put(p, "<p>In their fullest 7 days half of the users were sent %zu message%s or fewer",
	    usual, usual == 1 ? "" : "s");
	if (usual < most) {
		page_put(p, "; ");
		page_both(p, more.y, more.ci, 0);
		page_put(p, " were sent more, the most %zu%s", most,
		    most == REPORT_EVENTS_OFTEN - 1 ? " and more" : "");
	} else {
		page_put(p, ", and nobody more");
	}
	page_put(p, ".</p>\n");
	page_put(p, "<p class=\"note\">Rolling 7 days (168 hours), not calendar weeks: the largest number "
	    "of messages within any 7 days of a user. Lines on bars are 95\xc2\xa0%% intervals.</p>\n");
	page_figure_end(p);
}

void
page_often(struct page *p, const struct page_report *r)
{
	struct page_series s;
	struct chart c;
	size_t most;

	if (!r->report->events || !r->report->events->exposure)
		return;
	most = most_often(r);
	page_series_init(&s, r, 0, most + 1);
	for (size_t m = 0; m < s.n; m++)
		for (size_t i = 0; i <= most; i++)
			page_series_add(&s, m, page_wilson((double)i, report_events_often(r->report->events, m, i)));
	c = (struct chart){
		.id = "often", .title = "Messages per user in 7 days",
		.text = "For each number of messages a bar for each message: the share of its users whose "
		    "fullest rolling 7 days had so many, and its 95 % interval.",
		.x_label = "most messages in any 7 days", .y_label = "share of the message's users",
		.kind = CHART_BARS, .x_to = (double)most, .series = s.series, .n = s.n,
	};
	page_figure(p, "often", "Messages per user per week");
	chart_draw(p, &c);
	chart_table(p, &c, "Messages", REPORT_EVENTS_OFTEN);
	often_caption(p, r, most);
	page_series_free(&s);
}
