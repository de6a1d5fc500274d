/* The page in a sentence for each message. */
#include <math.h>

#include "page_report.h"
#include "srm.h"

static void
message(struct page *p, const struct page_report *r, size_t m)
{
	const struct report_pooled *f = &r->report->figures->pooled[m];
	bool clear = f->diff.ci.lo > 0 || f->diff.ci.hi < 0;

	page_put(p, "<li>");
	page_verdict(p, r, m, NULL, f->diff.estimate, f->diff.ci);
	if (!isnan(f->lift.estimate)) {
		page_put(p, ", a lift of ");
		page_both(p, f->lift.estimate, f->lift.ci, PAGE_SIGN);
	}
	page_put(p, ".");
	if (clear && !(f->holm_p < 0.05)) {
		page_put(p, " With %zu messages compared, this can be chance (p after Holm ",
		    page_messages(r) - 1);
		page_p(p, f->holm_p);
		page_put(p, ").");
	}
	if (f->differs_p < 0.05)
		page_put(p, " The effect is not the same at all levels of activity.");
	page_put(p, "</li>\n");
}

static void
only(struct page *p, const struct page_report *r)
{
	const struct report_cell *c = &r->report->report->total[0];
	struct chart_point rate = page_wilson(0, c->p);

	page_put(p, "<li>Of ");
	page_count(p, (uint64_t)c->p.n);
	page_put(p, " users of ");
	page_name(p, page_message(r, 0));
	page_put(p, " ");
	page_both(p, rate.y, rate.ci, 0);
	page_put(p, " converted.</li>\n");
}

void
page_short(struct page *p, const struct page_report *r)
{
	page_put(p, "<section id=\"short\" aria-labelledby=\"short-h\">\n"
	    "<h2 id=\"short-h\">In short</h2>\n<ul class=\"short\">\n");
	if (fmin(r->report->balance.srm, r->report->level_srm) < SRM_ALARM && page_messages(r) > 1)
		page_put(p, "<li><b>Users of some message are missing: do not go by what follows.</b>"
		    "</li>\n");
	if (page_messages(r) == 1)
		only(p, r);
	for (size_t m = 1; m < page_messages(r); m++)
		message(p, r, m);
	page_put(p, "</ul>\n</section>\n");
}
