#include "decode.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include "diag.h"

/* Each has a file open: with a quarter of what may be, there is room for all else. */
static int64_t
jobs_of(const struct decode *d)
{
	int cores = cores_allowed();
	int64_t jobs = d->jobs ? d->jobs : cores < LANES_DEFAULT ? cores : LANES_DEFAULT;
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) || files.rlim_cur / 4 >= (rlim_t)jobs)
		return jobs;
	return files.rlim_cur < 8 ? 1 : (int64_t)(files.rlim_cur / 4);
}

/* decode_run, for which nothing at all may be too little. */
static int
read_records(struct decode *d, struct input *in, struct fault *why)
{
	uint64_t before = d->run->tally.read;

	if (decode_run(d, in, why))
		return -1;
	return d->parts && d->run->tally.read == before ?
	    fault_set(why, "there is nothing in it") : 0;
}

static void
read_file(struct decode *d, const char *path)
{
	struct run *run = d->run;
	struct fault why;
	struct input in;

	if (d->begin)
		d->begin(d->arg);
	if (input_open(&in, path, &run->out, &why)) {
		run_fault(run, "cannot open", &why);
		return;
	}
	in.cores = d->cores;
	d->blocks = d->cores ? 1 : jobs_of(d);
	if (read_records(d, &in, &why))
		run_fault(run, in.name, &why);
	input_close(&in);
}

/* ---- several at a time ---- */

struct own {
	struct decode decode;
	struct run run;
};

struct job {
	struct decode *whole;
	char *const *paths;
	struct own *own;       /* one a lane */
};

/* What another program writes meanwhile, or what is read only once, is read as if
 * there were no lanes. */
static bool
may_be_early(const char *path)
{
	struct stat st;

	return strcmp(path, "-") && !stat(path, &st) && S_ISREG(st.st_mode);
}

static void
work(void *arg, struct lane *lane)
{
	struct job *job = arg;
	struct own *own = &job->own[lane->number];

	own->decode.cores = &lane->all->cores;
	while (lanes_next(lane)) {
		const char *path = job->paths[lane->input];

		run_lane_begin(&own->run, job->whole->run, lane);
		if (!may_be_early(path))
			run_lane_turn(&own->run);
		read_file(&own->decode, path);
		run_lane_end(&own->run, lane);
	}
}

static void
own_begin(struct own *own, const struct decode *d)
{
	own->decode = *d;
	own->decode.run = &own->run;
	own->decode.arg = d->fork ? d->fork(d->arg, &own->run) : &own->decode;
}

static void
own_end(struct own *own, struct decode *d)
{
	if (d->merge)
		d->merge(d->arg, own->decode.arg);
	run_lane_free(&own->run);
}

static void
read_lanes(struct decode *d, char *const paths[], size_t n, size_t lanes)
{
	struct job job = { d, paths, calloc(lanes, sizeof *job.own) };
	struct lanes all;

	if (!job.own)
		die_errno(DIAG_STOPPED, "memory for %zu lanes", lanes);
	for (size_t i = 0; i < lanes; i++)
		own_begin(&job.own[i], d);
	lanes_run(&all, lanes, n, work, &job);
	for (size_t i = 0; i < lanes; i++)
		own_end(&job.own[i], d);
	free(job.own);
}

/* ---- parts ---- */

struct part {
	dev_t device;
	ino_t file;
	const char *path;
};

static int
by_file(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	return (x->file > y->file) - (x->file < y->file);
}

/* What counts twice looks as right as what counts once. */
static void
refuse_twice(char *const paths[], size_t n)
{
	struct part *part = calloc(n + 1, sizeof *part);
	struct stat st;
	size_t files = 0;

	if (!part)
		die_errno(DIAG_STOPPED, "memory for the names of %zu parts", n);
	for (size_t i = 0; i < n; i++)
		if (may_be_early(paths[i]) && !stat(paths[i], &st))
			part[files++] = (struct part){ st.st_dev, st.st_ino, paths[i] };
	qsort(part, files, sizeof *part, by_file);
	for (size_t i = 1; i < files; i++)
		if (!by_file(&part[i - 1], &part[i]))
			die(DIAG_USAGE, "%s and %s are the same file: its users would count twice",
			    part[i - 1].path, part[i].path);
	free(part);
}

void
decode_files(struct decode *d, char *const paths[], int n)
{
	int64_t jobs = jobs_of(d);

	if (d->parts)
		refuse_twice(paths, (size_t)n);
	progress_files(&d->run->progress, paths, n);
	jobs = jobs < n ? jobs : n;
	if (jobs > 1) {
		read_lanes(d, paths, (size_t)n, (size_t)jobs);
		return;
	}
	for (int i = 0; i < n; i++)
		read_file(d, paths[i]);
	if (!n)
		read_file(d, "-");
}
