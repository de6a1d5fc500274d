/* ev-dedup - pass the first of each event, drop those that come again */
#include "dedup.h"
#include "diag.h"
#include "num.h"

enum { MEMORY = 1 << 30, LEAST_MEMORY = 64 << 10, FEW = 1000 };

static struct run run;
static struct dedup dedup = { .memory = MEMORY };
static const char *memory;

static const char *
take_conflict(void *to, const char *text)
{
	static const char *const words[] = { "first", "last", "both", "fail", NULL };
	int word = opt_word(text, words);

	*(enum dedup_keep *)to = (enum dedup_keep)word;
	return word < 0 ? "neither first, last, both nor fail" : NULL;
}

static const char *
take_window(void *to, const char *text)
{
	const char *why = opt_seconds(to, text);
	int64_t ns;

	if (!why && __builtin_mul_overflow(*(int64_t *)to, TSTAMP_SECOND, &ns))
		why = "more than 292 years";
	return !why && !ns ? "no time at all" : why;
}

static const char *
take_memory(void *to, const char *text)
{
	const char *why = opt_size(to, text);

	memory = text;
	return !why && *(size_t *)to < LEAST_MEMORY ? "less than 64K" : why;
}

static const struct opt options[] = {
	{ 0, "key", "KEY", dedup_key_take, &dedup.key,
	  "event_id, mixpanel or PATH,PATH,...: what is one event [event_id]" },
	{ 0, "on-conflict", "WORD", take_conflict, &dedup.keep,
	  "of different events with one key: first, last, both, or fail [first]" },
	{ 0, "stable", NULL, opt_flag, &dedup.stable,
	  "keep the one received first, whatever the order of the input" },
	{ 0, "window", "TIME", take_window, &dedup.window_s,
	  "remember ids for so long, by the events' times [the whole input]" },
	{ 0, "mem", "SIZE", take_memory, &dedup.memory,
	  "memory for ids; beyond it temporary files are used [1G]" },
	RUN_REJECTS(run),
	RUN_OPTIONS(run),
	{ 0 },
};

static const struct opt_program program = {
	.does = "pass the first of each event, drop those that come again",
	.usage = "[OPTION ...] [FILE ...]",
	.examples =
	    "  $ ev-sample --users 300 --days 7 --seed 1 | ev-normalize >events.ndjson\n"
	    "  $ ev-dedup events.ndjson >once.ndjson\n"
	    "  $ ev-dedup --stable --key mixpanel events.ndjson events.ndjson >once.ndjson\n",
	.options = options,
};

static void
check_options(void)
{
	if (dedup.window_s && (dedup.stable || dedup.keep == DEDUP_LAST))
		opt_wrong("--window does not go with --stable or --on-conflict last, which see all first");
	if (dedup.window_s && memory)
		opt_wrong("--window does not go with --mem: it holds the ids of the window");
}

static void
take_event(void *arg, const struct event *e, const struct place *at)
{
	dedup_take(arg, e, at);
}

static void
print_cost(const struct dedup *d)
{
	char ids[NUM_GROUPED], bytes[NUM_GROUPED];

	if (run.quiet)
		return;
	/* Of a few ids the least size is all there is to say. */
	if (d->ids >= FEW)
		warn("%s ids in %s bytes, %.1f an id", num_grouped(d->ids, ids),
		    num_grouped(d->id_bytes, bytes), (double)d->id_bytes / (double)d->ids);
	if (d->spill.lines.n)
		warn("%s events waited in temporary files, %s bytes",
		    num_grouped(d->spill.lines.n, ids), num_grouped(d->spill.lines.bytes, bytes));
}

int
main(int argc, char *argv[])
{
	int first = run_begin(&run, &program, argc, argv, true);

	check_options();
	dedup_begin(&dedup, &run);
	events_read(&run, argv + first, argc - first, take_event, &dedup);
	progress_clear(&run.progress);
	dedup_end(&dedup);
	print_cost(&dedup);
	dedup_free(&dedup);
	return run_end(&run);
}
