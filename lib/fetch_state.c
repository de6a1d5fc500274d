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
	int64_t left = f->state_file ? state_left(&f->state, &f->run->out) : 0;
	struct fault why;

	if (!left || state_claim(&f->state, &b->object, &why) <= 0)
		return false;
	if (!f->run->quiet)
		warn("%s: %lld bytes of its records are there from a run that was broken off; "
		    "the rest is added", b->object.uri, (long long)left);
	*s = b->store;
	*o = b->object;
	b->object = (struct store_object){ .size = -1 };
	out_replay(&f->run->out, b->at, b->at + left);
	f->resuming = true;
	return true;
}

void
fetch_state_begin(struct fetch *f, const struct download *d)
{
	struct fault why;

	/* One that is resumed has begun where it did. */
	if (!f->state_file || f->resuming)
		return;
	out_flush(&f->run->out);
	if (state_begin(&f->state, d->store->kind, &d->object, &f->run->out, &why))
		die_of(&why);
}

void
fetch_state_end(struct fetch *f, const struct download *d, int rc)
{
	struct out *out = &f->run->out;
	struct fault why;

	if (!f->state_file)
		return;
	/* First what was given, then that it was: never the other way round. */
	run_sync(f->run);
	/* Nothing may follow a half that is not completed. */
	if (rc && f->resuming && out->there < out->there_end)
		die(fault_exit(&d->why), "%s: the records that were to be completed are not; those that are "
		    "there begin at byte %lld of the output", d->object.uri,
		    (long long)f->state.begun.at);
	out_replay(out, 0, 0);
	f->resuming = false;
	if ((rc ? state_fail : state_add)(&f->state, d->store->kind, &d->object, &why))
		die_of(&why);
}
