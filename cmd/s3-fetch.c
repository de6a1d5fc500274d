/* s3-fetch - the records inside objects on Amazon S3 */
#include "diag.h"
#include "fetch.h"
#include "store_file.h"
#include "store_s3.h"

static struct run run;
static struct fetch fetch = FETCH_DEFAULTS;
static struct store_s3_config config;

static const struct opt options[] = {
	FETCH_OPTIONS(fetch),
	{ 0, "profile", "NAME", opt_text, &config.profile, "whose keys, region and endpoint" },
	{ 0, "anonymous", NULL, opt_flag, &config.anonymous, "no credentials: public buckets" },
	{ 0, "region", "NAME", opt_text, &config.region, "where to ask first [us-east-1]" },
	{ 0, "request-payer", NULL, opt_flag, &config.request_payer,
	  "pay for it, where the requester does" },
	{ 0, "endpoint", "URL", opt_text, &config.endpoint,
	  "the service [https://s3.REGION.amazonaws.com]" },
	DECODE_OPTIONS(fetch.decode),
	RUN_REJECTS(run),
	RUN_OPTIONS(run),
	{ 0 },
};

static const struct opt_program program = {
	.does = "fetch the records inside objects on Amazon S3",
	.usage = "[OPTION ...] [URI ...]",
	.examples =
	    "  $ ev-sample --users 50 --days 3 --seed 1 --bucket bucket\n"
	    "  $ s3-fetch --max-rejects 1% file://bucket/ >raw.ndjson\n"
	    "  $ s3-fetch --list file://bucket/ | tail -n 2 | s3-fetch --with-source >some.ndjson\n",
	.options = options,
};

int
main(int argc, char *argv[])
{
	struct store files = { &store_file }, *s3;
	struct fault why;
	int first = run_begin(&run, &program, argc, argv, true);

	fetch_begin(&fetch, &run);
	config.header = &fetch.client.header;
	if (!(s3 = store_s3_new(&config, fetch.client.http, &fetch.client.policy, &why)))
		die(DIAG_STOPPED, "%s", why.text);
	fetch_run(&fetch, (struct store *const[]){ s3, &files, NULL }, argv + first,
	    (size_t)(argc - first));
	store_s3_free(s3);
	fetch_end(&fetch);
	return run_end(&run);
}
