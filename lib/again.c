#include "again.h"

#include <sys/stat.h>

#include "diag.h"
#include "input.h"
#include "line.h"

void
again_free(struct again *a)
{
	linefile_free(&a->lines);
}

static noreturn void
stop(struct again *a, const struct fault *why)
{
	out_flush(&a->run->out);
	die(fault_exit(why), "%s", why->text);
}

static void
first(void *arg, const struct event *e, const struct place *at)
{
	struct again *a = arg;
	struct fault why;

	a->events++;
	if (a->spooled && linefile_put(&a->lines, e->line, NULL, &why))
		stop(a, &why);
	a->sink(a->arg, e, at);
}

static bool
all_files(char *const paths[], int n)
{
	struct stat st;

	for (int i = 0; i < n; i++)
		if (!strcmp(paths[i], "-") || (!stat(paths[i], &st) && !S_ISREG(st.st_mode)))
			return false;
	return n > 0;
}

void
again_first(struct again *a, struct run *run, char *const paths[], int n, events_sink *sink,
    void *arg)
{
	*a = (struct again){ .run = run, .paths = paths, .n = n, .sink = sink, .arg = arg };
	a->spooled = !all_files(paths, n);
	events_read(run, paths, n, first, a);
}

/* Whole lines that are events; all else was said the first time. */
static uint64_t
read_lines(struct again *a, struct event_reader *reader, struct line_reader *r)
{
	uint64_t n = 0;
	struct span line;
	struct reject why;
	struct event e;

	while (line_next(r, &line) > 0) {
		if (!line.n || r->over || r->torn || event_read(reader, line, &e, &why))
			continue;
		a->sink(a->arg, &e, NULL);
		n++;
	}
	return n;
}

static uint64_t
read_files(struct again *a, struct event_reader *reader)
{
	uint64_t n = 0;

	for (int i = 0; i < a->n; i++) {
		struct input in, *part;
		struct line_reader r;
		struct fault why;

		if (input_open(&in, a->paths[i], &a->run->out, &why))
			continue;
		while (input_next(&in, &part, &why) > 0) {
			line_init(&r, part, a->run->max_line);
			n += read_lines(a, reader, &r);
			line_free(&r);
		}
		input_close(&in);
	}
	return n;
}

static uint64_t
read_spooled(struct again *a, struct event_reader *reader)
{
	uint64_t n = 0;
	struct reject wrong;
	struct fault why;
	struct span line;
	struct event e;
	int got;

	if (linefile_rewind(&a->lines, &why))
		stop(a, &why);
	while ((got = linefile_next(&a->lines, &line, &why)) > 0)
		if (!event_read(reader, line, &e, &wrong)) {
			a->sink(a->arg, &e, NULL);
			n++;
		}
	if (got < 0)
		stop(a, &why);
	return n;
}

void
again_read(struct again *a, events_sink *sink, void *arg)
{
	struct event_reader reader;
	struct fault why;
	uint64_t n;

	a->sink = sink;
	a->arg = arg;
	event_init(&reader);
	n = a->spooled ? read_spooled(a, &reader) : read_files(a, &reader);
	event_free(&reader);
	if (n == a->events)
		return;
	fault_set(&why, "the input changed while it was read: %llu events, then %llu",
	    (unsigned long long)a->events, (unsigned long long)n);
	stop(a, &why);
}
