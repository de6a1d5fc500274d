/* ev-segment - put users into segments by how active they are */
#include "diag.h"
#include "events.h"
#include "grouping.h"
#include "jwrite.h"
#include "micro.h"
#include "num.h"
#include "population_part.h"

enum { MIN_SEGMENT = 30, GROUPS = 5, AHEAD = 8 };

static struct run run;
static struct population population = { .rules = POPULATION_RULES };
static struct population_parts parts = { .to = &population };
static struct grouping grouping = { .min = MIN_SEGMENT, .frame.window = ACTIVITY_WINDOW,
	.clusters = GROUPS, .salt = "" };
static struct history history;
static enum history_interval interval = HISTORY_WEEKS;
static const char *levels_file;
static bool over_time, merge, final, partial;

static const char *
take_by(void *to, const char *text)
{
	static const char *const words[] = { "levels", "lifecycle", "rfm", "cluster", NULL };
	int word = opt_word(text, words);

	if (word < 0)
		return "not levels, lifecycle, rfm or cluster";
	*(enum grouping_by *)to = (enum grouping_by)word;
	return NULL;
}

static const char *
take_interval(void *to, const char *text)
{
	static const char *const words[] = { "day", "week", "month", NULL };
	int word = opt_word(text, words);

	if (word < 0)
		return "not day, week or month";
	*(enum history_interval *)to = (enum history_interval)word;
	return NULL;
}

static const char *
take_window(void *to, const char *text)
{
	int64_t n;

	if (num_int(span_of(text), ACTIVITY_WINDOW_MIN, ACTIVITY_WINDOW_MAX, &n))
		return "not a number from 7 to 57";
	*(int *)to = (int)n;
	return NULL;
}

static const char *
take_clusters(void *to, const char *text)
{
	return num_int(span_of(text), 2, CLUSTER_MOST, to) ? "not a number from 2 to 32" : NULL;
}

static const struct opt options[] = {
	{ 0, "by", "RULE", take_by, &grouping.by, "levels, lifecycle, rfm or cluster [levels]" },
	POPULATION_OPTIONS(population.rules),
	{ 0, "window", "N", take_window, &grouping.frame.window,
	  "days that the levels look back, 7 to 57 [28]" },
	{ 0, "levels", "FILE", opt_text, &levels_file, "levels by one's own rules" },
	{ 0, "clusters", "N", take_clusters, &grouping.clusters, "of --by cluster, 2 to 32 [5]" },
	{ 0, "salt", "TEXT", opt_text, &grouping.salt, "of --by cluster: another draw [none]" },
	{ 0, "min-segment", "N", opt_count, &grouping.min, "merge tiers of fewer users [30]" },
	{ 0, "history", NULL, opt_flag, &over_time,
	  "write how many came, stayed and left over time, instead of users" },
	{ 0, "interval", "UNIT", take_interval, &interval, "of --history: day, week or month [week]" },
	{ 0, "partial", NULL, opt_flag, &partial, "write the state of the users, to be merged" },
	{ 0, "merge", NULL, opt_flag, &merge, "read states that --partial wrote, not events" },
	{ 0, "final", NULL, opt_flag, &final, "as --merge, and for sure no --partial: the last step" },
	RUN_REJECTS(run),
	RUN_OPTIONS(run),
	{ 0 },
};

static const struct opt_program program = {
	.does = "put users into segments by how active they are",
	.usage = "[OPTION ...] [FILE ...]",
	.examples =
	    "  $ ev-sample --users 300 --days 60 --seed 1 | ev-normalize >events.ndjson\n"
	    "  $ ev-segment events.ndjson >users.ndjson\n"
	    "  $ ev-segment --tz +02:00 --where 'event!=Message Sent' events.ndjson >users.ndjson\n",
	.options = options,
};

static void
check_options(void)
{
	struct population_rules *r = &population.rules;
	struct fault why;

	merge |= final;
	r->kinds = grouping.by == GROUPING_CLUSTER && !merge;
	if (final && partial)
		opt_wrong("--final does not go with --partial: it writes users");
	if (over_time && (merge || partial))
		opt_wrong("--history does not go with --partial, --merge or --final");
	if (over_time && r->value.text)
		opt_wrong("--history counts users: --value is for segments");
	if (merge && population_rules_set(r))
		opt_wrong("--merge takes the options from the states: --tz, --unit, --event, --where, "
		    "--known and --value are for --partial");
	if (merge && partial && r->as_of.given)
		opt_wrong("--as-of is for --partial alone, or for --merge alone");
	if (levels_file && levels_read(&grouping.levels, levels_file, &why))
		opt_wrong("--levels: %s", why.text);
	if (grouping.levels.of_value && !merge && !r->value.text)
		opt_wrong("--levels: a condition looks at value: --value PATH says what that is");
}

/* ---- in ---- */

