#include "normalize.h"

#include "diag.h"
#include "explain.h"
#include "jtext.h"
#include "num.h"

enum { EXPLAINED = 3 };

void
normalize_free(struct normalize *z)
{
	unroll_free(&z->unroll);
	jscan_free(&z->event);
	normal_free(&z->normal);
}

void *
normalize_fork(const void *arg, struct run *run)
{
	const struct normalize *z = arg;
	struct normalize *own = calloc(1, sizeof *own);

	if (!own)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *own);
	own->run = run;
	own->dry = z->dry;
	own->finder.forced = z->finder.forced;
	normal_fork(&own->normal, &z->normal, &run->tally);
	return own;
}

void
normalize_follow(void *forked, void *arg)
{
	struct normalize *own = forked, *z = arg;

	own->normal.stream = &z->normal;
	own->normal.run = own->run;
}

void
normalize_merge(void *arg, void *other)
{
	struct normalize *z = arg, *own = other;

	normal_merge(&z->normal, &own->normal);
	unroll_free(&own->unroll);
	jscan_free(&own->event);
	free(own);
}

/* "gs://b/o:12" is line 12 of gs://b/o: its name is put into *name. */
static bool
read_source(struct span value, struct buf *name, int64_t *line)
{
	struct span text, number;

	if (value.p[0] != '"' || jtext_decode(value, name, &text))
		return false;
	number = text;
	while (span_find(number, ':') < number.n)
		span_cut(&number, ':');
	if (number.n == text.n || num_int(number, 1, INT64_MAX, line))
		return false;
	text.n -= number.n + 1;
	if (text.p == name->p)
		name->n = text.n;
	else
		buf_put(name, text);
	return true;
}

/* A fetcher or ev-decode --with-source may have put in front where the record
 * was, which moved its bytes by as much. */
static void
place_by_source(const struct record *r, struct reject *x, struct buf *name)
{
	static const struct jpath path = { .step = { { "_source", 7 } }, .n = 1 };
	struct span value;
	size_t before;
	int64_t line;

	if (!jpath_find(&path, r->text, &value) || !read_source(value, name, &line))
		return;
	before = (size_t)(value.p + value.n - r->text.p);
	x->at = (struct place){ buf_text(name), (uint64_t)line, x->at.byte };
	if (span_is(r->json->member[0].key, "_source") && x->at.byte > before)
		x->at.byte -= before;
}

static void
reject(struct normalize *z, const struct record *r, struct reject *x)
{
	struct buf name = { 0 };

	/* An item with what the batch lends it: alone it might be nobody's. */
	x->raw = r == z->batch ? unroll_raw(&z->unroll) : r->text;
	if (z->batch) {
		x->at.byte = unroll_at(&z->unroll, x->at.byte - 1) + 1;
		r = z->batch;
	}
	place_by_source(r, x, &name);
	if (!name.n)
		x->at = decode_place(r, x->at.byte - 1);
	run_reject(z->run, x);
	buf_free(&name);
}

/* Which of two different values is meant cannot be known of an id, a time or a
 * name; of other keys the last counts, as in most readers, and is flagged. */
static int
check_repeated(const struct provider *p, uint64_t differing, const struct span *value,
    const struct record *r, struct normal_event *e, struct reject *x)
{
	int key = differing & p->once ? __builtin_ctzll(differing & p->once) : -1;

	if (differing)
		e->flags |= NORMAL_DUP_KEY;
	if (key < 0)
		return 0;
	normal_refuse(x, r->text, "", value[key], "dup_key", "given twice, with different values");
	x->field = p->keys[key];
	return -1;
}

/* Which of two arrays is meant cannot be known either. */
static int
check_batch(const struct normalize *z, const struct record *r, uint64_t differing,
    struct reject *x)
{
	const struct span nowhere = { 0 };

	if (z->batch)
		return normal_refuse(x, r->text, "", nowhere, "bad_batch", "a batch inside a batch");
	return differing ? normal_refuse(x, r->text, "", nowhere, "dup_key",
	    "a batch with a member given twice, with different values") : 0;
}

