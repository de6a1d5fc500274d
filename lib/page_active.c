/* The power-user curve: how many days of the last 28 users were active. */
#include <math.h>

#include "page_report.h"

/* Four days a week and more is what ev-segment calls power. */
enum { POWER = 16 };

static struct proportion
power(const struct report_days *d, size_t message)
{
	struct proportion all = { 0, 0 };

	for (size_t i = POWER; i < REPORT_DAYS_L28; i++) {
		struct proportion at = report_days_active(d, message, i);

		all.k += at.k;
		all.n = at.n;
	}
	return all;
}

static void
power_sentence(struct page *p, const struct page_report *r, size_t m)
{
	struct chart_point own = page_wilson(0, power(r->report->days, m));

	page_name(p, page_message(r, m));
	page_put(p, ": ");
	page_both(p, own.y, own.ci, 0);
	page_put(p, " were active on %d days and more", POWER);
}

static void
caption(struct page *p, const struct page_report *r)
{
	static const struct page_verb verb = {
		" has more power users than ", " has fewer power users than ",
		" cannot be told apart from ",
	};
	struct proportion control = power(r->report->days, 0);

	page_caption(p);
	page_undrawn(p, r);
	page_put(p, "<p>");
	power_sentence(p, r, 0);
	page_put(p, ".</p>\n");
	for (size_t m = 1; m < page_drawn(r); m++) {
		struct proportion own = power(r->report->days, m);
		double diff = NAN;
		struct interval ci = { NAN, NAN };

		if (own.n && control.n) {
			diff = (double)own.k / (double)own.n - (double)control.k / (double)control.n;
			ci = proportion_newcombe(own, control, report_z());
		}
		page_put(p, "<p>");
		power_sentence(p, r, m);
		page_put(p, ". ");
		page_verdict(p, r, m, &verb, diff, ci);
		page_put(p, ".</p>\n");
	}
	page_put(p, "<p class=\"note\">Active days of the 28 before the day that <code>--%s</code> is of"
	    "%s. Lines on bars are 95\xc2\xa0%% intervals.</p>\n", r->report->days->active_of,
	    span_is(span_of(r->report->days->active_of), "users")
	    ? ": if that is before the messages, messages should look alike" : ", after the messages");
	page_figure_end(p);
}

void
page_active(struct page *p, const struct page_report *r)
{
	struct page_series s;
	struct chart c;

	if (!r->report->days || !r->report->days->active_of)
		return;
	page_series_init(&s, r, 0, REPORT_DAYS_L28);
	for (size_t m = 0; m < s.n; m++)
		for (size_t i = 0; i < REPORT_DAYS_L28; i++)
			page_series_add(&s, m, page_wilson((double)i, report_days_active(r->report->days, m, i)));
	c = (struct chart){
		.id = "active", .title = "Power-user curve: users by active days of the last 28",
		.text = "For each number of active days, 0 to 28, a bar for each message: the share of its "
		    "users with so many, and its 95 % interval.",
		.x_label = "active days of the last 28", .y_label = "share of the message's users",
		.kind = CHART_BARS, .x_to = REPORT_DAYS_L28 - 1, .series = s.series, .n = s.n,
	};
	page_figure(p, "active", "Power-user curve");
	chart_draw(p, &c);
	chart_table(p, &c, "Active days", REPORT_DAYS_L28);
	caption(p, r);
	page_series_free(&s);
}
