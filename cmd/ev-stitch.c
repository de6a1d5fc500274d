/* ev-stitch - give events of anonymous ids to the users they belong to */
#include "diag.h"
#include "num.h"
#include "stitch.h"

enum { BLOCKED_SHOWN = 10, MAX_COMPONENT = 20 };

static struct run run;
static struct stitch stitch = { .max_component = MAX_COMPONENT };
static const char *component;

static const char *
take_mode(void *to, const char *text)
{
	static const char *const words[] = { "first", "retro-strict", "graph", NULL };
	int word = opt_word(text, words);

	*(enum stitch_mode *)to = (enum stitch_mode)word;
	return word < 0 ? "neither first, retro-strict nor graph" : NULL;
}

static const char *
take_users(void *to, const char *text)
{
	return num_int(span_of(text), 1, UINT32_MAX, to) ? "not a number from 1 on" : NULL;
}

static const char *
take_component(void *to, const char *text)
{
	component = text;
	return num_int(span_of(text), 2, UINT32_MAX, to) ? "not a number from 2 on" : NULL;
}

static const struct opt options[] = {
	{ 0, "stitch", "MODE", take_mode, &stitch.mode,
	  "who has a device of several users: first, retro-strict or graph [first]" },
	{ 0, "links", "FILE", opt_text, &stitch.links_file,
	  "take links of earlier runs from FILE, and write all to it" },
	{ 0, "max-users", "N", take_users, &stitch.max_users,
	  "an anonymous id of more users links nobody [retro-strict: 1, else any]" },
	{ 0, "max-component", "N", take_component, &stitch.max_component,
	  "with graph: how many ids may be one person [20]" },
	{ 0, "placeholders", NULL, opt_flag, &stitch.placeholder.off,
	  "take ids such as 'undefined' for ids" },
	{ 0, "placeholder-file", "FILE", placeholder_take, &stitch.placeholder,
	  "words that are no ids, one a line, in place of the list" },
	RUN_REJECTS(run),
	RUN_OPTIONS(run),
	{ 0 },
};

static const struct opt_program program = {
	.does = "give events of anonymous ids to the users they belong to",
	.usage = "[OPTION ...] [FILE ...]",
	.examples =
	    "  $ ev-sample --users 300 --days 7 --seed 1 | ev-normalize >events.ndjson\n"
	    "  $ ev-stitch events.ndjson >stitched.ndjson\n"
	    "  $ ev-stitch --links links.ndjson --stitch retro-strict events.ndjson >stitched.ndjson\n",
	.options = options,
};

/* "ids that name nobody: 'undefined' 12, 'null' 3" */
static void
print_blocked(const struct table *blocked)
{
	struct buf b = { 0 };
	char text[NUM_GROUPED];
	void **all;

	if (run.quiet || !blocked->n)
		return;
	all = table_sorted(blocked);
	for (size_t i = 0; i < blocked->n && i < BLOCKED_SHOWN; i++) {
		struct span id = table_key(blocked, all[i]);

		buf_printf(&b, "%s'%.*s' %s", i ? ", " : "", SPAN_SHOW(id),
		    num_grouped(*(uint64_t *)all[i], text));
	}
	warn("ids that name nobody: %s%s", buf_text(&b), blocked->n > BLOCKED_SHOWN ? ", ..." : "");
	free(all);
	buf_free(&b);
}

int
main(int argc, char *argv[])
{
	int first = run_begin(&run, &program, argc, argv, true);
	struct fault why;

	if (component && stitch.mode != STITCH_GRAPH)
		opt_wrong("--max-component goes with --stitch graph");
	if (stitch_begin(&stitch, &run, &why))
		die(DIAG_USAGE, "--links: %s", why.text);
	stitch_files(&stitch, argv + first, argc - first);
	print_blocked(&stitch.blocked);
	/* Links of a damaged input are true, but not all: the next run can tell. */
	if (run.code == DIAG_DONE && stitch_save(&stitch, &why))
		run_fault(&run, "--links", &why);
	stitch_free(&stitch);
	return run_end(&run);
}
