#include "mixpanel.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sys/file.h>
#include <unistd.h>

#include "jwrite.h"
#include "tstamp.h"

#define BEGINS SPAN("{\"window\":\"")

enum { FILE_MOST = 256 << 20, PIECE = 64 << 10 };

static struct span
day_text(int32_t day, char to[TSTAMP_TEXT])
{
	return (struct span){ to, tstamp_format_date(day, to) };
}

/* ---- reading ---- */

static int
failed(const struct mixpanel_days *d, struct fault *why)
{
	return fault_set(why, "%s: %s", d->path, strerror(errno));
}

static int
read_all(const struct mixpanel_days *d, struct buf *to, struct fault *why)
{
	ssize_t got;

	while ((got = read(d->fd, buf_room(to, PIECE), PIECE))) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return failed(d, why);
		to->n += (size_t)got;
		if (to->n > FILE_MOST)
			return fault_set(why, "%s: is too large for a state", d->path);
	}
	return 0;
}

/* One line: of this query, or of another, which does not matter. */
static bool
take_line(struct mixpanel_days *d, struct span line)
{
	json_t *o = json_loadb(line.p, line.n, 0, NULL);
	const char *window = json_string_value(json_object_get(o, "window"));
	const char *query = json_string_value(json_object_get(o, "query"));
	int32_t day;
	bool good = window && query && !tstamp_parse_date(span_of(window), &day);

	if (good && span_eq(span_of(query), (struct span){ d->query, HASH_HEX }))
		table_put(&d->done, span_of(window), NULL);
	json_decref(o);
	return good;
}

/* The machine stopped while this was written. */
static bool
is_torn(struct span line)
{
	return span_starts(line, BEGINS) || span_starts(BEGINS, line);
}

static int
take_lines(struct mixpanel_days *d, struct span text, struct fault *why)
{
	for (uint64_t number = 1; text.n; number++) {
		bool whole = span_find(text, '\n') < text.n;
		struct span line = span_cut(&text, '\n');

		if (!whole && is_torn(line))
			return 0;
		if (!whole || !take_line(d, line))
			return fault_set(why, "%s:%llu: is not a line that this program wrote",
			    d->path, (unsigned long long)number);
		d->size += (off_t)line.n + 1;
	}
	return 0;
}

static int
open_file(struct mixpanel_days *d, bool look_only, struct fault *why)
{
	d->fd = open(d->path, O_CLOEXEC | (look_only ? O_RDONLY : O_RDWR | O_CREAT | O_APPEND), 0666);
	if (d->fd < 0)
		return look_only && errno == ENOENT ? 0 : failed(d, why);
	if (look_only || !flock(d->fd, LOCK_EX | LOCK_NB))
		return 0;
	if (errno == EWOULDBLOCK)
		return fault_retry(why, "%s: another run has it", d->path);
	return failed(d, why);
}

int
mixpanel_days_open(struct mixpanel_days *d, const char *path, bool look_only, const char *project,
    struct span query, struct fault *why)
{
	struct buf text = { 0 };
	int rc;

	*d = (struct mixpanel_days){ .fd = -1, .path = path, .project = project ? project : "" };
	table_init(&d->done, 0);
	hash_stable(query, d->query);
	if (!path)
		return 0;
	if (open_file(d, look_only, why))
		return -1;
	rc = d->fd < 0 ? 0 : read_all(d, &text, why);
	if (!rc)
		rc = take_lines(d, buf_span(&text), why);
	buf_free(&text);
	/* What was torn makes room. */
	if (!rc && !look_only && ftruncate(d->fd, d->size))
		rc = failed(d, why);
	return rc;
}

void
mixpanel_days_free(struct mixpanel_days *d)
{
	if (d->fd >= 0)
		close(d->fd);
	table_free(&d->done);
}

bool
mixpanel_days_has(const struct mixpanel_days *d, int32_t day)
{
	char text[TSTAMP_TEXT];

	return table_find(&d->done, day_text(day, text));
}

/* ---- writing ---- */

static void
put_line(const struct mixpanel_days *d, struct span day, struct buf *to)
{
	jwrite_begin(to);
	jwrite_string(to, SPAN("window"), day);
	jwrite_string(to, SPAN("project"), span_of(d->project));
	jwrite_string(to, SPAN("query"), (struct span){ d->query, HASH_HEX });
	jwrite_end(to);
	buf_byte(to, '\n');
}

int
mixpanel_days_add(struct mixpanel_days *d, int32_t day, struct fault *why)
{
	char text[TSTAMP_TEXT];
	struct buf line = { 0 };
	ssize_t put;
	int rc = 0;

	if (d->fd < 0)
		return 0;
	put_line(d, day_text(day, text), &line);
	put = write(d->fd, line.p, line.n);
	if (put != (ssize_t)line.n || fdatasync(d->fd)) {
		rc = fault_set(why, "%s: %s", d->path, strerror(put < 0 ? errno : ENOSPC));
		(void)!ftruncate(d->fd, d->size);
	} else {
		d->size += put;
		table_put(&d->done, day_text(day, text), NULL);
	}
	buf_free(&line);
	return rc;
}
