/* ev-report - say what messages did, by the users' level of activity */
#include "columns.h"
#include "diag.h"
#include "events.h"
#include "page_report.h"
#include "records.h"
#include "report_replay.h"
#include "report_write.h"
#include "srm.h"

enum { LEAST_WIDTH = 120 };

static struct run run;
static struct report report;
static struct report_move move;
static struct report_days days;
static struct report_events events;
static struct report_match match;
static struct opt_list users, event_files;
static struct pred *exposure, *goal;
static const char *salt, *before, *after, *html;
static int cuped = -1;
static bool sequential, table, figures, cem;

static const char *const cuped_words[] = { "events", "l28", "recency_days", "tenure_days", NULL };

static const char *
take_cuped(void *to, const char *text)
{
	*(int *)to = opt_word(text, cuped_words);
	return *(int *)to < 0 ? "neither events, l28, recency_days nor tenure_days" : NULL;
}

static const struct opt options[] = {
	{ 0, "message", "NAME[:WEIGHT]", assign_plan_message, &report.plan,
	  "a message, with its share; all of them, or none: equal shares" },
	{ 0, "control", "NAME[:WEIGHT]", assign_plan_control, &report.plan,
	  "what messages are measured against [control, else the first]" },
	{ 0, "users", "FILE", opt_list, &users, "users, as ev-segment or ev-assign wrote them" },
	{ 0, "cuped", "FIELD", take_cuped, &cuped,
	  "take off what events, l28 ... of --users explain" },
	{ 0, "salt", "TEXT", opt_text, &salt,
	  "of ev-assign, whose output --users is: draw again 999 times" },
	{ 0, "sequential", NULL, opt_flag, &sequential, "besides, intervals for who looks every day" },
	{ 0, "after", "FILE", opt_text, &after, "users later: from which activity to which they went" },
	{ 0, "before", "FILE", opt_text, &before, "users before [the activity of the records]" },
	{ 0, "figures", NULL, opt_flag, &figures,
	  "besides, by day, time to convert, active days: what can be drawn" },
	{ 0, "events", "FILE", opt_list, &event_files,
	  "events: retention, and how many messages users had in 7 days" },
	{ 0, "exposure", "COND", pred_take, &exposure, "of --events, those that show a message" },
	{ 0, "cem", NULL, opt_flag, &cem,
	  "besides, exposed users beside like ones of --users who were not yet" },
	{ 0, "goal", "COND", pred_take, &goal, "of --events, those that --cem counts as success" },
	{ 0, "as-of", "TIME", asof_take, &report.asof,
	  "the end of the data; drop later events [the latest time there is]" },
	{ 0, "html", "FILE", opt_text, &html, "besides, write a page for people; -: it, and no records" },
	{ 0, "table", NULL, opt_flag, &table, "a table for people, no records" },
	RUN_REJECTS(run),
	RUN_OPTIONS(run),
	{ 0 },
};

static const struct opt_program program = {
	.does = "say what messages did, by the users' level of activity",
	.usage = "[OPTION ...] [FILE ...]",
	.examples =
	    "  $ ev-sample --users 900 --days 40 --seed 1 | ev-normalize >events.ndjson\n"
	    "  $ ev-segment --as-of 2021-06-21 events.ndjson >users.ndjson\n"
	    "  $ ev-convert --exposure 'Message Sent' --goal 'Order Completed' \\\n"
	    "      --users users.ndjson events.ndjson | ev-report --table\n",
	.options = options,
};

static bool
is_dash(const char *path)
{
	return path && !strcmp(path, "-");
}

static void
check_options(void)
{
	struct assign_plan *plan = &report.plan;
	const char *why = NULL;

	if (salt && !users.n)
		opt_wrong("--salt needs --users: the output of ev-assign");
	if (cuped >= 0 && !users.n)
		opt_wrong("--cuped needs --users");
	if (is_dash(html) && table)
		opt_wrong("--html - and --table both want stdout");
	if (before && !after)
		opt_wrong("--before needs --after");
	if (event_files.n ? !exposure : exposure != NULL)
		opt_wrong("--events and --exposure need each other");
	if (cem != (goal != NULL) || (cem && (!users.n || !event_files.n)))
		opt_wrong("--cem needs --goal, --users and --events");
	figures = figures || html;
	report.timed = figures || event_files.n;
	if (report.asof.given && !report.timed)
		opt_wrong("--as-of goes with --figures and --events");
	if (plan->control)
		report.control = plan->message[plan->control_at].name;
	if (plan->messages == 1 && plan->control) {
		plan->messages = 0;
		return;
	}
	if (plan->messages && (why = assign_plan_settle(plan)))
		opt_wrong("--message: %s", why);
	if (plan->messages)
		report_named(&report);
}

/* Of all files only one can be stdin; without operands the records are. */
static void
check_stdin(char *const paths[], int n)
{
	int seen = !n + is_dash(before) + is_dash(after);

	for (int i = 0; i < n; i++)
		seen += is_dash(paths[i]);
	for (size_t i = 0; i < OPT_LIST; i++)
		seen += is_dash(users.item[i]) + is_dash(event_files.item[i]);
	if (seen > 1)
		opt_wrong("only one of the files can be stdin");
}

