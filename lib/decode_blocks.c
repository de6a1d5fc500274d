/*
 * One input read by several threads: blocks of whole records, each worked off by
 * one lane, output in their order. Whoever takes a block reads it and looks for
 * its end; the rest is done at the same time.
 */
#include "decode_blocks.h"

#include <sys/stat.h>

#include "diag.h"
#include "env.h"

/* Of shorter inputs the threads cost more than they bring. */
enum { BLOCK = 1 << 20, LEAST = 4 * BLOCK, SMALL = 1 << 10 };

struct own {
	struct decode decode;
	struct run run;
	struct input whole;    /* its count of bytes is the block's */
	struct line_reader r;
};

struct job {
	struct decode *d;
	struct line_reader *r;
	const struct decode_blocks *how;
	void *format;
	size_t block;
	pthread_mutex_t lock;  /* of d's input, r and what follows */
	bool ended;
	bool failed;
	struct fault why;
	struct own *own;       /* one a lane */
};

/* EVKIT_BLOCKS says it for tests: small ones of any input, or none. */
static size_t
block_of(const struct decode *d)
{
	static const char *const words[] = { "small", "never", NULL };
	int forced = env_word("EVKIT_BLOCKS", words);
	struct stat st;

	/* No read of a regular file blocks, so none has to flush before. */
	if (d->blocks < 2 || d->in != d->whole || d->in->fd < 0 || fstat(d->in->fd, &st) ||
	    !S_ISREG(st.st_mode) || forced > 0)
		return 0;
	if (!forced)
		return d->run->max_line < SMALL ? 0 : SMALL;
	/* No record is longer than a block, so none is too long. */
	return d->in->size < LEAST || d->run->max_line < BLOCK ? 0 : BLOCK;
}

/* How much of what comes next is a block; 0: nothing. */
static size_t
cut(const struct job *job, uint64_t *lines)
{
	struct span text = line_peek(job->r, job->block);

	if (text.n < job->block)
		return 0;
	return job->how->cut(job->format, (struct span){ text.p, job->block }, lines);
}

/* The next block, numbered in the order of the input. */
static bool
take(struct job *job, struct own *own, struct lane *lane)
{
	const struct input *in = job->d->whole;
	uint64_t lines = 0;
	size_t n = 0;

	pthread_mutex_lock(&job->lock);
	if (!job->ended && lanes_next(lane))
		job->ended = !(n = cut(job, &lines));
	if (n) {
		line_give(&own->r, (struct span){ line_peek(job->r, n).p, n }, job->r->line);
		line_skip(job->r, n, lines);
		own->decode.bytes = 0;
		own->whole.bytes = in->bytes - job->d->bytes;
		job->d->bytes = in->bytes;
	}
	pthread_mutex_unlock(&job->lock);
	return n;
}

static void
keep_fault(struct job *job, const struct fault *why)
{
	pthread_mutex_lock(&job->lock);
	job->ended = true;
	if (!job->failed)
		job->why = *why;
	job->failed = true;
	pthread_mutex_unlock(&job->lock);
}

static void
work(void *arg, struct lane *lane)
{
	struct job *job = arg;
	struct own *own = &job->own[lane->number];
	void *format = job->how->fork(job->format, &own->decode, &own->r);
	struct fault why;

	while (take(job, own, lane)) {
		run_lane_begin(&own->run, job->d->run, lane);
		if (job->how->read(format, &why))
			keep_fault(job, &why);
		decode_count_bytes(&own->decode);
		run_lane_end(&own->run, lane);
	}
	job->how->free(format);
}

static void
own_begin(struct own *own, struct decode *d)
{
	own->decode = *d;
	own->decode.run = &own->run;
	own->decode.blocks = 0;
	own->decode.whole = &own->whole;
	own->decode.arg = d->fork ? d->fork(d->arg, &own->run) : &own->decode;
	if (d->follow)
		d->follow(own->decode.arg, d->arg);
	line_init(&own->r, &own->whole, d->run->max_line);
}

static void
own_end(struct own *own, struct decode *d)
{
	if (d->merge)
		d->merge(d->arg, own->decode.arg);
	if (own->decode.cut_short > d->cut_short)
		d->cut_short = own->decode.cut_short;
	line_free(&own->r);
	run_lane_free(&own->run);
}

int
decode_blocks(struct decode *d, struct line_reader *r, const struct decode_blocks *how,
    void *format, struct fault *why)
{
	struct job job = { .d = d, .r = r, .how = how, .format = format, .block = block_of(d) };
	size_t lanes = (size_t)d->blocks;
	uint64_t lines;
	struct out *tie = d->in->tie;
	struct lanes all;

	if (!job.block || !cut(&job, &lines))
		return 0;
	if (!(job.own = calloc(lanes, sizeof *job.own)))
		die_errno(DIAG_STOPPED, "memory for %zu lanes", lanes);
	for (size_t i = 0; i < lanes; i++)
		own_begin(&job.own[i], d);
	pthread_mutex_init(&job.lock, NULL);
	/* What is out so far comes first. */
	out_flush(&d->run->out);
	if (d->run->rejects.path)
		out_flush(&d->run->rejects.file);
	d->in->tie = NULL;
	lanes_run(&all, lanes, SIZE_MAX, work, &job);
	d->in->tie = tie;
	pthread_mutex_destroy(&job.lock);
	for (size_t i = 0; i < lanes; i++)
		own_end(&job.own[i], d);
	free(job.own);
	if (job.failed)
		*why = job.why;
	return job.failed ? -1 : 0;
}
