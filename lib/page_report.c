#include "page_report.h"

static void
head(struct page *p, const struct page_report *r)
{
	const struct report *report = r->report->report;

	page_put(p, "<header>\n<h1>What the messages did</h1>\n<p>Goal: ");
	page_goal(p, r);
	page_put(p, ". ");
	page_count(p, report->counted);
	page_put(p, " users, %zu message%s", page_messages(r), page_messages(r) == 1 ? "" : "s");
	if (page_messages(r) > 1) {
		page_put(p, ", measured against ");
		page_name(p, page_message(r, 0));
	}
	page_put(p, ".</p>\n</header>\n");
}

static void
figures(struct page *p, const struct page_report *r)
{
	page_put(p, "<div class=\"grid\">\n");
	page_forest(p, r);
	page_over_time(p, r);
	page_wait(p, r);
	page_active(p, r);
	page_retention(p, r);
	page_often(p, r);
	page_put(p, "</div>\n");
	page_moves(p, r);
}

void
page_report(struct page *p, const struct page_report *r)
{
	page_begin(p, "What the messages did");
	if (page_messages(r)) {
		head(p, r);
		page_put(p, "<main>\n");
		page_health(p, r);
		page_short(p, r);
		page_cells(p, r);
		page_pooled(p, r);
		page_matched(p, r);
		figures(p, r);
		page_missing(p, r);
		page_methods(p, r);
	} else {
		page_put(p, "<header>\n<h1>What the messages did</h1>\n</header>\n<main>\n"
		    "<p>There are no records of conversion.</p>\n");
	}
	page_put(p, "</main>\n");
	page_end(p);
}
