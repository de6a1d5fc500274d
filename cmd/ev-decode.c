/* ev-decode - make records, one JSON object a line, of any export's bytes */
#include "decode.h"
#include "profile.h"

static struct run run;
static struct decode decode = { .run = &run, .sink = decode_pass, .arg = &decode };
static struct profile profile;

static const struct opt options[] = {
	DECODE_OPTIONS(decode),
	{ 0, "with-source", NULL, opt_flag, &decode.source,
	  "put \"_source\":\"FILE:LINE\" first in each record" },
	PROFILE_OPTIONS(profile, "stats"),
	DECODE_JOBS(decode),
	RUN_REJECTS(run),
	RUN_OPTIONS(run),
	{ 0 },
};

static const struct opt_program program = {
	.does = "make records, one JSON object a line, of any export's bytes",
	.usage = "[OPTION ...] [FILE ...]",
	.examples =
	    "  $ ev-sample --users 50 | gzip | ev-decode\n"
	    "  $ ev-sample --users 50 | ev-decode --table\n"
	    "  $ printf 'user_id,event\\n7,signup\\n' | ev-decode --with-source\n"
	    "  $ printf '{\"data\":[{\"a\":1},{\"a\":2}]}' | ev-decode --records /data\n",
	.options = options,
};

static void
profile_record(void *arg, const struct record *r)
{
	(void)arg;
	run.tally.used++;
	profile_add(&profile, r->json);
}

int
main(int argc, char *argv[])
{
	int first = run_begin(&run, &program, argc, argv, true);

	if (profile.on) {
		decode.sink = profile_record;
		decode.jobs = 1;
	}
	decode_files(&decode, argv + first, argc - first);
	jpath_free(&decode.records);
	profile_end(&profile, &run);
	return run_end(&run);
}
