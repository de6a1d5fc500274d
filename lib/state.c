#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* What tells one version of an object from another: "URI NUL VERSION", or
 * "URI NUL NUL SIZE UPDATED". */
static int
identify(struct state *s, const struct store_object *o, struct hash_128 *id, struct fault *why)
{
	struct buf *b = &s->text;

	b->n = 0;
	buf_printf(b, "%s%c", o->uri, '\0');
	if (o->version && *o->version)
		buf_printf(b, "%s", o->version);
	else if (o->size >= 0 && o->updated)
		buf_printf(b, "%c%lld %s", '\0', (long long)o->size, o->updated);
	else
		return fault_set(why, "has neither a version nor a time: --state cannot keep it");
	*id = hash_seeded_128(buf_span(b), s->seed);
	return 0;
}

/* ---- reading it ---- */

static int
take_line(struct state *s, struct span line, struct store *const *stores, struct fault *why)
{
	struct buf scratch = { 0 };
	struct store_object o = { .size = -1 };
	struct hash_128 id = { 0 };
	struct span uri;
	struct store *store;
	bool made;
	int rc = store_read_uri(line, &scratch, &uri, why);

	if (!rc && !(store = store_of(stores, uri, why)))
		rc = -1;
	if (!rc && !(rc = store_read(store->kind, line, &o, why)))
		rc = identify(s, &o, &id, why);
	if (!rc)
		idset_put(&s->given, id, &made);
	store_object_free(&o);
	buf_free(&scratch);
	return rc;
}

static int
take_lines(struct state *s, FILE *f, struct store *const *stores, struct fault *why)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int rc = 0;

	for (unsigned long long number = 1; !rc && (n = getline(&line, &cap, f)) > 0; number++) {
		struct fault bad;

		s->size += n;
		s->open_line = line[n - 1] != '\n';
		rc = take_line(s, (struct span){ line, (size_t)n - !s->open_line }, stores, &bad);
		if (rc)
			fault_set(why, "line %llu%s: %s; it is left as it is, and nothing fetched",
			    number, s->open_line ? ", the last and cut off" : "", bad.text);
	}
	if (!rc && ferror(f))
		rc = fault_set(why, "%s", strerror(errno));
	free(line);
	return rc;
}

/* The descriptor stays open when the stream is closed. */
static int
read_all(struct state *s, struct store *const *stores, struct fault *why)
{
	int copy = dup(s->fd);
	FILE *f = copy < 0 ? NULL : fdopen(copy, "r");
	int rc;

	if (!f) {
		fault_set(why, "%s", strerror(errno));
		if (copy >= 0)
			close(copy);
		return -1;
	}
	rc = take_lines(s, f, stores, why);
	fclose(f);
	return rc;
}

static int
lock(const struct state *s, bool look_only, struct fault *why)
{
	struct stat st;

	if (fstat(s->fd, &st))
		return fault_set(why, "%s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fault_set(why, "is no file");
	if (!flock(s->fd, (look_only ? LOCK_SH : LOCK_EX) | LOCK_NB))
		return 0;
	if (errno == EWOULDBLOCK)
		return fault_retry(why, "another run is using it");
	return fault_set(why, "cannot be locked: %s", strerror(errno));
}

int
state_open(struct state *s, const char *path, bool look_only, struct store *const *stores,
    struct fault *why)
{
	int flags = look_only ? O_RDONLY : O_RDWR | O_CREAT | O_APPEND;

	*s = (struct state){ .seed = hash_seed() };
	if ((s->fd = open(path, flags | O_CLOEXEC, 0666)) < 0)
		return look_only && errno == ENOENT ? 0 : fault_set(why, "%s", strerror(errno));
	if (!lock(s, look_only, why) && !read_all(s, stores, why))
		return 0;
	state_close(s);
	return -1;
}

void
state_close(struct state *s)
{
	if (s->fd >= 0)
		close(s->fd);
	idset_free(&s->given);
	buf_free(&s->text);
	*s = (struct state){ .fd = -1 };
}

/* ---- adding to it ---- */

int
state_claim(struct state *s, const struct store_object *o, struct fault *why)
{
	struct hash_128 id = { 0 };
	bool made;

	if (identify(s, o, &id, why))
		return -1;
	idset_put(&s->given, id, &made);
	return made;
}

/* A line that was written in part is taken away again. */
static int
undo(struct state *s, const char *reason, struct fault *why)
{
	if (ftruncate(s->fd, s->size))
		return fault_set(why, "%s, and its last line is damaged", reason);
	return fault_set(why, "%s", reason);
}

int
state_add(struct state *s, const struct store_kind *k, const struct store_object *o,
    struct fault *why)
{
	struct buf *b = &s->text;
	ssize_t n;

	b->n = 0;
	if (s->open_line)
		buf_byte(b, '\n');
	store_write(k, o, b);
	buf_byte(b, '\n');
	while ((n = write(s->fd, b->p, b->n)) < 0 && errno == EINTR)
		continue;
	if (n != (ssize_t)b->n)
		return undo(s, n < 0 ? strerror(errno) : "no room for it", why);
	if (fdatasync(s->fd))
		return fault_set(why, "%s", strerror(errno));
	s->size += n;
	s->open_line = false;
	return 0;
}