static void
take_event(void *arg, const struct event *e, const struct place *at)
{
	struct reject why = { .at = *at, .raw = e->line };
	const char *dropped;
	int took = population_add(&population, e, &dropped, &why);

	(void)arg;
	if (took > 0)
		run.tally.used++;
	else if (took < 0)
		run_reject(&run, &why);
	else
		tally_add(&run.tally, TALLY_DROPPED, dropped, 1);
}

static void
take_state(void *arg, const struct record *r)
{
	struct reject why = { .at = r->at, .raw = r->text };

	if (population_parts_take(arg, r, &why))
		run_reject(&run, &why);
	else
		run.tally.used++;
}

static void
read_input(char *const paths[], int n)
{
	struct decode decode = { .run = &run, .begin = population_parts_begin, .sink = take_state,
		.arg = &parts, .from = &decode_ndjson, .jobs = 1,   /* one state */
		.parts = true };   /* even one of no events has a head */
	struct fault why;

	if (!merge) {
		events_read(&run, paths, n, take_event, NULL);
		population_settle(&population);
		return;
	}
	decode_files(&decode, paths, n);
	if (population_parts_end(&parts, &why))
		run_fault(&run, "--merge", &why);
	if (grouping.by == GROUPING_CLUSTER && parts.first_seen && !population.rules.kinds)
		die(DIAG_STOPPED, "--by cluster: the states were made without it, give it to --partial too");
}

/* ---- out ---- */

static void
write_user(struct span id, const struct person *u, const struct grouped *g)
{
	const struct activity *a = &u->activity;
	char value[MICRO_TEXT];
	struct buf *b = &run.out.buf;

	jwrite_begin(b);
	jwrite_string(b, SPAN("user_id"), id);
	jwrite_string(b, SPAN("segment"), g->segment);
	jwrite_string(b, SPAN("activity"), g->activity);
	jwrite_string(b, SPAN("tier"), segment_tier_name(g->place.tier));
	jwrite_string(b, SPAN("lifecycle"), activity_cycle_name(g->view.cycle));
	jwrite_int(b, SPAN("recency_days"), g->view.recency_days);
	jwrite_int(b, SPAN("l7"), g->view.l7);
	jwrite_int(b, SPAN("l28"), g->view.l28);
	jwrite_int(b, SPAN("tenure_days"), g->view.tenure_days);
	jwrite_int(b, SPAN("events"), (int64_t)a->events);
	if (grouping.valued)
		jwrite_raw(b, SPAN("value"), (struct span){ value, micro_format(u->value, value) });
	jwrite_int(b, SPAN("r"), g->place.r);
	jwrite_int(b, SPAN("f"), g->place.f);
	jwrite_int(b, SPAN("m"), g->place.m);
	jwrite_date(b, SPAN("first_seen"), a->first);
	jwrite_date(b, SPAN("last_seen"), a->last);
	jwrite_date(b, SPAN("as_of"), grouping.frame.as_of);
	jwrite_string(b, SPAN("tz"), span_of(population.rules.zone.name));
	jwrite_end(b);
	out_end_line(&run.out);
	run.tally.written++;
}

static void
write_users(void)
{
	void **sorted = table_sorted(&population.users);
	struct grouped g;

	for (size_t i = 0; i < population.users.n; i++) {
		/* In order of ids they lie anywhere: the next ones are asked for. */
		if (i + AHEAD < population.users.n)
			__builtin_prefetch(sorted[i + AHEAD]);
		grouping_find(&grouping, sorted[i], &g);
		write_user(table_key(&population.users, sorted[i]), sorted[i], &g);
	}
	free(sorted);
}

static void
write_segments(void)
{
	if (activity_span(&grouping.frame) < ACTIVITY_SHORTEST)
		tally_add(&run.tally, TALLY_NOTE, "short_history", 1);
	grouping_begin(&grouping, &population);
	write_users();
	if (!run.quiet && population.users.n)
		grouping_print(&grouping, population.rules.zone.name, population.users.n);
	grouping_free(&grouping);
}

static void
write_all(void)
{
	bool any = population_frame(&population, grouping.frame.window, &grouping.frame);

	if (population.cut)
		tally_add(&run.tally, TALLY_NOTE, "value_cut", population.cut);
	if (partial) {
		population_part_write(&population, &run.out);
		run.tally.written = population.users.n;
	} else if (any) {
		population_check_days(&population);
		if (over_time)
			run.tally.written = history_write(&history, grouping.frame.begin,
			    grouping.frame.as_of, &run.out);
		else
			write_segments();
	}
}

int
main(int argc, char *argv[])
{
	int first = run_begin(&run, &program, argc, argv, true);

	check_options();
	population_begin(&population);
	history_init(&history, interval);
	if (over_time)
		population.history = &history;
	read_input(argv + first, argc - first);
	progress_clear(&run.progress);
	write_all();
	history_free(&history);
	population_free(&population);
	population_parts_free(&parts);
	return run_end(&run);
}
