/* mixpanel-fetch - fetch Mixpanel's raw events, day by day */
#include "diag.h"
#include "jwrite.h"
#include "mixpanel.h"
#include "tstamp.h"

/* A day is over everywhere when it is noon of the next one in UTC. */
enum { DAY_S = 86400, LAST_ZONE_S = 12 * 3600 };

static struct run run;
static struct client client = CLIENT_DEFAULTS;
static struct mixpanel_config config = { .limit_s = MIXPANEL_LIMIT_S };
static struct decode decode = {
	.run = &run, .from = &decode_ndjson, .join = true, .sink = decode_pass, .arg = &decode,
};
static const char *from, *to, *state;
static bool dry_run;

static struct mixpanel mixpanel;
static struct mixpanel_days days;
static struct buf failed;          /* days, for the last message */
static uint64_t failures;

static const struct opt options[] = {
	{ 0, "from", "DATE", opt_text, &from, "the first day, such as 2021-06-01" },
	{ 0, "to", "DATE", opt_text, &to, "the last day, itself included" },
	{ 0, "project", "ID", opt_text, &config.project, "the project's number" },
	{ 0, "region", "REGION", opt_text, &config.region, "where it is kept: us, eu or in [us]" },
	{ 0, "key", "FILE", opt_text, &config.key,
	  "a service account, USER:SECRET [$" MIXPANEL_VARIABLE "]" },
	{ 0, "event", "NAME", opt_list, &config.event, "only events of this name; gathers" },
	{ 0, "where", "EXPR", opt_text, &config.where, "only events for which this expression holds" },
	{ 0, "state", "FILE", opt_text, &state, "note the days given out; leave out those noted" },
	{ 0, "dry-run", NULL, opt_flag, &dry_run, "write the days that would be asked for" },
	{ 0, "endpoint", "URL", opt_text, &config.endpoint, "the service, in place of the region's" },
	{ 0, "limit-time", "TIME", opt_seconds, &config.limit_s,
	  "how long to wait out the rate limit, a day [65m]" },
	{ 0, "with-source", NULL, opt_flag, &decode.source, "begin each record with its day and line" },
	CLIENT_OPTIONS(client),
	RUN_REJECTS(run),
	RUN_OPTIONS(run),
	{ 0 },
};

static const struct opt_program program = {
	.does = "fetch Mixpanel's raw events, day by day",
	.usage = "--from DATE --to DATE --project ID [OPTION ...]",
	.examples =
	    "  $ mixpanel-fetch --from 2021-06-01 --to 2021-06-30 --project 42 --dry-run\n",
	.options = options,
};

static void
note_failure(const struct fault *why)
{
	run_fault(&run, buf_text(&mixpanel.where), why);
	buf_printf(&failed, "%s%s", failures++ ? ", " : "", mixpanel.name);
}

/* The window is whole: its records, out, then noted. */
static int
give_window(int32_t day, struct fault *why)
{
	struct input in;
	int rc;

	if (mixpanel_days_begin(&days, day, &run.out, why))
		return -1;
	input_from(&in, buf_text(&mixpanel.where), mixpanel_take, &mixpanel);
	rc = decode_run(&decode, &in, why);
	input_close(&in);
	if (rc)
		return -1;
	if (state)
		mark_end(&run, buf_text(&mixpanel.where), NULL);
	tally_add(&run.tally, TALLY_NOTE, "days", 1);
	if (mixpanel.unverified)
		tally_add(&run.tally, TALLY_NOTE, "unverified_days", 1);
	return mixpanel_days_add(&days, day, &run.out, why);
}

static void
write_window(int32_t day)
{
	jwrite_begin(&run.out.buf);
	jwrite_date(&run.out.buf, SPAN("window"), day);
	jwrite_end(&run.out.buf);
	out_end_line(&run.out);
	run.tally.written++;
}

/* One that is noted would never be asked for again, and lack what comes later. */
static bool
is_open(int32_t day)
{
	return (int64_t)time(NULL) < ((int64_t)day + 1) * DAY_S + LAST_ZONE_S;
}

/* Whether the window is to be left out. */
static bool
is_left_out(int32_t day)
{
	if (mixpanel_days_has(&days, day)) {
		tally_add(&run.tally, TALLY_NOTE, "days_noted_before", 1);
		return true;
	}
	if (!is_open(day))
		return false;
	if (!run.quiet)
		warn("%s: the day is not over yet%s", buf_text(&mixpanel.where),
		    state ? ": left for another time" : ": more of it may come");
	if (state)
		tally_add(&run.tally, TALLY_NOTE, "days_not_over", 1);
	return state;
}

static void
take_day(int32_t day)
{
	struct fault why;

	if (!mixpanel_get(&mixpanel, &why) && !give_window(day, &why))
		return;
	note_failure(&why);
	mark_end(&run, buf_text(&mixpanel.where), &why);
}

/* Half of it is there from a run that was killed: it comes before all others. */
static bool
complete_day(int32_t day)
{
	mixpanel_name(&mixpanel, day);
	if (dry_run || !mark_resume(&days.mark, &run, buf_text(&mixpanel.where)))
		return false;
	take_day(day);
	return true;
}

static void
take_days(int32_t first, int32_t last)
{
	bool completed = complete_day(days.begun);

	for (int32_t day = first; day <= last && !mixpanel.hopeless; day++) {
		if (completed && day == days.begun)
			continue;
		mixpanel_name(&mixpanel, day);
		if (is_left_out(day))
			continue;
		if (dry_run)
			write_window(day);
		else
			take_day(day);
	}
	if (failures > 1)
		warn("not complete, days that failed: %s", buf_text(&failed));
}

static int32_t
read_day(const char *option, const char *text)
{
	int32_t day;

	if (!text)
		opt_wrong("--from and --to are needed");
	if (tstamp_parse_date(span_of(text), &day))
		opt_wrong("%s '%s': not a date such as 2021-06-11", option, text);
	return day;
}

static void
begin(int argc, char *argv[])
{
	int first = run_begin(&run, &program, argc, argv, false);
	struct fault why;

	if (first < argc)
		opt_wrong("'%s': there are no operands", argv[first]);
	if (read_day("--from", from) > read_day("--to", to))
		opt_wrong("--from is later than --to");
	client_begin(&client, &run);
	if (mixpanel_init(&mixpanel, &config, &client, &why))
		opt_wrong("%s", why.text);
	if (!dry_run && mixpanel_read_key(&mixpanel, &why))
		die(DIAG_STOPPED, "%s", why.text);
	if (mixpanel_days_open(&days, state, dry_run, config.project, buf_span(&mixpanel.base), &why))
		die(fault_exit(&why), "%s", why.text);
}

int
main(int argc, char *argv[])
{
	begin(argc, argv);
	take_days(read_day("--from", from), read_day("--to", to));
	mixpanel_days_free(&days);
	mixpanel_free(&mixpanel);
	client_end(&client);
	buf_free(&failed);
	return run_end(&run);
}
