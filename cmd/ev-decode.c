/* ev-decode - make records, one JSON object a line, of any export's bytes */
#include <sys/stat.h>

#include "decode.h"
#include "profile.h"

static struct run run;
static struct decode decode = { .run = &run };
static struct profile profile;
static bool with_source;

static const struct opt options[] = {
	DECODE_OPTIONS(decode),
	{ 0, "with-source", NULL, opt_flag, &with_source,
	  "put \"_source\":\"FILE:LINE\" first in each record" },
	PROFILE_OPTIONS(profile, "stats"),
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
write_record(void *arg, const struct record *r)
{
	(void)arg;
	run.tally.used++;
	if (profile.on) {
		profile_add(&profile, r->json);
		return;
	}
	run.tally.written++;
	decode_write(&run.out, r, with_source);
}

static void
read_file(const char *path)
{
	struct fault why = { 0 };
	struct input in;

	if (input_open(&in, path, &run.out, &why)) {
		run_fault(&run, "cannot open", &why);
		return;
	}
	if (decode_run(&decode, &in, &why))
		run_fault(&run, in.name, &why);
	input_close(&in);
}

/* Of all files, for the progress; -1 where one has none. */
static int64_t
total_size(char *const paths[], int n)
{
	int64_t total = n ? 0 : -1;
	struct stat st;

	for (int i = 0; i < n && total >= 0; i++)
		if (stat(paths[i], &st) == 0 && S_ISREG(st.st_mode))
			total += st.st_size;
		else
			total = -1;
	return total;
}

int
main(int argc, char *argv[])
{
	int first = run_begin(&run, &program, argc, argv, true);

	decode.sink = write_record;
	run.progress.total = total_size(argv + first, argc - first);
	for (int i = first; i < argc; i++)
		read_file(argv[i]);
	if (first == argc)
		read_file("-");
	jpath_free(&decode.records);
	profile_end(&profile, &run);
	return run_end(&run);
}
