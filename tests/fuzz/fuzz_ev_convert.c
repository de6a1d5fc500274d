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
ask_steps(unsigned chosen)
{
	bool any = chosen & ANY, totals = chosen & TOTALS && !any, hold = chosen & HOLD && !totals;

	program_with(options, true, "--step", "a");
	program_with(options, true, "--step", "/b");
	program_with(options, true, "--step", "event~c");
	program_with(options, any, "--any-order", NULL);
	program_with(options, totals, "--count", "totals");
	program_with(options, hold, "--hold", "h");
	program_with(options, !any && chosen & STRICT, "--strict", NULL);
	program_with(options, !any && chosen & FIRST, "--entry", "first");
	program_with(options, !any && chosen & GRACE, "--grace", "3s");
	program_with(options, !any && chosen & EXCLUDE, "--exclude", "2-3:d");
	program_with(options, chosen & GRACE, "--within", "1h");
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
	program_with(options, true, "--exposure", "/m");
	program_with(options, true, "--goal", "event~b");
	program_with(options, true, "--message", "m");
	program_with(options, true, "--estimand", estimands[which]);
	program_with(options, which == 2, "--credit", chosen & ANY ? "linear" : "first");
}

static void
choose(unsigned mode, unsigned chosen)
{
	bool events = mode & EVENTS, partial = mode & PARTIAL;

	program_arg(NULL);
	program_with(options, !events, partial ? "--merge" : "--final", NULL);
	if (events)
		ask(chosen);
	program_with(options, partial, "--partial", NULL);
	program_with(options, !partial && mode & AS_OF, "--as-of", "2021-06-01T00:00:02Z");
	program_with(options, mode & LITTLE, "--mem", "64K");
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
		program_with(options, true, "--merge", NULL);
		program_with(options, true, "--partial", NULL);
		program_with(options, !(data[0] & LITTLE), "--mem", "64K");
		program_again(&first);
	}
	program_free(&first);
	return 0;
}
