/* ev-convert - say who reached a goal, after which message, and when */
#include "convert.h"
#include "diag.h"
#include "events.h"
#include "num.h"

static const char *const touches[] = { "last", "first", "linear", NULL };

static struct run run;
static struct convert convert = { .window_s = 7 * 86400, .window_ns = 7 * TSTAMP_DAY };
static const char *window = "7d", *touch, *message;

static const char *
take_step(void *to, const char *text)
{
	struct convert *c = to;
	const char *why;

	if (c->steps == FUNNEL_STEPS)
		return "more than 32 steps";
	c->step[c->steps] = pred_new(text, &why);
	c->steps += !why;
	return why;
}

static const char *
take_window(void *to, const char *text)
{
	struct convert *c = to;
	const char *why = opt_seconds(&c->window_s, text);

	window = text;
	if (!why && __builtin_mul_overflow(c->window_s, TSTAMP_SECOND, &c->window_ns))
		why = "more than 292 years";
	return why;
}

static const char *
take_estimand(void *to, const char *text)
{
	int word = opt_word(text, convert_estimands);

	*(enum convert_estimand *)to = (enum convert_estimand)word;
	return word > 0 ? NULL : "neither user, exposure nor credit";
}

static const char *
take_touch(void *to, const char *text)
{
	int word = opt_word(text, touches);

	touch = text;
	*(enum exposure_touch *)to = (enum exposure_touch)word;
	return word < 0 ? "neither last, first nor linear" : NULL;
}

static const char *
take_message(void *to, const char *text)
{
	message = text;
	return *text ? jpath_parse(to, text) : "a path is empty";
}

static const struct opt options[] = {
	{ 0, "exposure", "COND", pred_take, &convert.exposure,
	  "what shows a message: message_sent, or event=push,channel=mobile" },
	{ 0, "goal", "COND", pred_take, &convert.goal,
	  "what counts as success: purchase, or event=purchase,price>=10" },
	{ 0, "step", "COND", take_step, &convert, "a step of a funnel; once for each, in order" },
	{ 0, "within", "TIME", take_window, &convert,
	  "longest time from exposure to goal, or from first to last step [7d]" },
	{ 0, "estimand", "WORD", take_estimand, &convert.estimand,
	  "a record for each user, exposure, or goal that has credit [user]" },
	{ 0, "credit", "WORD", take_touch, &convert.touch,
	  "which exposure has a goal's credit: last, first or linear (all) [last]" },
	{ 0, "message", "PATH", take_message, &convert.message,
	  "where in an exposure's metadata its message stands [message]" },
	{ 0, "users", "FILE", opt_text, &convert.users_file,
	  "records with segment, activity and message of users" },
	{ 0, "as-of", "TIME", asof_take, &convert.asof,
	  "the end of the data; drop later events [time of the last event]" },
	RUN_REJECTS(run),
	RUN_OPTIONS(run),
	{ 0 },
};

static const struct opt_program program = {
	.does = "say who reached a goal, after which message, and when",
	.usage = "--exposure COND --goal COND [OPTION ...] [FILE ...]\n"
	    "       ev-convert --step COND --step COND ... [OPTION ...] [FILE ...]",
	.examples =
	    "  $ ev-sample --users 300 --days 30 --seed 1 | ev-normalize >events.ndjson\n"
	    "  $ ev-segment events.ndjson >users.ndjson\n"
	    "  $ ev-convert --exposure 'Message Sent' --goal 'Order Completed' \\\n"
	    "      --users users.ndjson events.ndjson >conversions.ndjson\n"
	    "  $ ev-convert --step 'Product Viewed' --step 'Product Added' \\\n"
	    "      --step 'Order Completed' --within 1d events.ndjson >funnel.ndjson\n",
	.options = options,
};

static void
check_options(struct convert *c)
{
	if (c->steps && (c->exposure || c->goal))
		opt_wrong("--step makes a funnel; --exposure and --goal do not go with it");
	if (c->steps == 1)
		opt_wrong("a funnel has two steps or more");
	if (c->steps && (c->estimand || touch || message))
		opt_wrong("--estimand, --credit and --message do not go with --step");
	if (!c->steps && (!c->exposure || !c->goal))
		opt_wrong("give --exposure and --goal, or --step twice or more");
	if (touch && c->estimand != CONVERT_CREDIT)
		opt_wrong("--credit goes with --estimand credit");
	if (!c->estimand)
		c->estimand = CONVERT_USER;
	if (!message)
		take_message(&c->message, "message");
}

/* The records of the users, all before the first event. */
static void
read_users(struct convert *c, char *const paths[], int n)
{
	struct fault why;
	bool stdin_twice = n == 0;

	if (!c->users_file)
		return;
	for (int i = 0; i < n; i++)
		stdin_twice |= !strcmp(paths[i], "-");
	if (stdin_twice && !strcmp(c->users_file, "-"))
		opt_wrong("--users and the events cannot both be stdin");
	if (users_read(&c->users, c->users_file, run.max_line, &why))
		die(DIAG_USAGE, "--users: %s", why.text);
}

static void
take_event(void *arg, const struct event *e, const struct place *at)
{
	(void)at;
	convert_take(arg, &run, e);
}

/* ---- what to tell the person ---- */

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
	if (!c->steps && !c->matched[0])
		warn("no event matches --exposure '%.*s'", SPAN_SHOW(pred_text(c->exposure)));
	if (!c->steps && !c->matched[1])
		warn("no event matches --goal '%.*s'", SPAN_SHOW(pred_text(c->goal)));
}

static void
print_result(const struct convert *c)
{
	char all[NUM_GROUPED], text[SHARE], when[TSTAMP_TEXT];

	if (!c->asof.any)
		return;
	print_unmatched(c);
	if (!c->records)
		return;
	when[tstamp_format(c->asof.ns, 3, when)] = '\0';
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

static void
note(const char *name, uint64_t n)
{
	if (n)
		tally_add(&run.tally, TALLY_NOTE, name, n);
}

int
main(int argc, char *argv[])
{
	int first = run_begin(&run, &program, argc, argv, true);

	check_options(&convert);
	convert_init(&convert);
	read_users(&convert, argv + first, argc - first);
	events_read(&run, argv + first, argc - first, take_event, &convert);
	convert_write(&convert, &run);
	note("immature", convert.records - convert.mature);
	if (convert.estimand == CONVERT_CREDIT)
		note("goals_without_exposure", convert.lost);
	if (!run.quiet)
		print_result(&convert);
	convert_free(&convert);
	return run_end(&run);
}
