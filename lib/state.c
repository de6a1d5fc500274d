#include "state.h"

#include "jwrite.h"

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
	struct mark mark;

	if (!mark_read(&mark, line))
		return memmem(line.p, line.n, "\"failed\":true", 13);
	s->begun = (struct state_begun){ store, *o, mark };
	*o = (struct store_object){ .size = -1 };
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
    struct out *out, struct fault *why)
{
	put_record(s, k, o);
	s->text.n--;
	s->marked = mark_put(&s->text, out);
	if (!s->marked)
		return 0;
	jwrite_end(&s->text);
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
