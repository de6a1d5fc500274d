/* Whether the figures can be trusted: a badge for each thing that could be wrong. */
#include <math.h>

#include "page_report.h"
#include "srm.h"

enum state { GOOD, LOOK, STOP, NONE };

static void
badge(struct page *p, enum state state, const char *what)
{
	static const struct {
		const char *class, *sign, *word;
	} looks[] = {
		{ "good", "\xe2\x9c\x93", "good" }, { "look", "!", "look" },
		{ "stop", "\xe2\x9c\x95", "stop" }, { "none", "?", "not measured" },
	};

	page_put(p, "<li class=\"%s\"><span class=\"word\"><span aria-hidden=\"true\">%s</span> %s</span>"
	    "<b>%s</b><p>", looks[state].class, looks[state].sign, looks[state].word, what);
}

static void
badge_end(struct page *p)
{
	page_put(p, "</p></li>\n");
}

static void
shares(struct page *p, const struct report_page *r)
{
	double least = fmin(r->balance.srm, r->level_srm);

	badge(p, least < SRM_ALARM ? STOP : GOOD, "Shares of messages");
	if (least < SRM_ALARM)
		page_say(p, "Users of some message are missing: the shares are not those that were "
		    "planned. Trust no figure until it is clear why");
	else
		page_say(p, "Each message has its share of users");
	page_put(p, " (SRM: p ");
	page_p(p, r->balance.srm);
	page_put(p, ", in the least equal activity ");
	page_p(p, r->level_srm);
	page_put(p, ").");
	badge_end(p);
}

static void
apart(struct page *p, const struct report_page *r)
{
	bool equal = r->balance.row_apart <= 1;

	badge(p, equal ? GOOD : LOOK, "Largest difference within a segment");
	if (equal)
		page_say(p, "Two messages differ by at most %.4g user%s in any segment.",
		    r->balance.row_apart, r->balance.row_apart > 0 ? "" : "s");
	else
		page_say(p, "Two messages differ by up to %.4g users in a segment; where ev-assign gave "
		    "them, and all were shown theirs, it is 1.", r->balance.row_apart);
	badge_end(p);
}

static void
alike(struct page *p, const struct report_page *r)
{
	bool measured = r->known && !r->report->unknown;
	double most = r->balance.smd_most;

	badge(p, !measured ? NONE : most < 0.1 ? GOOD : LOOK, "Alike before the messages");
	if (!measured && r->known)
		page_say(p, "Some users are not in the file of users.");
	else if (!measured)
		page_put(p, "<code>--users FILE</code> brings what was known of users before.");
	else
		page_say(p, "Users of two messages differ by at most %.4f standard deviations (SMD) in "
		    "events, active days, recency and tenure: %s 0.1.", most, most < 0.1 ? "less than"
		    : "more than");
	badge_end(p);
}

static void
over(struct page *p, const struct report *r)
{
	uint64_t all = r->counted + r->immature;
	double share = all ? (double)r->immature / (double)all : 0;

	badge(p, share > 0.2 ? LOOK : GOOD, "Windows that are not over");
	if (!r->immature)
		page_say(p, "All users have had their whole time to convert.");
	else {
		page_share(p, share, (struct interval){ NAN, NAN }, 0);
		page_say(p, " of users still have time to convert (");
		page_count(p, r->immature);
		page_say(p, "): they are not counted%s.", share > 0.2 ? ", so look again later" : "");
	}
	badge_end(p);
}

static void
several(struct page *p, const struct report *r)
{
	double share = r->seen.n ? (double)r->several / (double)r->seen.n : 0;

	badge(p, share > 0.01 ? LOOK : GOOD, "Users with several messages");
	if (!r->several)
		page_say(p, "Nobody saw two messages.");
	else {
		page_count(p, r->several);
		page_say(p, r->several == 1 ? " user (" : " users (");
		page_share(p, share, (struct interval){ 0, 0 }, 0);
		page_say(p, ") saw more than one message and are left out%s.", share > 0.01
		    ? ": more than 1 in 100 is a sign that messages are mixed up" : "");
	}
	badge_end(p);
}

void
page_health(struct page *p, const struct page_report *r)
{
	const struct report *report = r->report->report;

	page_put(p, "<section id=\"health\" aria-labelledby=\"health-h\">\n"
	    "<h2 id=\"health-h\">Can these figures be trusted?</h2>\n<ul class=\"badges\">\n");
	if (page_messages(r) > 1) {
		shares(p, r->report);
		apart(p, r->report);
		alike(p, r->report);
	}
	over(p, report);
	several(p, report);
	page_put(p, "</ul>\n</section>\n");
}
