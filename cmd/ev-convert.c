/* ev-convert - say who reached a goal, after which message, and when */
#include "convert_options.h"
#include "convert_part.h"
#include "convert_print.h"
#include "diag.h"
#include "events.h"

enum { MEMORY = 1 << 30, LEAST_MEMORY = 64 << 10 };

static struct run run;
static struct convert convert = { .window_s = -1, .memory = MEMORY };
static struct convert_parts parts = { .to = &convert, .run = &run };
static bool merge, final, memory;

static const char *
take_memory(void *to, const char *text)
{
	const char *why = opt_size(to, text);

	memory = true;
	return !why && *(size_t *)to < LEAST_MEMORY ? "less than 64K" : why;
}

static const struct opt options[] = {
	CONVERT_OPTIONS(convert),
	{ 0, "users", "FILE", opt_text, &convert.users_file,
	  "records with segment, activity and message of users" },
	{ 0, "sorted", NULL, opt_flag, &convert.sorted,
	  "events come user by user: memory for one; needs --as-of" },
	{ 0, "as-of", "TIME", asof_take, &convert.asof,
	  "the end of the data; drop later events [time of the last event]" },
	{ 0, "mem", "SIZE", take_memory, &convert.memory,
	  "memory for events; beyond it temporary files are used [1G]" },
	{ 0, "partial", NULL, opt_flag, &convert.partial,
	  "write the events that matter, user by user, to be merged" },
	{ 0, "merge", NULL, opt_flag, &merge, "read what --partial wrote, not events" },
	{ 0, "final", NULL, opt_flag, &final, "as --merge, and for sure no --partial: the last step" },
	RUN_REJECTS(run),
	RUN_OPTIONS(run),
	{ 0 },
};

static const struct opt_program program = {
	.does = "say who reached a goal, after which message, and when",
	.usage = "--exposure COND --goal COND [OPTION ...] [FILE ...]\n"
	    "       ev-convert --step COND --step COND ... [OPTION ...] [FILE ...]\n"
	    "       ev-convert --final [OPTION ...] [FILE ...]",
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
	const char *why;

	merge |= final;
	if (final && c->partial)
		opt_wrong("--final does not go with --partial: it writes records");
	if (merge && convert_asked(c))
		opt_wrong("--merge takes the question from the parts: --exposure, --goal, --step and what "
		    "goes with them are for --partial");
	if (c->partial && (c->asof.given || c->users_file))
		opt_wrong("--as-of and --users are not for --partial: give them at the end");
	if (c->sorted && (merge || memory))
		opt_wrong("--sorted is for events, and needs no --mem");
	if (c->sorted && !c->partial && !c->asof.given)
		opt_wrong("--sorted needs --as-of: what is written first must not wait for the last event");
	if (!merge && (why = convert_check(c)))
		opt_wrong("%s", why);
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
take_part(void *arg, const struct record *r)
{
	struct reject why = { .at = r->at, .raw = r->text };

	if (convert_parts_take(arg, r, &why))
		run_reject(&run, &why);
	else
		run.tally.used++;
}

static void
read_input(char *const paths[], int n)
{
	struct decode decode = { .run = &run, .begin = convert_parts_begin, .sink = take_part,
		.arg = &parts, .from = &decode_ndjson, .jobs = 1,   /* one state */
		.parts = true };   /* even one of no events has a head */
	struct fault why;

	if (!merge) {
		convert_begin(&convert);
		events_read(&run, paths, n, take_event, &convert);
		return;
	}
	decode_files(&decode, paths, n);
	if (convert_parts_end(&parts, &why))
		run_fault(&run, "--merge", &why);
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
	read_input(argv + first, argc - first);
	progress_clear(&run.progress);
	convert_write(&convert, &run);
	note("value_cut", convert.value_cut);
	note("immature", convert.records - convert.mature);
	if (convert.estimand == CONVERT_CREDIT && !convert.partial)
		note("goals_without_exposure", convert.lost);
	if (!run.quiet && !convert.partial)
		convert_print(&convert);
	convert_free(&convert);
	convert_parts_free(&parts);
	return run_end(&run);
}
