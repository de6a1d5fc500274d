/*
 * Decompressing ahead: a thread that fills a few blocks while the reader is busy
 * with those before. It works on a copy of the input, whose codec and raw bytes
 * are its own from then on; the blocks are all that both touch.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "env.h"
#include "input.h"

enum {
	BLOCKS = 4,
	BLOCK = 256 << 10,
	ENOUGH = 1 << 20,      /* what a thread is worth while for */
};

struct block {
	size_t n;
	uint64_t raw;          /* bytes of the input read by then */
	char bytes[BLOCK];
};

struct input_ahead {
	struct input own;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t filled, taken;  /* blocks, ever */
	size_t at;             /* of the block that is being taken */
	bool ended, stop;
	ssize_t end;           /* 0 or -1, behind the last block */
	struct fault why;
	struct block block[BLOCKS];
};

/* ---- the thread ---- */

/* A block to fill; NULL: none is wanted any more. */
static struct block *
room(struct input_ahead *a)
{
	struct block *b = NULL;

	pthread_mutex_lock(&a->lock);
	while (!a->stop && a->filled - a->taken == BLOCKS)
		pthread_cond_wait(&a->changed, &a->lock);
	if (!a->stop)
		b = &a->block[a->filled % BLOCKS];
	pthread_mutex_unlock(&a->lock);
	if (b)
		b->n = 0;
	return b;
}

static void
publish(struct input_ahead *a, struct block *b)
{
	b->raw = a->own.bytes;
	pthread_mutex_lock(&a->lock);
	a->filled += b->n > 0;
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->lock);
}

static bool
would_block(const struct input *in)
{
	struct pollfd ready = { .fd = in->fd, .events = POLLIN };

	return poll(&ready, 1, 0) == 0;
}

/* Here alone the thread may be cancelled: nobody knows when a pipe gives more. */
static int
fill(struct input_ahead *a)
{
	int rc, ignored;

	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &ignored);
	rc = input_fill(&a->own, &a->why);
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &ignored);
	return rc;
}

/* A block, or what there is of it before the source lets wait. INPUT_MORE: there
 * will be another; else how the input ends. */
static ssize_t
fill_block(struct input_ahead *a, struct block *b)
{
	while (b->n < BLOCK) {
		ssize_t got = input_decode(&a->own, b->bytes + b->n, BLOCK - b->n, &a->why);

		if (got > 0)
			b->n += (size_t)got;
		else if (got != INPUT_MORE)
			return got;
		else if (b->n && would_block(&a->own))
			break;
		else if (fill(a))
			return -1;
	}
	return INPUT_MORE;
}

static void *
run(void *arg)
{
	struct input_ahead *a = arg;
	ssize_t end = INPUT_MORE;
	struct block *b;
	int ignored;

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &ignored);
	while (end == INPUT_MORE && (b = room(a))) {
		end = fill_block(a, b);
		publish(a, b);
	}
	pthread_mutex_lock(&a->lock);
	a->ended = true;
	a->end = end;
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->lock);
	return NULL;
}

/* ---- the reader ---- */

/* Signals are for the thread that had them before. */
static int
begin_thread(struct input_ahead *a)
{
	sigset_t all, before;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&a->thread, NULL, run, a);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return rc;
}

static bool
begin(struct input *in)
{
	struct input_ahead *a = malloc(sizeof *a);

	if (!a)
		return false;
	/* The blocks' pages are touched when they are filled. */
	memset(a, 0, offsetof(struct input_ahead, block));
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->changed, NULL);
	a->own = *in;
	a->own.arg = &a->own;
	a->own.tie = NULL;
	if (begin_thread(a)) {
		free(a);
		return false;
	}
	in->ahead = a;
	return true;
}

static bool
has_core(struct input *in)
{
	return in->cores ? cores_try(in->cores) : cores_allowed() > 1;
}

void
input_go_ahead(struct input *in)
{
	static const char *const words[] = { "never", "always", NULL };
	enum { NEVER, ALWAYS };
	int forced = env_word("EVKIT_AHEAD", words);

	if (in->fd < 0 || forced == NEVER)
		return;
	if (forced != ALWAYS && (in->given < ENOUGH || !has_core(in)))
		return;
	if (forced == ALWAYS && in->cores)
		cores_take(in->cores);
	if (!begin(in) && in->cores)
		cores_give(in->cores);
}

/* The block to take from; NULL: there is none, or none yet unless `wait`. */
static struct block *
next_block(struct input *in, bool wait)
{
	struct input_ahead *a = in->ahead;
	struct block *b = NULL;

	pthread_mutex_lock(&a->lock);
	if (wait && a->filled == a->taken && !a->ended && in->tie) {
		pthread_mutex_unlock(&a->lock);
		out_flush(in->tie);
		pthread_mutex_lock(&a->lock);
	}
	while (wait && a->filled == a->taken && !a->ended)
		pthread_cond_wait(&a->changed, &a->lock);
	if (a->filled != a->taken)
		b = &a->block[a->taken % BLOCKS];
	pthread_mutex_unlock(&a->lock);
	return b;
}

static size_t
take(struct input_ahead *a, const struct block *b, char *to, size_t n)
{
	size_t left = b->n - a->at;

	n = n < left ? n : left;
	memcpy(to, b->bytes + a->at, n);
	a->at += n;
	if (n < left)
		return n;
	a->at = 0;
	pthread_mutex_lock(&a->lock);
	a->taken++;
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->lock);
	return n;
}

ssize_t
input_read_ahead(struct input *in, char *to, size_t n, struct fault *why)
{
	struct input_ahead *a = in->ahead;
	struct block *b;
	size_t got = 0;

	while (got < n && (b = next_block(in, !got))) {
		in->bytes = b->raw;
		got += take(a, b, to + got, n - got);
	}
	if (got)
		return (ssize_t)got;
	in->bytes = a->own.bytes;
	if (a->end)
		*why = a->why;
	return a->end;
}

void
input_free_ahead(struct input *in)
{
	struct input_ahead *a = in->ahead;

	if (!a)
		return;
	pthread_mutex_lock(&a->lock);
	a->stop = true;
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->lock);
	pthread_cancel(a->thread);
	pthread_join(a->thread, NULL);
	if (in->cores)
		cores_give(in->cores);
	free(a);
}
