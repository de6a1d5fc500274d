/*
 * ev-decode, all of it: main with options that the first byte chooses, over the
 * bytes behind it. What comes out is taken again and is the same.
 */
#include "program.h"
#define main program_main
#include "../../cmd/ev-decode.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FROM = 7, RECORDS = 8, LENIENT = 16, SOURCE = 32, SHORT = 64, STATS = 128 };

static void
with(bool wanted, const char *option, const char *value)
{
	if (!wanted || !program_has(options, option))
		return;
	program_arg(option);
	if (value)
		program_arg(value);
}

static void
choose(unsigned chosen)
{
	static const char *const from[FROM + 1] = { NULL, "ndjson", "json", "csv", "tsv",
		"snowplow" };
	bool shaped = (chosen & FROM) == 6, joined = (chosen & FROM) == FROM;

	program_arg(NULL);
	with(from[chosen & FROM], "--from", from[chosen & FROM]);
	with(shaped, "--delimiter", ";");
	with(shaped, "--quote", "'");
	with(shaped, "--no-header", NULL);
	with(shaped, "--null", "x");
	with(shaped, "--comment", "#");
	with(joined, "--join", NULL);
	with(joined, "--cr", NULL);
	with(chosen & RECORDS, "--records", "/d/1");
	with(chosen & LENIENT, "--lenient", NULL);
	with(chosen & SOURCE, "--with-source", NULL);
	with(chosen & SHORT, "--max-line", "80");
	with(chosen & STATS, chosen & SHORT ? "--table" : "--stats", NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct program_result first = { 0 };

	if (!size)
		return 0;
	program_begin("ev-decode");
	choose(data[0]);
	program_run((struct span){ (const char *)data + 1, size - 1 }, &first);
	program_arg(NULL);
	if (!(data[0] & STATS))
		program_again(&first);
	program_free(&first);
	return 0;
}
