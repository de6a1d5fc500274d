#include "events.h"

#include "records.h"

struct job {
	struct event_reader reader;
	events_sink *sink;
	void *arg;
};

static int
take(void *arg, struct span line, const struct place *at, struct reject *why)
{
	struct job *job = arg;
	struct event e;

	if (event_read(&job->reader, line, &e, why))
		return -1;
	job->sink(job->arg, &e, at);
	return 0;
}

void
events_read(struct run *run, char *const paths[], int n, events_sink *sink, void *arg)
{
	struct job job = { .sink = sink, .arg = arg };

	event_init(&job.reader);
	records_read(run, paths, n, take, &job);
	event_free(&job.reader);
}

void
events_read_one(struct run *run, const char *path, events_sink *sink, void *arg)
{
	struct job job = { .sink = sink, .arg = arg };

	event_init(&job.reader);
	records_read_one(run, path, take, &job);
	event_free(&job.reader);
}
