/*
 * ev-convert over parts and over events: main with options that the first two
 * bytes choose, over the bytes behind them. A part that comes out is taken
 * again and is the same, and the same beyond memory.
 */
#include "program.h"
#define main program_main
#include "../../cmd/ev-convert.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { EVENTS = 1, PARTIAL = 2, AS_OF = 4, LITTLE = 8 };
enum { STEPS = 1, STRICT = 2, HOLD = 4, GRACE = 8, EXCLUDE = 16, TOTALS = 32, ANY = 64,
	FIRST = 128 };

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
ask_steps(unsigned chosen)
{
	bool any = chosen & ANY, totals = chosen & TOTALS && !any, hold = chosen & HOLD && !totals;

	with(true, "--step", "a");
	with(true, "--step", "/b");
	with(true, "--step", "event~c");
	with(any, "--any-order", NULL);
	with(totals, "--count", "totals");
	with(hold, "--hold", "h");
	with(!any && chosen & STRICT, "--strict", NULL);
	with(!any && chosen & FIRST, "--entry", "first");
	with(!any && chosen & GRACE, "--grace", "3s");
	with(!any && chosen & EXCLUDE, "--exclude", "2-3:d");
	with(chosen & GRACE, "--within", "1h");
}

static void
ask(unsigned chosen)
{
	static const char *const estimands[] = { "user", "exposure", "credit" };
	unsigned which = chosen / 2 % 3;

	if (chosen & STEPS) {
		ask_steps(chosen);
		return;
	}
	with(true, "--exposure", "/m");
	with(true, "--goal", "event~b");
	with(true, "--message", "m");
	with(true, "--estimand", estimands[which]);
	with(which == 2, "--credit", chosen & ANY ? "linear" : "first");
}

static void
choose(unsigned mode, unsigned chosen)
{
	bool events = mode & EVENTS, partial = mode & PARTIAL;

	program_arg(NULL);
	with(!events, partial ? "--merge" : "--final", NULL);
	if (events)
		ask(chosen);
	with(partial, "--partial", NULL);
	with(!partial && mode & AS_OF, "--as-of", "2021-06-01T00:00:02Z");
	with(mode & LITTLE, "--mem", "64K");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct program_result first = { 0 };

	/* A sum out of range ends the program, as it should, and the fuzzer too. */
	if (size < 2 || memmem(data, size, "\"value\"", 7))
		return 0;
	program_begin("ev-convert");
	choose(data[0], data[1]);
	program_run((struct span){ (const char *)data + 2, size - 2 }, &first);
	if (data[0] & PARTIAL && first.code == DIAG_DONE) {
		program_arg(NULL);
		with(true, "--merge", NULL);
		with(true, "--partial", NULL);
		with(!(data[0] & LITTLE), "--mem", "64K");
		program_again(&first);
	}
	program_free(&first);
	return 0;
}