static struct span
line_of(const struct out *o)
{
	return (struct span){ o->buf.p + o->whole, o->buf.n - o->whole };
}

/*
 * A context, or an object that was text in a string, lies deeper in the event
 * than it did in the record: what no reader of ours would take is not written.
 * A short line cannot be so deep.
 */
static int
check_depth(struct normalize *z, const struct record *r, const struct normal_event *e,
    struct reject *x)
{
	struct span line = line_of(&z->run->out);
	bool own = e->metadata.p >= r->text.p && e->metadata.p < r->text.p + r->text.n;

	if (line.n < 2 * JSCAN_DEPTH || (own && !z->normal.context) ||
	    !jscan_object(&z->event, line))
		return 0;
	return normal_refuse(x, r->text, "", (struct span){ 0 }, "too_deep",
	    "nested deeper than 1024 in its event");
}

/* 0; 1: it is a batch, of these *items; -1 and *x. */
static int
convert(struct normalize *z, const struct record *r, struct span *items, struct reject *x)
{
	struct span value[PROVIDER_KEYS];
	struct normal_event e = { 0 };
	const struct provider *p;
	uint64_t differing;

	normal_record(&z->normal, r);
	if (!(p = provider_find(&z->finder, r->json, value, &differing)))
		return normal_refuse(x, r->text, "", (struct span){ 0 }, "unknown_shape",
		    "no provider's record; name its fields: --user-id, --timestamp, --event");
	if (p->items && (*items = p->items(value)).n)
		return check_batch(z, r, differing, x) ? -1 : 1;
	if (check_repeated(p, differing, value, r, &e, x) || p->read(&z->normal, r, value, &e, x) ||
	    normal_write(&z->normal, &e, r, &z->run->out.buf, x) || check_depth(z, r, &e, x))
		return -1;
	if (z->explain && z->run->tally.used < EXPLAINED)
		explain_event(&z->normal, r, &e, p);
	return 0;
}

static void
end_event(struct normalize *z)
{
	struct out *o = &z->run->out;

	if (z->dry) {
		out_abandon(o);
		return;
	}
	if (!z->profile.on) {
		out_end_line(o);
		z->run->tally.written++;
		return;
	}
	/* Flat records' own members lie a level deeper now. */
	if (jscan_object(&z->event, line_of(o)))
		tally_add(&z->run->tally, TALLY_NOTE, "too_deep", 1);
	else
		profile_add(&z->profile, &z->event);
	out_abandon(o);
}

static struct span
take(struct normalize *z, const struct record *r)
{
	struct reject x = { .at = { .byte = 1 } };
	struct run *run = z->run;
	struct span items = { 0 };
	int rc = convert(z, r, &items, &x);

	if (rc < 0) {
		out_abandon(&run->out);
		reject(z, r, &x);
		items.n = 0;
	} else if (!rc) {
		run->tally.used++;
		end_event(z);
	}
	return items;
}

/* What was read is the items, so that the counts balance. */
static void
take_items(struct normalize *z, const struct record *r, struct span items)
{
	struct reject x = { .at = { .byte = 1 } };
	struct tally *t = &z->run->tally;
	struct record item;
	int rc;

	if (unroll_begin(&z->unroll, r, items, &x)) {
		reject(z, r, &x);
		return;
	}
	t->read--;
	tally_add(t, TALLY_NOTE, "batches", 1);
	z->batch = r;
	while ((rc = unroll_next(&z->unroll, &item, &x))) {
		run_step(z->run);
		t->read++;
		if (rc > 0)
			take(z, &item);
		else
			reject(z, r, &x);
		x = (struct reject){ .at = { .byte = 1 } };
	}
	z->batch = NULL;
}

void
normalize_file(void *arg)
{
	struct normalize *z = arg;

	normal_begin(&z->normal);
}

void
normalize_record(void *arg, const struct record *r)
{
	struct normalize *z = arg;
	struct span items = take(z, r);

	if (items.n)
		take_items(z, r, items);
}
