#include "linefile.h"

#include <errno.h>
#include <unistd.h>

#include "spool.h"

enum { BLOCK = 256 << 10 };

/* A line is its length and its bytes: LF may be one of them. */
enum { HEAD = sizeof(uint32_t) };

void
linefile_free(struct linefile *f)
{
	if (f->filed)
		close(f->fd);
	buf_free(&f->put);
	buf_free(&f->got);
	*f = (struct linefile){ 0 };
}

static int
failed(struct fault *why, int error)
{
	return fault_set(why, "a temporary file: %s", strerror(error));
}

static int
flush(struct linefile *f, struct fault *why)
{
	struct span rest = buf_span(&f->put);

	if (!f->filed && (f->fd = spool_unnamed()) < 0)
		return failed(why, errno);
	f->filed = true;
	while (rest.n) {
		ssize_t n = write(f->fd, rest.p, rest.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return failed(why, n ? errno : ENOSPC);
		rest = span_after(rest, (size_t)n);
	}
	f->put.n = 0;
	return 0;
}

int
linefile_put(struct linefile *f, struct span line, uint64_t *at, struct fault *why)
{
	uint32_t n = (uint32_t)line.n;

	if (line.n > UINT32_MAX)
		return fault_set(why, "a line of %zu bytes", line.n);
	f->put.max = SIZE_MAX / 2;
	if (at)
		*at = f->bytes;
	buf_put(&f->put, (struct span){ (const char *)&n, HEAD });
	buf_put(&f->put, line);
	f->bytes += HEAD + line.n;
	f->n++;
	return f->put.n < BLOCK ? 0 : flush(f, why);
}

int
linefile_rewind(struct linefile *f, struct fault *why)
{
	f->next = f->at = f->got.n = 0;
	f->got.max = SIZE_MAX / 2;
	if (f->put.n && flush(f, why))
		return -1;
	buf_free(&f->put);
	return 0;
}

/* n bytes from there; the file has them, or someone broke the disk. */
static int
read_at(const struct linefile *f, char *to, size_t n, uint64_t at, struct fault *why)
{
	while (n) {
		ssize_t got = pread(f->fd, to, n, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return failed(why, got ? errno : EIO);
		to += got;
		n -= (size_t)got;
		at += (uint64_t)got;
	}
	return 0;
}

/* At least n bytes behind f->at. */
static int
fill(struct linefile *f, size_t n, struct fault *why)
{
	size_t has = f->got.n - f->at, more = n > BLOCK ? n : BLOCK;

	if (has >= n)
		return 0;
	if (f->at && has)
		memmove(f->got.p, f->got.p + f->at, has);
	f->got.n = has;
	f->at = 0;
	more -= has;
	if (more > f->bytes - f->next)
		more = (size_t)(f->bytes - f->next);
	if (read_at(f, buf_room(&f->got, more), more, f->next, why))
		return -1;
	f->got.n += more;
	f->next += more;
	return 0;
}

int
linefile_next(struct linefile *f, struct span *line, struct fault *why)
{
	uint32_t n;

	if (f->next == f->bytes && f->at == f->got.n)
		return 0;
	if (fill(f, HEAD, why))
		return -1;
	memcpy(&n, f->got.p + f->at, HEAD);
	if (fill(f, HEAD + (size_t)n, why))
		return -1;
	*line = (struct span){ f->got.p + f->at + HEAD, n };
	f->at += HEAD + (size_t)n;
	return 1;
}

int
linefile_get(const struct linefile *f, uint64_t at, struct buf *to, struct fault *why)
{
	uint32_t n;

	if (read_at(f, (char *)&n, HEAD, at, why))
		return -1;
	to->max = SIZE_MAX / 2;
	to->n = 0;
	if (read_at(f, buf_room(to, (size_t)n + 1), n, at + HEAD, why))
		return -1;
	to->n = n;
	return 0;
}
