#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "diag.h"

enum { PIECE = (64 << 10) - 64 };   /* with its header a whole number of pages */

struct spool_piece {
	struct spool_piece *next;
	size_t start, end;     /* of what it holds */
	char bytes[PIECE];
};

static struct spool_piece *
piece_new(struct spool_pool *p)
{
	struct spool_piece *piece = p->spare;

	if (piece)
		p->spare = piece->next;
	else if (!(piece = malloc(sizeof *piece)))
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *piece);
	p->used += sizeof *piece;
	piece->next = NULL;
	piece->start = piece->end = 0;
	return piece;
}

static void
piece_drop(struct spool *s)
{
	struct spool_piece *piece = s->head;

	s->head = piece->next;
	if (!s->head)
		s->tail = NULL;
	piece->next = s->pool->spare;
	s->pool->spare = piece;
	s->pool->used -= sizeof *piece;
}

/* Whether n bytes more may be in memory. */
static bool
fits(const struct spool *s, size_t n)
{
	size_t most = s->pool->most ? s->pool->most : SPOOL_MEMORY;
	size_t room = s->tail ? PIECE - s->tail->end : 0;
	size_t pieces = n > room ? (n - room + PIECE - 1) / PIECE : 0;

	if (!s->first)
		most -= most > SPOOL_RESERVE ? SPOOL_RESERVE : most / 2;
	return s->pool->used + pieces * sizeof(struct spool_piece) <= most;
}

static void
put_memory(struct spool *s, struct span bytes)
{
	while (bytes.n) {
		size_t n;

		if (!s->tail || s->tail->end == PIECE) {
			struct spool_piece *piece = piece_new(s->pool);

			if (s->tail)
				s->tail->next = piece;
			else
				s->head = piece;
			s->tail = piece;
		}
		n = PIECE - s->tail->end < bytes.n ? PIECE - s->tail->end : bytes.n;
		memcpy(s->tail->bytes + s->tail->end, bytes.p, n);
		s->tail->end += n;
		s->held += n;
		bytes = span_after(bytes, n);
	}
}

int
spool_unnamed(void)
{
	const char *folder = getenv("TMPDIR");
	char path[4096];
	int fd;

	if (!folder || !*folder)
		folder = "/var/tmp";
	fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	/* Not every file system and kernel has that: an old-fashioned one then. */
	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
		return fd;
	if (snprintf(path, sizeof path, "%s/evkit.XXXXXX", folder) >= (int)sizeof path)
		return -1;
	if ((fd = mkostemp(path, O_CLOEXEC)) >= 0)
		unlink(path);
	return fd;
}

static int
put_file(struct spool *s, struct span bytes, struct fault *why)
{
	off_t at = s->put;

	if (!s->filed && (s->fd = spool_unnamed()) < 0)
		return fault_set(why, "a temporary file: %s", strerror(errno));
	s->filed = true;
	for (struct span rest = bytes; rest.n;) {
		ssize_t n = pwrite(s->fd, rest.p, rest.n, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fault_set(why, "a temporary file: %s",
			    strerror(n ? errno : ENOSPC));
		rest = span_after(rest, (size_t)n);
		at += n;
	}
	s->put = at;
	s->held += bytes.n;
	return 0;
}

int
spool_put(struct spool *s, struct span bytes, struct fault *why)
{
	/* Behind bytes in the file only the file keeps the order. */
	if (s->put > s->taken || !fits(s, bytes.n))
		return put_file(s, bytes, why);
	put_memory(s, bytes);
	return 0;
}

static size_t
take_memory(struct spool *s, char *to, size_t n)
{
	struct spool_piece *piece = s->head;

	if (n > piece->end - piece->start)
		n = piece->end - piece->start;
	memcpy(to, piece->bytes + piece->start, n);
	piece->start += n;
	if (piece->start == piece->end)
		piece_drop(s);
	return n;
}

static ssize_t
take_file(struct spool *s, char *to, size_t n, struct fault *why)
{
	ssize_t got;

	if ((off_t)n > s->put - s->taken)
		n = (size_t)(s->put - s->taken);
	while ((got = pread(s->fd, to, n, s->taken)) < 0 && errno == EINTR)
		continue;
	if (got <= 0)
		return fault_set(why, "a temporary file: %s", strerror(got ? errno : EIO));
	s->taken += got;
	/* Emptied: its room on the disk is given back, and memory is used again. */
	if (s->taken == s->put) {
		(void)!ftruncate(s->fd, 0);
		s->put = s->taken = 0;
	}
	return got;
}

ssize_t
spool_take(struct spool *s, char *to, size_t n, struct fault *why)
{
	ssize_t got;

	if (!s->held || !n)
		return 0;
	got = s->head ? (ssize_t)take_memory(s, to, n) : take_file(s, to, n, why);
	if (got > 0)
		s->held -= (uint64_t)got;
	return got;
}

void
spool_free(struct spool *s)
{
	while (s->head)
		piece_drop(s);
	if (s->filed)
		close(s->fd);
	*s = (struct spool){ .pool = s->pool };
}

void
spool_pool_free(struct spool_pool *p)
{
	while (p->spare) {
		struct spool_piece *next = p->spare->next;

		free(p->spare);
		p->spare = next;
	}
}
