/* ev-convert - say who reached a goal, after which message, and when */
#include "convert_options.h"
#include "convert_print.h"
#include "diag.h"
#include "events.h"

static const char *const touches[] = { "last", "first", "linear", NULL };

static struct run run;
static struct convert convert = { .window_s = 7 * 86400, .window_ns = 7 * TSTAMP_DAY };
static const char *window = "7d", *touch, *message;

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

static const char *
take_value(void *to, const char *text)
{
	return *text ? jpath_parse(to, text) : "an empty path";
}

static const struct opt options[] = {
	{ 0, "exposure", "COND", pred_take, &convert.exposure,
	  "what shows a message: message_sent, or event=push,channel=mobile" },
	{ 0, "goal", "COND", pred_take, &convert.goal,
	  "what counts as success: purchase, or event=purchase,price>=10" },
	CONVERT_FUNNEL_OPTIONS(convert),
	{ 0, "within", "TIME", take_window, &convert,
	  "longest time from exposure to goal, or from first to last step [7d]" },
	{ 0, "estimand", "WORD", take_estimand, &convert.estimand,
	  "a record for each user, exposure, or goal that has credit [user]" },
	{ 0, "credit", "WORD", take_touch, &convert.touch,
	  "which exposure has a goal's credit: last, first or linear (all) [last]" },
	{ 0, "message", "PATH", take_message, &convert.message,
	  "where in an exposure's metadata its message stands [message]" },
	{ 0, "value", "PATH", take_value, &convert.value,
	  "sum up this field of the goals' metadata" },
	{ 0, "users", "FILE", opt_text, &convert.users_file,
	  "records with segment, activity and message of users" },
	{ 0, "sorted", NULL, opt_flag, &convert.sorted,
	  "events come user by user: memory for one; needs --as-of" },
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
	convert_check_funnel(c);
	if (c->steps && (c->exposure || c->goal))
		opt_wrong("--step makes a funnel; --exposure and --goal do not go with it");
	if (c->steps && (c->estimand || touch || message || c->value.text))
		opt_wrong("--estimand, --credit, --message and --value do not go with --step");
	if (!c->steps && (!c->exposure || !c->goal))
		opt_wrong("give --exposure and --goal, or --step twice or more");
	if (touch && c->estimand != CONVERT_CREDIT)
		opt_wrong("--credit goes with --estimand credit");
	if (!c->estimand)
		c->estimand = CONVERT_USER;
	if (c->sorted && !c->asof.given)
		opt_wrong("--sorted needs --as-of: what is written first must not wait for the last event");
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
	convert_take(arg, &run, e, at);
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
	note("value_cut", convert.value_cut);
	note("immature", convert.records - convert.mature);
	if (convert.estimand == CONVERT_CREDIT)
		note("goals_without_exposure", convert.lost);
	if (!run.quiet)
		convert_print(&convert, window);
	convert_free(&convert);
	return run_end(&run);
}
