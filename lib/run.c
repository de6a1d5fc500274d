#include "run.h"

#include <errno.h>
#include <unistd.h>

#include "stop.h"

enum { DEFAULT_LINE = 16 << 20, LEAST_LINE = 80 };

void
run_needs_stdin(const struct opt_program *p)
{
	if (isatty(STDIN_FILENO))
		opt_wrong("no file is named and stdin is a terminal: %s", p->does);
}

int
run_begin(struct run *r, const struct opt_program *p, int argc, char *argv[], bool reads_stdin)
{
	int first;

	diag_begin();
	r->max_line = DEFAULT_LINE;
	first = opt_parse(p, argc, argv);
	if (r->max_line < LEAST_LINE)
		opt_wrong("--max-line: less than %d bytes", LEAST_LINE);
	if (reads_stdin && first == argc)
		run_needs_stdin(p);
	r->rejects.quiet = r->quiet;
	rejects_begin(&r->rejects, &r->tally, &r->notes);
	progress_begin(&r->progress, r->quiet);
	out_init(&r->out, STDOUT_FILENO, "standard output");
	return first;
}

void
run_fault(struct run *r, const char *where, const struct fault *why)
{
	int code = fault_exit(why);

	run_step(r);
	progress_clear(&r->progress);
	notes_warn(&r->notes, NULL, 0, "%s: %s", where, why->text);
	r->code = run_worse(r->code, code);
}

void
run_reject(struct run *r, const struct reject *x)
{
	progress_clear(&r->progress);
	rejects_add(&r->rejects, x);
}

void
run_sync(struct run *r)
{
	if (r->rejects.path)
		out_sync(&r->rejects.file);
	out_sync(&r->out);
}

void
run_tell_retry(void *run, const char *where, const struct fault *why, int64_t wait_ms)
{
	struct run *r = run;

	/* A wait may be long: what is there may as well be seen. */
	out_flush(&r->out);
	if (r->quiet)
		return;
	progress_clear(&r->progress);
	warn("%s: %s; trying again in %lld.%lld s", where, why->text, (long long)wait_ms / 1000,
	    (long long)wait_ms / 100 % 10);
}

void
run_heed_signals(void *run)
{
	struct run *r = run;
	int signal = stop_signal();

	if (!signal)
		return;
	progress_clear(&r->progress);
	rejects_end(&r->rejects);
	out_flush(&r->out);
	stop_by(signal);
}

/* Every record is accounted for, or the program has a defect and says so. */
static void
check_balance(struct run *r)
{
	const struct tally *t = &r->tally;
	uint64_t sum = t->used + tally_sum(t, TALLY_REJECTED) + tally_sum(t, TALLY_DROPPED);

	if (t->read == sum)
		return;
	warn("counts do not balance: %llu read, %llu accounted for; please report this",
	    (unsigned long long)t->read, (unsigned long long)sum);
	r->code = DIAG_STOPPED;
}

int
run_end(struct run *r)
{
	bool too_many;

	progress_clear(&r->progress);
	out_close(&r->out);
	too_many = rejects_end(&r->rejects);
	if (r->code == DIAG_DONE && too_many)
		r->code = DIAG_REJECTS;
	check_balance(r);
	if (!r->quiet)
		tally_print(&r->tally);
	if (r->summary && tally_save(&r->tally, r->summary)) {
		warn_errno("--summary %s", r->summary);
		r->code = DIAG_STOPPED;
	}
	return r->code;
}
