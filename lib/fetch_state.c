#include "fetch.h"

#include "diag.h"

static noreturn void
die_of(const struct fault *why)
{
	die(fault_exit(why), "--state: %s", why->text);
}

int
fetch_state_open(struct fetch *f, struct store *const *stores)
{
	struct fault why;

	f->state.journal.fd = -1;
	if (!f->state_file)
		return 0;
	if (state_open(&f->state, f->state_file, f->dry_run, stores, &why)) {
		run_fault(f->run, "--state", &why);
		return -1;
	}
	if (f->state.journal.torn && !f->run->quiet)
		warn("--state: %s: its last line was not written whole, and is dropped: that object "
		    "is given again", f->state_file);
	return 0;
}

bool
fetch_state_resume(struct fetch *f, struct store **s, struct store_object *o)
{
	struct state_begun *b = &f->state.begun;
	struct fault why;

	if (!b->object.uri || !mark_left(&b->mark, &f->run->out) ||
	    state_claim(&f->state, &b->object, &why) <= 0)
		return false;
	mark_resume(&b->mark, f->run, b->object.uri);
	*s = b->store;
	*o = b->object;
	b->object = (struct store_object){ .size = -1 };
	return true;
}

void
fetch_state_begin(struct fetch *f, const struct download *d)
{
	struct fault why;

	if (f->state_file &&
	    state_begin(&f->state, d->store->kind, &d->object, &f->run->out, &why))
		die_of(&why);
}

void
fetch_state_end(struct fetch *f, const struct download *d, int rc)
{
	struct fault why = { 0 };

	if (!f->state_file)
		return;
	/* First what was given, then that it was: never the other way round. */
	mark_end(f->run, d->object.uri, rc ? &d->why : NULL);
	if ((rc ? state_fail : state_add)(&f->state, d->store->kind, &d->object, &why))
		die_of(&why);
}
