#include "convert_print.h"

#include "convert_options.h"
#include "diag.h"
#include "num.h"

enum { SHARE = 96 };

/* "210 of 1,100 (19.1%)" */
static const char *
share(uint64_t part, uint64_t all, char to[SHARE])
{
	char left[NUM_GROUPED], right[NUM_GROUPED];

	snprintf(to, SHARE, "%s of %s (%.1f%%)", num_grouped(part, left), num_grouped(all, right),
	    all ? 100 * (double)part / (double)all : 0);
	return to;
}

static void
print_steps(const struct convert *c)
{
	char text[SHARE];

	for (size_t i = 0; i < c->steps; i++) {
		struct span name = pred_name(c->step[i]);

		if (c->rule.any_order)
			warn("%zu %s: %s", i + 1, i ? "steps" : "step",
			    share(c->reached[i], c->reached[0], text));
		else
			warn("step %zu, %.*s: %s", i + 1, SPAN_SHOW(name),
			    share(c->reached[i], c->reached[0], text));
	}
}

/* A misspelt condition gives a plausible nothing. */
static void
print_unmatched(const struct convert *c)
{
	for (size_t i = 0; i < c->steps; i++)
		if (!c->matched[i])
			warn("no event matches --step '%.*s'", SPAN_SHOW(pred_text(c->step[i])));
	for (int i = 0; i < c->rule.exclusions; i++)
		if (!c->matched_exclude[i])
			warn("no event matches --exclude '%.*s'", SPAN_SHOW(pred_text(c->exclude[i])));
	if (!c->steps && !c->matched[0])
		warn("no event matches --exposure '%.*s'", SPAN_SHOW(pred_text(c->exposure)));
	if (!c->steps && !c->matched[1])
		warn("no event matches --goal '%.*s'", SPAN_SHOW(pred_text(c->goal)));
}

void
convert_print(const struct convert *c)
{
	char all[NUM_GROUPED], text[SHARE], when[TSTAMP_TEXT], window[CONVERT_WINDOW];

	if (!c->begun || !c->asof.any)
		return;
	print_unmatched(c);
	if (!c->records)
		return;
	when[tstamp_format(c->asof.ns, 3, when)] = '\0';
	convert_window(c->window_s, window);
	if (c->steps)
		print_steps(c);
	else if (c->estimand == CONVERT_CREDIT)
		warn("%s goals came within %s after an exposure",
		    share(c->credited, c->credited + c->lost, text), window);
	else if (!c->mature)
		warn("%s %s as of %s; their %s are not over yet", num_grouped(c->records, all),
		    c->estimand == CONVERT_USER ? "users exposed" : "exposures", when, window);
	else
		warn("%s %s as of %s; of those whose %s are over, %s converted",
		    num_grouped(c->records, all),
		    c->estimand == CONVERT_USER ? "users exposed" : "exposures", when, window,
		    share(c->converted, c->mature, text));
}
