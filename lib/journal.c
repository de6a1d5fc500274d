#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jwrite.h"

static int
failed(const struct journal *j, int error, struct fault *why)
{
	return fault_set(why, "%s: %s", j->path, strerror(error));
}

/* ---- reading ---- */

/* The machine stopped while this was written. */
static bool
is_torn(struct span line, struct span begins)
{
	size_t n = 0;

	while (n < line.n && !line.p[n])
		n++;
	return n == line.n || span_starts(line, begins) || span_starts(begins, line);
}

static int
take_lines(struct journal *j, FILE *f, struct span begins, journal_take *take, void *arg,
    struct fault *why)
{
	char *text = NULL;
	size_t cap = 0;
	ssize_t n;
	int rc = 0;

	for (unsigned long long number = 1; !rc && (n = getline(&text, &cap, f)) > 0; number++) {
		bool whole = text[n - 1] == '\n';
		struct span line = { text, (size_t)n - whole };
		struct fault bad;

		if (!take(arg, line, &bad)) {
			j->size += n;
			j->open_line = !whole;
		} else if (!whole && is_torn(line, begins)) {
			j->torn = true;
		} else {
			rc = fault_set(why, "%s:%llu: %s", j->path, number, bad.text);
		}
	}
	free(text);
	return !rc && ferror(f) ? failed(j, errno, why) : rc;
}

/* The descriptor stays open when the stream is closed. */
static int
read_all(struct journal *j, struct span begins, journal_take *take, void *arg, struct fault *why)
{
	int copy = fcntl(j->fd, F_DUPFD_CLOEXEC, 0);
	FILE *f = copy < 0 ? NULL : fdopen(copy, "r");
	int rc;

	if (!f) {
		failed(j, errno, why);
		if (copy >= 0)
			close(copy);
		return -1;
	}
	rc = take_lines(j, f, begins, take, arg, why);
	fclose(f);
	return rc;
}

static int
lock(const struct journal *j, struct fault *why)
{
	struct stat st;

	if (fstat(j->fd, &st))
		return failed(j, errno, why);
	if (!S_ISREG(st.st_mode))
		return fault_set(why, "%s: is no file", j->path);
	if (!flock(j->fd, LOCK_EX | LOCK_NB))
		return 0;
	if (errno == EWOULDBLOCK)
		return fault_retry(why, "%s: another run has it", j->path);
	return failed(j, errno, why);
}

int
journal_open(struct journal *j, const char *path, bool look_only, struct span begins,
    journal_take *take, void *arg, struct fault *why)
{
	int flags = look_only ? O_RDONLY : O_RDWR | O_CREAT | O_APPEND;

	*j = (struct journal){ .fd = -1, .path = path };
	if (!path)
		return 0;
	/* It may hold addresses, which may hold what is nobody else's. */
	if ((j->fd = open(path, flags | O_CLOEXEC, 0600)) < 0)
		return look_only && errno == ENOENT ? 0 : failed(j, errno, why);
	if ((!look_only && lock(j, why)) || read_all(j, begins, take, arg, why))
		return -1;
	if (j->torn && !look_only && ftruncate(j->fd, j->size))
		return failed(j, errno, why);
	return 0;
}

void
journal_close(struct journal *j)
{
	if (j->fd >= 0)
		close(j->fd);
	j->fd = -1;
}

/* ---- writing ---- */

static int
write_line(struct journal *j, struct span text, bool sync, struct fault *why)
{
	ssize_t n;

	while ((n = write(j->fd, text.p, text.n)) < 0 && errno == EINTR)
		continue;
	if (n == (ssize_t)text.n && (!sync || !fdatasync(j->fd)))
		return 0;
	failed(j, n < 0 || n == (ssize_t)text.n ? errno : ENOSPC, why);
	/* Half a line would be in the way of the next. */
	(void)!ftruncate(j->fd, j->size);
	return -1;
}

static int
add(struct journal *j, struct span line, bool sync, struct fault *why)
{
	struct buf text = { 0 };
	int rc;

	if (j->fd < 0)
		return 0;
	if (j->open_line)
		buf_byte(&text, '\n');
	buf_put(&text, line);
	buf_byte(&text, '\n');
	if (!(rc = write_line(j, buf_span(&text), sync, why))) {
		j->size += (off_t)text.n;
		j->open_line = false;
	}
	buf_free(&text);
	return rc;
}

int
journal_add(struct journal *j, struct span line, struct fault *why)
{
	return add(j, line, true, why);
}

int
journal_note(struct journal *j, struct span line, struct fault *why)
{
	return add(j, line, false, why);
}

void
journal_put_size(struct buf *line, const struct out *o)
{
	struct stat st;
	off_t at;

	if (fstat(o->fd, &st) || !S_ISREG(st.st_mode))
		return;
	at = fcntl(o->fd, F_GETFL) & O_APPEND ? st.st_size : lseek(o->fd, 0, SEEK_CUR);
	if (at >= 0)
		jwrite_int(line, SPAN("output_bytes"), at);
}
