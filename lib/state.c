#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sys/stat.h>

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

struct reading {
	struct state *state;
	struct store *const *stores;
};

static void
forget_begun(struct state *s)
{
	store_object_free(&s->begun.object);
}

/* Whether the line says more than that its object was given, and what. */
static bool
take_mark(struct state *s, struct span line, struct store *store, struct store_object *o)
{
	json_int_t at, device, inode;
	json_t *mark;

	if (!memmem(line.p, line.n, "\"begun_at\"", 10) && !memmem(line.p, line.n, "\"failed\"", 8))
		return false;
	mark = json_loadb(line.p, line.n, 0, NULL);
	if (!json_unpack(mark, "{sI, sI, sI}", "begun_at", &at, "device", &device, "inode",
	    &inode)) {
		s->begun = (struct state_begun){ store, *o, at, device, inode };
		*o = (struct store_object){ .size = -1 };
	}
	json_decref(mark);
	return true;
}

static int
take_line(void *arg, struct span line, struct fault *why)
{
	const struct reading *r = arg;
	struct state *s = r->state;
	struct store_object o = { .size = -1 };
	struct hash_128 id = { 0 };
	struct span uri;
	struct store *store;
	bool made;
	int rc = store_read_uri(line, &s->text, &uri, why);

	if (!rc && !(store = store_of(r->stores, uri, why)))
		rc = -1;
	if (!rc && !(rc = store_read(store->kind, line, &o, why)) &&
	    !(rc = identify(s, &o, &id, why))) {
		forget_begun(s);
		if (!take_mark(s, line, store, &o))
			idset_put(&s->given, id, &made);
	}
	store_object_free(&o);
	return rc;
}

int
state_open(struct state *s, const char *path, bool look_only, struct store *const *stores,
    struct fault *why)
{
	struct reading r = { s, stores };

	*s = (struct state){ .seed = hash_seed(), .begun.object.size = -1 };
	if (!journal_open(&s->journal, path, look_only, SPAN("{\"uri\":\""), take_line, &r, why))
		return 0;
	state_close(s);
	return -1;
}

void
state_close(struct state *s)
{
	journal_close(&s->journal);
	idset_free(&s->given);
	forget_begun(s);
	buf_free(&s->text);
}

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

/* ---- the output, where it is a file ---- */

/* Its length and what it is; false: it is nothing that is appended to. */
static bool
is_appended(const struct out *out, struct stat *st)
{
	int flags = fcntl(out->fd, F_GETFL);

	return flags >= 0 && flags & O_APPEND && !fstat(out->fd, st) && S_ISREG(st->st_mode);
}

int64_t
state_left(const struct state *s, const struct out *out)
{
	const struct state_begun *b = &s->begun;
	struct stat st;

	if (!b->object.uri || !is_appended(out, &st) || (int64_t)st.st_dev != b->device ||
	    (int64_t)st.st_ino != b->inode)
		return 0;
	return st.st_size > b->at ? st.st_size - b->at : 0;
}

/* ---- adding to it ---- */

/* An object record in s->text. */
static void
put_record(struct state *s, const struct store_kind *k, const struct store_object *o)
{
	s->text.n = 0;
	store_write(k, o, &s->text);
}

int
state_begin(struct state *s, const struct store_kind *k, const struct store_object *o,
    const struct out *out, struct fault *why)
{
	struct stat st;

	s->marked = is_appended(out, &st);
	if (!s->marked)
		return 0;
	put_record(s, k, o);
	s->text.n--;
	buf_printf(&s->text, ",\"begun_at\":%lld,\"device\":%lld,\"inode\":%lld}",
	    (long long)st.st_size, (long long)st.st_dev, (long long)st.st_ino);
	return journal_note(&s->journal, buf_span(&s->text), why);
}

int
state_add(struct state *s, const struct store_kind *k, const struct store_object *o,
    struct fault *why)
{
	put_record(s, k, o);
	return journal_add(&s->journal, buf_span(&s->text), why);
}

int
state_fail(struct state *s, const struct store_kind *k, const struct store_object *o,
    struct fault *why)
{
	if (!s->marked)
		return 0;
	put_record(s, k, o);
	s->text.n--;
	buf_put(&s->text, SPAN(",\"failed\":true}"));
	return journal_note(&s->journal, buf_span(&s->text), why);
}
