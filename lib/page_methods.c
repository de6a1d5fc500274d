/* How the figures were made, for who wants to know; and which ones are not there. */
#include "opt.h"
#include "page_report.h"

/* ---- figures whose data was not given ---- */

static void
option(struct page *p, const char *what, const char *how)
{
	page_put(p, "<dt>%s</dt><dd><code>%s</code></dd>\n", what, how);
}

void
page_missing(struct page *p, const struct page_report *r)
{
	const struct report_days *d = r->report->days;
	const struct report_events *e = r->report->events;
	bool days = d && d->days > 1, wait = d && d->steps, active = d && d->active_of;
	bool often = e && e->exposure, lifts = page_lifts(r);

	if (lifts && days && wait && active && e && often && r->report->move)
		return;
	page_put(p, "<section id=\"missing\" aria-labelledby=\"missing-h\">\n"
	    "<h2 id=\"missing-h\">What more data would show</h2>\n<dl>\n");
	if (!lifts)
		page_put(p, "<dt>Lift by activity</dt><dd>users of the control and of another message at one "
		    "level, some of whom converted</dd>\n");
	if (!days)
		page_put(p, "<dt>Conversion over time</dt><dd>records with <code>exposed_at</code> and "
		    "<code>converted_at</code>, on two days and more</dd>\n");
	if (!wait)
		page_put(p, "<dt>Time to convert</dt><dd>records with <code>exposed_at</code> and "
		    "<code>converted_at</code></dd>\n");
	if (!active)
		option(p, "Power-user curve", "--users FILE or --after FILE");
	if (!e)
		option(p, "Retention by message", "--events FILE");
	if (!often)
		option(p, "Messages per user per week", "--events FILE --exposure COND");
	if (!r->report->move)
		option(p, "From activity before to activity after", "--after FILE");
	page_put(p, "</dl>\n</section>\n");
}

/* ---- methods ---- */

static const struct method {
	const char *what, *how;
} always[] = {
	{ "Rate", "Wilson's score interval (JASA 22, 1927, 209)." },
	{ "Points", "Newcombe's hybrid score interval of a difference (Statistics in Medicine 17, 1998, "
	    "873, method 10)." },
	{ "Lift", "Koopman's score interval of a ratio (Biometrics 40, 1984, 513)." },
	{ "p", "Score test, or Fisher's exact test where a count under 5 is to be expected; none where "
	    "a group has under 30 users." },
	{ "q", "p after Benjamini and Hochberg over all cells (JRSS B 57, 1995, 289)." },
	{ "p, Holm", "p after Holm over messages (Scandinavian J. of Statistics 6, 1979, 65)." },
	{ "Chance to win", "That the rate is above the control's; Jeffreys' prior, exact." },
	{ "Over all levels", "Post-stratified difference (Miratrix, Sekhon, Yu, JRSS B 75, 2013, 369); "
	    "its lift by the delta method (Flanders, Rhodes, J. Chronic Diseases 40, 1987, 697). Levels "
	    "differ: Breslow and Day's test with Tarone's correction (Biometrika 72, 1985, 91)." },
	{ "Least lift to see", "With 80 % power at 5 %." },
	{ "Shares of messages", "Sample ratio mismatch: chi-square of users against the planned shares; "
	    "alarm under 0.001." },
};

static void
method(struct page *p, const char *what, const char *how)
{
	page_put(p, "<dt>");
	page_say(p, "%s", what);
	page_put(p, "</dt><dd>");
	page_say(p, "%s", how);
	page_put(p, "</dd>\n");
}

static void
methods(struct page *p, const struct page_report *r)
{
	for (size_t i = 0; i < sizeof always / sizeof *always; i++)
		method(p, always[i].what, always[i].how);
	if (r->report->known)
		method(p, "Alike before", "Standardized mean difference, the largest of all pairs of "
		    "messages; events by log(1 + events).");
	if (r->report->sequential || r->report->days)
		method(p, "However often one looks", "Asymptotic confidence sequence (Waudby-Smith et al., "
		    "2021, equation 9), narrowest at 5,000 users.");
	if (r->report->days && r->report->days->steps)
		method(p, "Time to convert", "Kaplan and Meier (JASA 53, 1958, 457); Greenwood's interval by "
		    "log(\xe2\x88\x92log).");
	if (r->salt)
		method(p, "p, drawn", "ev-assign's draw repeated with 999 other salts; the share of all 1,000 "
		    "whose difference is as large (Fisher, The Design of Experiments, 1935).");
	if (r->cuped)
		method(p, "CUPED", "What a number known before explains is taken off (Deng et al., WSDM "
		    "2013).");
	if (r->report->match)
		method(p, "Beside users not exposed yet", "Coarsened exact matching by segment and week, the "
		    "effect on the exposed (Iacus, King, Porro, Political Analysis 20, 2012, 1); robust "
		    "variance by user (Liang, Zeger, Biometrika 73, 1986, 13).");
	if (r->report->events)
		method(p, "Retention", "Active on day n: any event but an exposure in the 24 hours from n "
		    "days after the first exposure on; Wilson's interval.");
}

static void
count(struct page *p, const char *what, uint64_t n)
{
	page_put(p, "<dt>%s</dt><dd>", what);
	page_count(p, n);
	page_put(p, "</dd>\n");
}

static void
counts(struct page *p, const struct page_report *r)
{
	const struct report *report = r->report->report;

	page_put(p, "<h3>Counts</h3>\n<dl>\n");
	count(p, "Users with a record", report->seen.n);
	count(p, "Counted", report->counted);
	count(p, "Window not over", report->immature);
	count(p, "Several messages", report->several);
	if (r->report->known) {
		count(p, "Not in --users", report->unknown);
		count(p, "Other message there", report->moved);
	}
	page_put(p, "</dl>\n");
}

static void
flag(struct page *p, bool given, const char *name, const char *value)
{
	if (!given)
		return;
	page_put(p, " <code>--%s", name);
	if (value) {
		page_put(p, " ");
		page_name(p, span_of(value));
	}
	page_put(p, "</code>");
}

static void
options(struct page *p, const struct page_report *r)
{
	page_put(p, "<h3>Options</h3>\n<p><code>--control ");
	page_name(p, page_message(r, 0));
	page_put(p, "</code>");
	flag(p, r->report->known, "users", NULL);
	flag(p, r->report->sequential, "sequential", NULL);
	flag(p, r->cuped, "cuped", r->cuped);
	flag(p, r->salt, "salt", r->salt);
	flag(p, r->report->move, "after", NULL);
	flag(p, r->report->move && r->report->move->has_before, "before", NULL);
	flag(p, r->report->events, "events", NULL);
	flag(p, r->report->match, "cem", NULL);
	flag(p, r->report->events && r->report->events->exposure, "exposure", NULL);
	page_put(p, "; ev-report of evkit " OPT_VERSION ".</p>\n");
}

void
page_methods(struct page *p, const struct page_report *r)
{
	page_put(p, "<section id=\"methods\" aria-labelledby=\"methods-h\">\n"
	    "<h2 id=\"methods-h\">Methods</h2>\n"
	    "<p>Counted are users who saw one message and whose window is over. All intervals are of "
	    "95\xc2\xa0%%. The same input gives this page byte for byte.</p>\n<dl>\n");
	methods(p, r);
	page_put(p, "</dl>\n");
	counts(p, r);
	options(p, r);
	page_put(p, "</section>\n");
}