static void
read_users(void)
{
	struct fault why = { 0 };
	int rc = 0;

	for (size_t i = 0; i < users.n && !rc; i++)
		if ((rc = report_users(&report, users.item[i], run.max_line, &why)))
			die(DIAG_STOPPED, "--users: %s", why.text);
	if (before && users_read(&move.before, before, run.max_line, &why))
		die(DIAG_STOPPED, "--before: %s", why.text);
	if (after && users_read(&move.after, after, run.max_line, &why))
		die(DIAG_STOPPED, "--after: %s", why.text);
	move.has_before = before != NULL;
}

static int
take(void *arg, struct span line, const struct place *at, struct reject *why)
{
	(void)at;
	if (report_take(arg, line, why))
		return -1;
	run.tally.used++;
	return 0;
}

/* The latest event is the end of the data, whoever it is of. */
static void
take_event(void *arg, const struct event *e, const struct place *at)
{
	const char *why = "after_as_of";

	(void)at;
	if (asof_see(&report.asof, e->timestamp.ns)) {
		why = report_events_add(arg, e);
		if (cem && report_match_add(&match, e))
			why = NULL;
	}
	if (why)
		tally_add(&run.tally, TALLY_DROPPED, why, 1);
	else
		run.tally.used++;
}

/* Events first: they say where the data ends. */
static void
count_figures(void)
{
	const char *why;

	if (event_files.n)
		report_events_init(&events, &report, exposure);
	if (cem && (why = report_match_init(&match, &report, exposure, goal)))
		die(DIAG_STOPPED, "--cem: %s", why);
	for (size_t i = 0; i < event_files.n; i++)
		events_read_one(&run, event_files.item[i], take_event, &events);
	progress_clear(&run.progress);
	if (event_files.n)
		report_events_settle(&events, report.asof.ns);
	if (cem)
		report_match_settle(&match, report.asof.ns);
	if (figures)
		report_days_init(&days, &report, report.asof.ns, after ? &move.after : NULL);
	if (days.untimed)
		tally_add(&run.tally, TALLY_NOTE, "without_times", days.untimed);
}

/* Notes stand at the end: no narrower, where the terminal is. */
static size_t
width(void)
{
	size_t screen = columns_screen(run.out.fd);

	return screen > LEAST_WIDTH ? screen : LEAST_WIDTH;
}

static void
write_page(const struct report_page *report_page)
{
	struct page_report r = { report_page, salt, cuped < 0 ? NULL : cuped_words[cuped] };
	struct page page = { 0 };
	struct fault why;

	page_report(&page, &r);
	if (is_dash(html)) {
		buf_put(&run.out.buf, buf_span(&page.buf));
		out_end_bytes(&run.out);
	} else if (page_save(&page, html, &why)) {
		die(DIAG_STOPPED, "--html: %s", why.text);
	}
	page_free(&page);
}

static uint64_t
write_records(const struct report_page *page)
{
	if (html)
		write_page(page);
	if (is_dash(html))
		return 1;
	return table ? report_table(page, &run.out, width()) : report_write(page, &run.out);
}

static void
write_report(struct report_figures *f)
{
	struct report_page page = { .report = &report, .figures = f, .known = users.n > 0,
		.sequential = sequential, .move = after ? &move : NULL,
		.days = figures ? &days : NULL, .events = event_files.n ? &events : NULL,
		.match = cem ? &match : NULL };

	if (after && report_move_count(&move, &report))
		die(DIAG_STOPPED, "--after: more than %d levels of activity", REPORT_MOVE_LEVELS);
	report_write_begin(&page);
	run.tally.written = write_records(&page);
	if (!run.quiet && report.chosen)
		warn("messages are measured against %.*s: see --control", SPAN_SHOW(report.control));
	if (!run.quiet && page.balance.srm < SRM_ALARM)
		warn("messages do not have their shares of users: p %.2g, trust no figure",
		    page.balance.srm);
	report_write_end(&page);
}

static void
report_all(void)
{
	struct report_figures f;
	const char *why = report_settle(&report);

	if (why)
		die(DIAG_STOPPED, "--control: %s", why);
	count_figures();
	if (run.code != DIAG_DONE)
		return;
	report_figures_init(&f, &report);
	if (cuped >= 0)
		report_figures_cuped(&f, (enum user_number)cuped);
	if (salt && report_replay(&f, &report, span_of(salt)))
		die(DIAG_STOPPED, "--salt: ev-assign would not give the messages that --users has; "
		    "weights are given by --message and --control");
	write_report(&f);
	report_figures_free(&f);
}

int
main(int argc, char *argv[])
{
	int first;

	report_init(&report);
	report_move_init(&move);
	first = run_begin(&run, &program, argc, argv, true);
	check_options();
	check_stdin(argv + first, argc - first);
	read_users();
	records_read(&run, argv + first, argc - first, take, &report);
	progress_clear(&run.progress);
	/* Who is missing would change figures, and nobody could tell. */
	if (run.code == DIAG_DONE)
		report_all();
	report_days_free(&days);
	report_events_free(&events);
	report_match_free(&match);
	pred_free(exposure);
	pred_free(goal);
	report_move_free(&move);
	report_free(&report);
	return run_end(&run);
}
