#include "fetch.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "diag.h"

enum {
	WINDOW = 4,            /* objects that wait, finished or not, a job */
	RAW_PIECE = 128 << 10,
	GLANCE_MS = 1000,
};

/* ---- objects that come ahead ---- */

static struct download *
slot(const struct fetch *f, size_t i)
{
	return &f->window[(f->start + i) % f->room];
}

static bool
is_local(const struct download *d)
{
	return d->store->kind->open;
}

/* An http_config's pulse. */
static void
pulse(void *arg)
{
	struct fetch *f = arg;

	run_heed_signals(f->run);
	f->run->progress.coming = 0;
	for (size_t i = 0; i < f->n; i++)
		f->run->progress.coming += slot(f, i)->spool.held;
	progress_look(&f->run->progress, &f->run->tally);
}

/* Asks for more objects while there is room; waits only if it has none. */
static void
fill(struct fetch *f)
{
	struct store_object o;
	struct store *s;
	int rc;

	while (f->n < f->room && (!f->n || wanted_ready(&f->wanted))) {
		run_heed_signals(f->run);
		if (!(rc = fetch_next(f, &s, &o))) {
			/* Now it is known how much there is. */
			f->run->progress.total = f->unsized ? -1 : (int64_t)f->bytes;
			return;
		}
		if (rc < 0)
			continue;
		download_init(slot(f, f->n), &f->group, s, &o);
		slot(f, f->n++)->listed = f->wanted.listed;
	}
}

/* Moves on the first --jobs that are not done. How long until the next has
 * to be looked at. */
static int64_t
step(struct fetch *f)
{
	int64_t running = 0, soonest = INT64_MAX;

	for (size_t i = 0; i < f->n && running < f->jobs; i++) {
		struct download *d = slot(f, i);
		int64_t wait;

		if (is_local(d) || d->end)
			continue;
		wait = download_step(d);
		soonest = wait < soonest ? wait : soonest;
		running += !d->end;
	}
	return soonest;
}

/* The bytes of the object whose turn it is: an input's source. */
static ssize_t
read_remote(void *arg, char *to, size_t n, struct fault *why)
{
	struct fetch *f = arg;
	struct download *d = slot(f, 0);
	int64_t wait = 0;
	ssize_t got;

	for (;;) {
		got = download_take(d, to, n, why);
		if (got || download_is_empty(d))
			return got;
		/* Nothing is there: what is out may as well be seen. */
		if (wait > 0)
			out_flush(&f->run->out);
		http_wait(f->client.http, wait);
		wait = step(f);
	}
}

/* ---- files ---- */

struct file {
	struct fetch *fetch;
	int fd;
};

static ssize_t
read_local(void *arg, char *to, size_t n, struct fault *why)
{
	struct file *file = arg;
	struct pollfd ready = { .fd = file->fd, .events = POLLIN };
	ssize_t got;

	if (poll(&ready, 1, 0) == 0)
		out_flush(&file->fetch->run->out);
	/* A pipe among the files may be silent for long. */
	while (poll(&ready, 1, GLANCE_MS) <= 0)
		run_heed_signals(file->fetch->run);
	run_heed_signals(file->fetch->run);
	while ((got = read(file->fd, to, n)) < 0 && errno == EINTR)
		run_heed_signals(file->fetch->run);
	return got < 0 ? fault_set(why, "%s", strerror(errno)) : got;
}

/* ---- what becomes of an object ---- */

static int
give_raw(struct fetch *f, input_source *source, void *arg, struct fault *why)
{
	struct out *out = &f->run->out;
	struct buf piece = { 0 };
	ssize_t got;

	/* Not into the output's own buffer: the source may flush that. */
	while ((got = source(arg, buf_room(&piece, RAW_PIECE), RAW_PIECE, why)) > 0) {
		buf_put(&out->buf, (struct span){ piece.p, (size_t)got });
		out_end_bytes(out);
		f->run->tally.bytes += (uint64_t)got;
		progress_tick(&f->run->progress, &f->run->tally);
	}
	buf_free(&piece);
	return (int)got;
}

static int
give(struct fetch *f, const char *uri, input_source *source, void *arg, struct fault *why)
{
	struct input in;
	int rc;

	if (f->raw)
		return give_raw(f, source, arg, why);
	input_from(&in, uri, source, arg);
	rc = decode_run(&f->decode, &in, why);
	input_close(&in);
	return rc;
}

