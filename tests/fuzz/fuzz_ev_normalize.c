/*
 * ev-normalize, all of it: main with options that the first two bytes choose,
 * over the bytes behind them. The events that come out are taken again and are
 * the same.
 */
#include "program.h"
#define main program_main
#include "../../cmd/ev-normalize.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FROM = 7, RECORDS = 8, FIELDS = 16, TZ = 32, KEEP = 64, SHORT = 128 };
enum { CONTEXT = 1, PLACEHOLDERS = 2, NOW = 4, EXPLAIN = 8, PROFILE = 16, UNIT = 32, FORMAT = 64,
	LENIENT = 128 };

/* Those that events which come back need again. */
static void
choose_lasting(unsigned chosen)
{
	program_arg(NULL);
	program_with(options, chosen & CONTEXT, "--context", NULL);
	program_with(options, chosen & PLACEHOLDERS, "--placeholders", NULL);
	program_with(options, chosen & NOW, "--now", "2021-06-11T10:41:23Z");
}

/* What to make of times; and what becomes of the events. */
static void
choose_ways(unsigned chosen)
{
	bool unit = chosen & UNIT;

	program_with(options, unit, "--time-unit", "ms");
	program_with(options, !unit && chosen & FORMAT, "--time-format", "%-d/%b/%Y %-I:%M %p");
	program_with(options, chosen & LENIENT, "--lenient", NULL);
	program_with(options, chosen & LENIENT && chosen & NOW, "--clamp-future", NULL);
	program_with(options, unit && chosen & FORMAT, "--refuse", "ts_suspect");
	program_with(options, chosen & PROFILE, chosen & EXPLAIN ? "--table" : "--profile", NULL);
	program_with(options, chosen & EXPLAIN, "--explain", NULL);
}

static void
choose_once(unsigned chosen)
{
	static const char *const from[FROM + 1] = { NULL, "ndjson", "json", "csv", "tsv",
		"segment", "mixpanel", "fields" };
	bool fields = chosen & FIELDS && (chosen & FROM) < 5;

	program_with(options, from[chosen & FROM], "--from", from[chosen & FROM]);
	program_with(options, chosen & RECORDS, "--records", "/d/1");
	program_with(options, chosen & TZ, "--tz", "America/St_Johns");
	program_with(options, chosen & KEEP, "--keep", "context.page");
	program_with(options, chosen & KEEP, "--keep", "a\"b");
	program_with(options, chosen & SHORT, "--max-line", "80");
	program_with(options, fields, "--user-id", "a");
	program_with(options, fields, "--timestamp", "t");
	program_with(options, fields, "--event", "/d/0");
	program_with(options, fields, "--metadata", "a.b");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct program_result first = { 0 };

	if (size < 2)
		return 0;
	program_begin("ev-normalize");
	choose_lasting(data[1]);
	choose_ways(data[1]);
	choose_once(data[0]);
	program_run((struct span){ (const char *)data + 2, size - 2 }, &first);
	choose_lasting(data[1]);
	if (!(data[1] & PROFILE))
		program_again(&first);
	program_free(&first);
	return 0;
}
