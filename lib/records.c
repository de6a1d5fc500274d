#include "records.h"

#include "input.h"
#include "line.h"

/* The run's files and the taker. */
struct job {
	struct run *run;
	records_taker *take;
	void *arg;
};

static void
read_line(const struct job *job, const struct line_reader *r, struct span line)
{
	struct place at = { r->in->name, r->line, 1 };
	struct reject why = { 0 };

	job->run->tally.read++;
	if (r->over)
		why = (struct reject){ .reason = "too_long", .text = "longer than --max-line" };
	else if (r->torn)
		why = (struct reject){ .reason = "torn", .text = "the input ends inside the line" };
	else if (!job->take(job->arg, line, &at, &why))
		return;
	if (why.at.byte)
		at.byte = why.at.byte;
	why.at = at;
	why.raw = line;
	run_reject(job->run, &why);
}

/* One stream of lines: the file, or an entry of the archive that it is. */
static void
read_part(const struct job *job, struct input *part, const struct input *whole, uint64_t before)
{
	struct run *run = job->run;
	struct line_reader r;
	struct span line;
	int got;

	line_init(&r, part, run->max_line);
	while ((got = line_next(&r, &line)) > 0) {
		run->tally.bytes = before + whole->bytes;
		if (line.n)
			read_line(job, &r, line);
		progress_tick(&run->progress, &run->tally);
	}
	if (got < 0)
		run_fault(run, part->name, &r.why);
	line_free(&r);
}

static void
read_file(const struct job *job, const char *path)
{
	struct run *run = job->run;
	uint64_t before = run->tally.bytes;
	struct input in, *part;
	struct fault why;
	int got;

	if (input_open(&in, path, &run->out, &why)) {
		run_fault(run, "cannot open", &why);
		return;
	}
	while ((got = input_next(&in, &part, &why)) > 0)
		read_part(job, part, &in, before);
	if (got < 0)
		run_fault(run, in.name, &why);
	run->tally.bytes = before + in.bytes;
	if (in.ignored)
		tally_add(&run->tally, TALLY_NOTE, "ignored_entries", in.ignored);
	input_close(&in);
}

void
records_read(struct run *run, char *const paths[], int n, records_taker *take, void *arg)
{
	const struct job job = { run, take, arg };

	progress_files(&run->progress, paths, n);
	for (int i = 0; i < n; i++)
		read_file(&job, paths[i]);
	if (!n)
		read_file(&job, "-");
}

void
records_read_one(struct run *run, const char *path, records_taker *take, void *arg)
{
	read_file(&(struct job){ run, take, arg }, path);
}
