#include "events.h"

#include <sys/stat.h>

#include "input.h"
#include "line.h"

/* The run's files and the sink. */
struct job {
	struct run *run;
	struct event_reader reader;
	events_sink *sink;
	void *arg;
};

/* A line that is no whole line, or no event. */
static void
reject(struct job *job, struct place at, struct span raw, struct reject *why)
{
	uint64_t byte = why->at.byte;

	why->at = at;
	why->at.byte = byte ? byte : 1;
	why->raw = raw;
	run_reject(job->run, why);
}

static void
read_line(struct job *job, const struct line_reader *r, struct span line)
{
	struct place at = { r->in->name, r->line, 1 };
	struct reject why = { 0 };
	struct event e;

	job->run->tally.read++;
	if (r->over)
		why = (struct reject){ .reason = "too_long", .text = "longer than --max-line" };
	else if (r->torn)
		why = (struct reject){ .reason = "torn", .text = "the input ends inside the line" };
	else if (!event_read(&job->reader, line, &e, &why)) {
		job->sink(job->arg, &e, &at);
		return;
	}
	reject(job, at, line, &why);
}

static void
read_file(struct job *job, const char *path)
{
	struct run *run = job->run;
	uint64_t before = run->tally.bytes;
	struct line_reader r;
	struct input in;
	struct fault why;
	struct span line;
	int got;

	if (input_open(&in, path, &run->out, &why)) {
		run_fault(run, "cannot open", &why);
		return;
	}
	line_init(&r, &in, run->max_line);
	while ((got = line_next(&r, &line)) > 0) {
		run->tally.bytes = before + in.bytes;
		if (line.n)
			read_line(job, &r, line);
		progress_tick(&run->progress, &run->tally);
	}
	if (got < 0)
		run_fault(run, in.name, &r.why);
	line_free(&r);
	input_close(&in);
}

/* Of all files; -1 where one is a pipe or stdin. */
static int64_t
total_size(char *const paths[], int n)
{
	int64_t total = n ? 0 : -1;
	struct stat st;

	for (int i = 0; i < n && total >= 0; i++)
		if (stat(paths[i], &st) == 0 && S_ISREG(st.st_mode))
			total += st.st_size;
		else
			total = -1;
	return total;
}

void
events_read(struct run *run, char *const paths[], int n, events_sink *sink, void *arg)
{
	struct job job = { .run = run, .sink = sink, .arg = arg };

	event_init(&job.reader);
	run->progress.total = total_size(paths, n);
	for (int i = 0; i < n; i++)
		read_file(&job, paths[i]);
	if (!n)
		read_file(&job, "-");
	event_free(&job.reader);
}
