/* gcs-fetch - the records inside objects on Google Cloud Storage */
#include "diag.h"
#include "fetch.h"
#include "store_file.h"
#include "store_gcs.h"

static struct run run;
static struct fetch fetch = FETCH_DEFAULTS;
static struct store_gcs_config config;

static const struct opt options[] = {
	FETCH_OPTIONS(fetch),
	{ 0, "key", "FILE", opt_text, &config.key, "credentials, a service account's or a user's" },
	{ 0, "anonymous", NULL, opt_flag, &config.anonymous, "no credentials: public buckets" },
	{ 0, "user-project", "ID", opt_text, &config.user_project,
	  "project that pays, where the requester does" },
	{ 0, "endpoint", "URL", opt_text, &config.endpoint,
	  "the service [https://storage.googleapis.com]" },
	DECODE_OPTIONS(fetch.decode),
	RUN_REJECTS(run),
	RUN_OPTIONS(run),
	{ 0 },
};

static const struct opt_program program = {
	.does = "fetch the records inside objects on Google Cloud Storage",
	.usage = "[OPTION ...] [URI ...]",
	.examples =
	    "  $ ev-sample --users 50 --days 3 --seed 1 --bucket bucket\n"
	    "  $ gcs-fetch --max-rejects 1% file://bucket/ >raw.ndjson\n"
	    "  $ gcs-fetch --list file://bucket/ | tail -n 2 | gcs-fetch --with-source >some.ndjson\n",
	.options = options,
};

int
main(int argc, char *argv[])
{
	struct store files = { &store_file }, *gcs;
	struct fault why;
	int first = run_begin(&run, &program, argc, argv, true);

	fetch_begin(&fetch, &run);
	config.header = &fetch.client.header;
	if (!(gcs = store_gcs_new(&config, fetch.client.http, &fetch.client.policy, &why)))
		die(DIAG_STOPPED, "%s", why.text);
	fetch_run(&fetch, (struct store *const[]){ gcs, &files, NULL }, argv + first,
	    (size_t)(argc - first));
	store_gcs_free(gcs);
	fetch_end(&fetch);
	return run_end(&run);
}
