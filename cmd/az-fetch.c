/* az-fetch - the records inside objects on Azure Blob Storage */
#include "diag.h"
#include "fetch.h"
#include "store_az.h"
#include "store_file.h"

static struct run run;
static struct fetch fetch = FETCH_DEFAULTS;
static struct store_az_config config;

static const struct opt options[] = {
	FETCH_OPTIONS(fetch),
	{ 0, "account", "NAME", opt_text, &config.auth.account, "storage account" },
	{ 0, "key", "FILE", opt_text, &config.auth.key,
	  "the account's key, a SAS token or a connection string" },
	{ 0, "anonymous", NULL, opt_flag, &config.auth.anonymous,
	  "no credentials: public containers" },
	{ 0, "endpoint", "URL", opt_text, &config.auth.endpoint,
	  "the service [https://ACCOUNT.blob.core.windows.net]" },
	DECODE_OPTIONS(fetch.decode),
	RUN_REJECTS(run),
	RUN_OPTIONS(run),
	{ 0 },
};

static const struct opt_program program = {
	.does = "fetch the records inside objects on Azure Blob Storage",
	.usage = "[OPTION ...] [URI ...]",
	.examples =
	    "  $ ev-sample --users 50 --days 3 --seed 1 --bucket bucket\n"
	    "  $ az-fetch --max-rejects 1% file://bucket/ >raw.ndjson\n"
	    "  $ az-fetch --list file://bucket/ | tail -n 2 | az-fetch --with-source >some.ndjson\n",
	.options = options,
};

int
main(int argc, char *argv[])
{
	struct store files = { &store_file }, *az;
	struct fault why;
	int first = run_begin(&run, &program, argc, argv, true);

	fetch_begin(&fetch, &run);
	config.header = &fetch.client.header;
	if (!(az = store_az_new(&config, fetch.client.http, &fetch.client.policy, &why)))
		die(DIAG_STOPPED, "%s", why.text);
	fetch_run(&fetch, (struct store *const[]){ az, &files, NULL }, argv + first,
	    (size_t)(argc - first));
	store_az_free(az);
	fetch_end(&fetch);
	return run_end(&run);
}
