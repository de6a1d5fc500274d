/*
 * A run of a lane: of one input, which becomes part of the whole run when its turn
 * has come. From then on the lane's is the whole one, and is handed back at its end.
 */
#include "diag.h"
#include "run.h"

/* A page that was touched stays; what was held by many lanes would add up. */
enum { KEPT = 1 << 20 };

static void
hold(struct out *o, const struct out *whole)
{
	struct buf reused = o->buf;

	reused.n = 0;
	*o = (struct out){ .fd = whole->fd, .name = whole->name, .buf = reused, .held = true };
	o->buf.max = whole->buf.max;
}

static void
release(struct out *o)
{
	o->held = false;
	out_flush(o);
	if (!o->buf.n && o->buf.cap > KEPT)
		buf_free(&o->buf);
}

void
run_lane_begin(struct run *r, struct run *whole, struct lane *lane)
{
	r->whole = whole;
	r->lane = lane;
	r->quiet = whole->quiet;
	r->max_line = whole->max_line;
	r->code = DIAG_DONE;
	r->tally = (struct tally){ 0 };
	r->notes.held = true;
	r->progress = (struct progress){ .mode = PROGRESS_NEVER };
	hold(&r->out, &whole->out);
	hold(&r->rejects.file, &whole->rejects.file);
	rejects_lane(&r->rejects, &whole->rejects, &r->tally, &r->notes);
	run_lane_step(r);
}

void
run_lane_step(struct run *r)
{
	if (!lanes_has_turn(r->lane) &&
	    r->out.buf.n + r->rejects.file.buf.n + r->notes.buf.n < LANES_HELD)
		return;
	run_lane_turn(r);
}

/* Of the whole run only the first few of a kind are shown. */
static void
say_held(struct run *r, const struct tally *before)
{
	struct note note;
	size_t at = 0;

	while (notes_next(&r->notes, &at, &note))
		if (!note.about || rejects_shown(before, note.about, note.number))
			warn("%s", note.text);
	notes_release(&r->notes);
}

void
run_lane_turn(struct run *r)
{
	struct run *whole = r->whole;
	struct tally own = r->tally;

	if (!r->lane)
		return;
	lanes_wait(r->lane);
	r->lane = NULL;
	if (r->notes.buf.n)
		progress_clear(&whole->progress);
	say_held(r, &whole->tally);
	r->progress = whole->progress;
	r->code = run_worse(whole->code, r->code);
	r->tally = whole->tally;
	tally_merge(&r->tally, &own);
	if (r->rejects.path)
		release(&r->rejects.file);
	release(&r->out);
}

void
run_lane_end(struct run *r, struct lane *lane)
{
	struct run *whole = r->whole;

	run_lane_turn(r);
	if (r->rejects.path)
		out_flush(&r->rejects.file);
	out_flush(&r->out);
	whole->tally = r->tally;
	whole->code = r->code;
	whole->progress = r->progress;
	lanes_pass(lane);
}

void
run_lane_free(struct run *r)
{
	buf_free(&r->out.buf);
	buf_free(&r->rejects.file.buf);
	buf_free(&r->notes.buf);
}
