#include "out.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "diag.h"

enum { PIPE_SIZE = 1 << 20 };

void
out_init(struct out *o, int fd, const char *name)
{
	*o = (struct out){ .fd = fd, .name = name, .buf = { .max = SIZE_MAX / 2 } };
	/* Fails for what is no pipe, and for users over their quota: no harm. */
	(void)fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE);
}

/* The reader has gone: end as a program with the default disposition would. */
static noreturn void
end_by_sigpipe(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(SIGPIPE);
	_exit(128 + SIGPIPE);
}

/* A descriptor that someone made non-blocking (a shared terminal) waits. */
static void
wait_writable(const struct out *o)
{
	struct pollfd p = { .fd = o->fd, .events = POLLOUT };

	if (poll(&p, 1, -1) < 0 && errno != EINTR)
		die_errno(DIAG_STOPPED, "%s", o->name);
}

/*
 * Not vmsplice, which lends pages to the pipe: they must stay as they are until they
 * were read, and when that is nobody can know, as a reader may splice or tee them on
 * (pv does). What it would save is one of two copies, about a twentieth of the CPU
 * of ev-normalize | ev-segment.
 */
static void
write_all(struct out *o, const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(o->fd, p, n);

		if (done < 0 && errno == EPIPE)
			end_by_sigpipe();
		else if (done < 0 && errno == EAGAIN)
			wait_writable(o);
		else if (done < 0 && errno != EINTR)
			die_errno(DIAG_STOPPED, "%s", o->name);
		else if (done > 0) {
			p += done;
			n -= (size_t)done;
			o->bytes += (uint64_t)done;
		}
	}
}

void
out_replay(struct out *o, off_t from, off_t to)
{
	o->there_begin = o->there = from;
	o->there_end = to;
}

static noreturn void
die_of_other(const struct out *o, size_t same)
{
	long long begin = (long long)o->there_begin;

	die(DIAG_STOPPED, "%s: what stands behind byte %lld is not what belongs there; it is left as "
	    "it is; cut off at byte %lld (truncate -s %lld), the next run gives all of it anew",
	    o->name, (long long)o->there + (long long)same, begin, begin);
}

void
out_replay_end(struct out *o)
{
	out_flush(o);
	if (o->there < o->there_end)
		die_of_other(o, 0);
	out_replay(o, 0, 0);
}

/* How many of the bytes are there already. */
static size_t
skip_there(struct out *o, struct span bytes)
{
	size_t n = bytes.n < (size_t)(o->there_end - o->there) ? bytes.n :
	    (size_t)(o->there_end - o->there);
	ssize_t got, same = 0;
	char path[40], *there;
	int fd;

	/* The descriptor that there is may be for writing only. */
	snprintf(path, sizeof path, "/proc/self/fd/%d", o->fd);
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0 || !(there = malloc(n)))
		die_errno(DIAG_STOPPED, "%s: to compare what is there", o->name);
	got = pread(fd, there, n, o->there);
	while (same < got && there[same] == bytes.p[same])
		same++;
	if (same < (ssize_t)n)
		die_of_other(o, (size_t)same);
	free(there);
	close(fd);
	o->there += (off_t)n;
	return n;
}

void
out_flush(struct out *o)
{
	size_t rest = o->buf.n - o->whole, done = o->whole, skip = 0;

	if (!done || o->held)
		return;
	/* Before the write: if that ends the program, nothing is written twice. */
	o->whole = 0;
	if (o->there < o->there_end)
		skip = skip_there(o, (struct span){ o->buf.p, done });
	write_all(o, o->buf.p + skip, done - skip);
	memmove(o->buf.p, o->buf.p + done, rest);
	o->buf.n = rest;
}

void
out_sync(struct out *o)
{
	out_flush(o);
	/* Pipes and devices have no disk. */
	if (fdatasync(o->fd) && errno != EINVAL && errno != EROFS)
		die_errno(DIAG_STOPPED, "%s", o->name);
}

void
out_close(struct out *o)
{
	out_flush(o);
	if (close(o->fd) < 0 && errno != EINTR)
		die_errno(DIAG_STOPPED, "%s", o->name);
	buf_free(&o->buf);
	o->fd = -1;
}
