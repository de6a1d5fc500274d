#include "fetch.h"

#include "diag.h"
#include "num.h"

enum { NAMED = 10 };   /* failed objects, at the end */

void
fetch_fail(struct fetch *f, const char *where, const struct fault *why)
{
	run_fault(f->run, where, why);
	if (f->failed++ < NAMED)
		buf_printf(&f->names, "%s%s", f->names.n ? ", " : "", where);
}

void
fetch_miss(struct fetch *f, const char *where, const struct fault *why)
{
	f->missing++;
	if (f->run->quiet)
		return;
	progress_clear(&f->run->progress);
	warn("%s: %s; skipped", where, why->text);
}

/* Messages in between may have scrolled it away. */
static void
name_failures(const struct fetch *f)
{
	if (!f->failed || f->objects + f->failed < 2)
		return;
	progress_clear(&f->run->progress);
	warn("not complete, %llu of %llu: %.*s%s", (unsigned long long)f->failed,
	    (unsigned long long)(f->objects + f->failed), (int)f->names.n, f->names.p,
	    f->failed > NAMED ? " and more" : "");
}

static void
tell_size(const struct fetch *f)
{
	char objects[NUM_GROUPED], bytes[NUM_GROUPED];

	tally_add(&f->run->tally, TALLY_MEASURE, "object_bytes", f->bytes);
	progress_clear(&f->run->progress);
	if (!f->run->quiet)
		warn("would fetch %s objects of %s bytes", num_grouped(f->objects, objects),
		    num_grouped(f->bytes, bytes));
}

/* 1: it is to be fetched, 0: it was counted as what it is, -1. */
static int
choose(struct fetch *f, const struct store *s, const struct store_object *o, struct fault *why)
{
	int rc = choice_takes(&f->choice, s->kind, o, why);

	if (!rc)
		f->excluded++;
	if (rc <= 0 || !f->state_file)
		return rc;
	if (!(rc = state_claim(&f->state, o, why)))
		f->known++;
	return rc;
}

int
fetch_next(struct fetch *f, struct store **s, struct store_object *o)
{
	struct fault why;
	int rc = wanted_next(&f->wanted, s, o, &why);

	if (!rc)
		return 0;
	if (rc < 0) {
		fetch_fail(f, f->wanted.where, &why);
		return -1;
	}
	if ((rc = choose(f, *s, o, &why)) > 0) {
		f->unsized |= o->size < 0;
		f->bytes += o->size > 0 ? (uint64_t)o->size : 0;
		return 1;
	}
	if (rc < 0)
		fetch_fail(f, o->uri, &why);
	store_object_free(o);
	return -1;
}

void
fetch_sum_up(struct fetch *f)
{
	struct tally *t = &f->run->tally;

	tally_add(t, TALLY_NOTE, "objects", f->objects);
	tally_add(t, TALLY_NOTE, "failed_objects", f->failed);
	tally_add(t, TALLY_NOTE, "ignored_objects", f->wanted.ignored);
	tally_add(t, TALLY_NOTE, "excluded_objects", f->excluded);
	tally_add(t, TALLY_NOTE, "missing_objects", f->missing);
	tally_add(t, TALLY_NOTE, "known_objects", f->known);
	if (f->dry_run)
		tell_size(f);
	name_failures(f);
}
