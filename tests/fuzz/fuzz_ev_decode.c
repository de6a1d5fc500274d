/*
 * ev-decode, all of it: main with options that the first byte chooses, over the
 * bytes behind it. What comes out is taken again and is the same.
 */
int program_main(int argc, char *argv[]);
#define main program_main
#include "../../cmd/ev-decode.c"
#undef main

#include "program.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FROM = 7, RECORDS = 8, LOOSE = 16, SOURCE = 32, SHORT = 64 };

static void
program_reset(void)
{
	run = (struct run){ 0 };
	decode = (struct decode){ .run = &run };
	with_source = false;
}

static void
choose(unsigned chosen)
{
	static const char *const from[FROM + 1] = { NULL, "ndjson", "json", "csv", "tsv" };

	program_arg(NULL);
	if (from[chosen & FROM]) {
		program_arg("--from");
		program_arg(from[chosen & FROM]);
	}
	if (chosen & RECORDS) {
		program_arg("--records");
		program_arg("/d/1");
	}
	if (chosen & LOOSE)
		program_arg("--loose-quotes");
	if (chosen & SOURCE)
		program_arg("--with-source");
	if (chosen & SHORT) {
		program_arg("--max-line");
		program_arg("80");
	}
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
	program_again(&first);
	program_free(&first);
	return 0;
}