static int
give_local(struct fetch *f, struct download *d, struct fault *why)
{
	struct file file = { .fetch = f };
	int rc;

	if ((file.fd = d->store->kind->open(d->store, &d->object, why)) < 0) {
		d->why = *why;
		return -1;
	}
	rc = give(f, d->object.uri, read_local, &file, why);
	close(file.fd);
	return rc;
}

/* The object at the head of the window, from its first byte to its last. */
static void
take_object(struct fetch *f)
{
	struct download *d = slot(f, 0);
	struct fault why;
	int rc;

	fetch_state_begin(f, d);
	if (is_local(d)) {
		rc = give_local(f, d, &why);
	} else {
		download_first(d);
		rc = give(f, d->object.uri, read_remote, f, &why);
	}
	if (!rc)
		f->objects++;
	else if (f->skip_missing && d->listed && d->why.gone && !d->taken)
		fetch_miss(f, d->object.uri, &d->why);
	else
		fetch_fail(f, d->object.uri, &why);
	fetch_state_end(f, d, rc);
	if (d->unverified)
		tally_add(&f->run->tally, TALLY_NOTE, "unverified_objects", 1);
	download_free(d);
	f->start = (f->start + 1) % f->room;
	f->n--;
}

static void
take_objects(struct fetch *f)
{
	struct store_object o;
	struct store *s;

	f->room = (size_t)f->jobs * WINDOW;
	if (!(f->window = calloc(f->room, sizeof *f->window)))
		die_errno(DIAG_STOPPED, "%zu downloads", f->room);
	if (fetch_state_resume(f, &s, &o))
		download_init(slot(f, f->n++), &f->group, s, &o);
	for (fill(f); f->n; fill(f)) {
		step(f);
		take_object(f);
	}
	free(f->window);
}

static void
list_objects(struct fetch *f)
{
	struct store_object o;
	struct store *s;
	int rc;

	for (;;) {
		run_heed_signals(f->run);
		if (!(rc = fetch_next(f, &s, &o)))
			return;
		if (rc < 0)
			continue;
		store_write(s->kind, &o, &f->run->out.buf);
		out_end_line(&f->run->out);
		f->run->tally.written++;
		f->objects++;
		store_object_free(&o);
	}
}

/* ---- all of it ---- */

void
fetch_begin(struct fetch *f, struct run *run)
{
	const struct rate rate = { .per_s = f->rate };
	struct http_config *h = &f->client.config;

	f->run = run;
	f->decode.run = run;
	f->decode.sink = decode_pass;
	f->decode.arg = &f->decode;
	fetch_check_options(f);
	h->connections = (size_t)f->jobs + 2;
	h->piece = rate_piece(&rate, HTTP_PIECE);
	h->pulse = pulse;
	h->arg = f;
	client_begin(&f->client, run);
	f->group = (struct download_group){ .http = f->client.http, .policy = &f->client.policy,
		.rate = rate, .whole = f->verify_first };
}

static int
begin(struct fetch *f, struct store *const *stores, char *const *operand, size_t n)
{
	bool whole = f->dry_run || f->state_file || choice_has_time(&f->choice);
	struct fault why;

	if (fetch_state_open(f, stores))
		return -1;
	if (wanted_init(&f->wanted, stores, operand, n, &f->run->out, f->run->max_line, &why)) {
		run_fault(f->run, "<stdin>", &why);
		return -1;
	}
	f->wanted.whole = whole;
	f->wanted.pulse = run_heed_signals;
	f->wanted.arg = f->run;
	f->wanted.look_up = f->list || whole;
	return 0;
}

void
fetch_run(struct fetch *f, struct store *const *stores, char *const *operand, size_t n)
{
	if (!begin(f, stores, operand, n)) {
		if (f->list || f->dry_run)
			list_objects(f);
		else
			take_objects(f);
		fetch_sum_up(f);
		wanted_free(&f->wanted);
		spool_pool_free(&f->group.pool);
		buf_free(&f->names);
	}
	state_close(&f->state);
}

void
fetch_end(struct fetch *f)
{
	client_end(&f->client);
}
