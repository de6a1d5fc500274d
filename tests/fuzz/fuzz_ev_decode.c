/*
 * ev-decode, all of it: main with options that the first two bytes choose, over
 * the bytes behind them. What comes out is taken again and is the same.
 */
#include "program.h"
#define main program_main
#include "../../cmd/ev-decode.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FROM = 7, RECORDS = 8, LENIENT = 16, SOURCE = 32, SHORT = 64, STATS = 128 };
enum { SEMICOLON = 1, QUOTE = 2, HEADER = 4, NO_HEADER = 8, EMPTY = 16, COMMENT = 32, CR = 64,
	JOIN = 128 };

static void
choose(unsigned chosen)
{
	static const char *const from[FROM + 1] = { NULL, "ndjson", "json", "csv", "tsv",
		"snowplow" };

	program_arg(NULL);
	program_with(options, from[chosen & FROM], "--from", from[chosen & FROM]);
	program_with(options, chosen & RECORDS, "--records", "/d/1");
	program_with(options, chosen & LENIENT, "--lenient", NULL);
	program_with(options, chosen & SOURCE, "--with-source", NULL);
	program_with(options, chosen & SHORT, "--max-line", "80");
	program_with(options, chosen & STATS, chosen & SHORT ? "--table" : "--stats", NULL);
}

static void
choose_csv(unsigned chosen)
{
	program_with(options, chosen & SEMICOLON, "--delimiter", ";");
	program_with(options, chosen & QUOTE, "--quote", chosen & SEMICOLON ? "'" : "none");
	program_with(options, chosen & HEADER, "--header", "a,b");
	program_with(options, chosen & NO_HEADER, "--no-header", NULL);
	program_with(options, chosen & EMPTY, "--null", "");
	program_with(options, chosen & EMPTY, "--null", "x");
	program_with(options, chosen & COMMENT, "--comment", "#");
	program_with(options, chosen & CR, "--cr", NULL);
	program_with(options, chosen & JOIN, "--join", NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct program_result first = { 0 };

	if (size < 2)
		return 0;
	program_begin("ev-decode");
	choose(data[0]);
	choose_csv(data[1]);
	program_run((struct span){ (const char *)data + 2, size - 2 }, &first);
	program_arg(NULL);
	if (!(data[0] & STATS))
		program_again(&first);
	program_free(&first);
	return 0;
}
