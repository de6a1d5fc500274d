#include "dedup.h"

#include "diag.h"
#include "jtext.h"

void
dedup_begin(struct dedup *d, struct run *run)
{
	d->run = run;
	dedup_key_init(&d->key);
	/* What the records need besides, once they go to disk. */
	d->set.most = d->memory - d->memory / 4;
	d->spill = (struct dedup_spill){
		.last = d->keep == DEDUP_LAST,
		.both = d->keep == DEDUP_BOTH,
		.stable = d->stable,
		.seed = d->key.seed,
	};
	d->spilling = d->stable || d->keep == DEDUP_LAST;
	d->spill.sort.memory = d->spilling ? d->memory : d->memory / 4;
	if (d->window_s)
		dedup_window_init(&d->window, d->window_s * TSTAMP_SECOND);
}

void
dedup_free(struct dedup *d)
{
	dedup_key_free(&d->key);
	idset_free(&d->set);
	dedup_window_free(&d->window);
	dedup_spill_free(&d->spill);
}

/* ---- what becomes of an event ---- */

static void
write_line(struct dedup *d, struct span line)
{
	out_line(&d->run->out, line);
	d->run->tally.written++;
	d->run->tally.used++;
}

static void
drop(struct dedup *d, uint64_t n)
{
	if (n)
		tally_add(&d->run->tally, TALLY_DROPPED, "duplicate", n);
}

static void
note(struct dedup *d, const char *name, uint64_t n)
{
	if (n)
		tally_add(&d->run->tally, TALLY_NOTE, name, n);
}

/* Ends the run: what is whole goes out before. */
static noreturn void
stop(struct dedup *d, const struct fault *why)
{
	out_flush(&d->run->out);
	progress_clear(&d->run->progress);
	die(fault_exit(why), "%s", why->text);
}

static void
conflict(struct dedup *d, const struct event *e, const struct place *at)
{
	struct fault why;

	note(d, "conflicts", 1);
	if (d->keep != DEDUP_FAIL)
		return;
	fault_set(&why, "%s:%llu: event_id: '%.*s' says something else than the event of that key "
	    "before it", at->source, (unsigned long long)at->line, SPAN_SHOW(e->event_id));
	stop(d, &why);
}

/* ---- with all ids in memory ---- */

/* NULL: it is new, and too late for the window to remember. */
static uint32_t *
see(struct dedup *d, struct hash_128 id, const struct event *e, bool *made)
{
	return d->window_s ? dedup_window_put(&d->window, id, e->timestamp.ns, made)
	                   : idset_put(&d->set, id, made);
}

/* A content of a key: stands in the set beside the keys. */
static struct hash_128
join(const struct dedup *d, struct hash_128 key, struct hash_128 content)
{
	const struct hash_128 both[] = { key, content };

	return hash_seeded_128((struct span){ (const char *)both, sizeof both }, d->key.seed);
}

/* One of each content goes out. */
static void
take_both(struct dedup *d, const struct event *e, struct hash_128 key, struct hash_128 content)
{
	bool new_key, new_content;

	see(d, key, e, &new_key);
	if (!see(d, join(d, key, content), e, &new_content))
		note(d, "late", 1);
	if (!new_content) {
		drop(d, 1);
		return;
	}
	note(d, "conflicts", !new_key);
	write_line(d, e->line);
}

static void
take_now(struct dedup *d, const struct event *e, const struct place *at, struct hash_128 key)
{
	struct hash_128 content = dedup_key_content(&d->key, e);
	bool made;
	uint32_t *own;

	if (d->keep == DEDUP_BOTH) {
		take_both(d, e, key, content);
		return;
	}
	own = see(d, key, e, &made);
	if (made) {
		if (own)
			*own = (uint32_t)content.lo;
		else
			note(d, "late", 1);
		write_line(d, e->line);
		return;
	}
	if (*own != (uint32_t)content.lo)
		conflict(d, e, at);
	drop(d, 1);
}

/* Ids of before are forgotten: right after a quiet night, wrong after an event
 * from a device whose clock is ahead. */
static void
check_jump(struct dedup *d, const struct event *e, const struct place *at)
{
	if (d->jumped || dedup_window_ahead(&d->window, e->timestamp.ns) < 1)
		return;
	d->jumped = true;
	progress_clear(&d->run->progress);
	if (!d->run->quiet)
		warn("%s:%llu: more than --window ahead of all before it, whose ids are forgotten",
		    at->source, (unsigned long long)at->line);
}

/* ---- beyond memory, and where all must be there first ---- */

static int64_t
received(struct dedup *d, const struct event *e)
{
	static const struct jpath path = { .step = { { "received_at", 11 } }, .n = 1 };
	struct span value, text;
	struct tstamp t;

	d->key.scratch.n = 0;
	if (jpath_find(&path, e->line, &value) && value.p[0] == '"' &&
	    !jtext_decode(value, &d->key.scratch, &text) && !tstamp_parse(text, &t))
		return t.ns;
	return INT64_MAX;
}

static void
spill(struct dedup *d, const struct event *e, struct hash_128 key, bool known)
{
	struct dedup_spilled s = { .key = key, .known = known, .line = e->line };
	struct fault why;

	s.content = dedup_key_content(&d->key, e);
	if (d->stable)
		s.rank = received(d, e);
	if (dedup_spill_put(&d->spill, &s, &why))
		stop(d, &why);
}

/* Ids that are in memory stay there and decide; what they do not know waits. */
static void
take_later(struct dedup *d, const struct event *e, const struct place *at, struct hash_128 key)
{
	struct hash_128 content = dedup_key_content(&d->key, e);
	const uint32_t *own = idset_find(&d->set, key);

	if (!own || (d->keep == DEDUP_BOTH &&
	    !idset_find(&d->set, join(d, key, content)))) {
		spill(d, e, key, own != NULL);
		return;
	}
	if (d->keep != DEDUP_BOTH && *own != (uint32_t)content.lo)
		conflict(d, e, at);
	drop(d, 1);
}

static void
take_keyless(struct dedup *d, const struct event *e)
{
	uint64_t n = d->keyless++;
	struct hash_128 key;

	note(d, "no_key", 1);
	if (!d->spilling) {
		write_line(d, e->line);
		return;
	}
	key = hash_seeded_128((struct span){ (const char *)&n, sizeof n }, d->key.seed + 99);
	spill(d, e, key, false);
}

void
dedup_take(struct dedup *d, const struct event *e, const struct place *at)
{
	struct hash_128 key;

	if (!dedup_key_of(&d->key, e, &key)) {
		take_keyless(d, e);
		return;
	}
	if (d->window_s)
		check_jump(d, e, at);
	else if (!d->spilling && !idset_room(&d->set, 2))
		d->spilling = true;
	if (d->spilling)
		take_later(d, e, at, key);
	else
		take_now(d, e, at, key);
}

static void
write_spilled(struct dedup *d)
{
	uint64_t before = d->run->tally.written;
	struct fault why;
	struct span line;
	int got;

	/* The ids have decided; sorting can have their memory. */
	idset_free(&d->set);
	if (dedup_spill_settle(&d->spill, &why))
		stop(d, &why);
	note(d, "conflicts", d->spill.conflicts);
	if (d->keep == DEDUP_FAIL && d->spill.conflicts) {
		fault_set(&why, "%llu events say something else than the event of their key before them",
		    (unsigned long long)d->spill.conflicts);
		stop(d, &why);
	}
	while ((got = dedup_spill_next(&d->spill, &line, &why)) > 0)
		write_line(d, line);
	if (got < 0)
		stop(d, &why);
	drop(d, d->spill.lines.n - (d->run->tally.written - before));
}

void
dedup_end(struct dedup *d)
{
	dedup_window_measure(&d->window);
	d->ids = d->set.n + d->window.ids;
	d->id_bytes = idset_bytes(&d->set) + d->window.bytes;
	if (d->spilling)
		write_spilled(d);
	if (d->ids) {
		tally_add(&d->run->tally, TALLY_MEASURE, "ids", d->ids);
		tally_add(&d->run->tally, TALLY_MEASURE, "id_bytes", d->id_bytes);
	}
	if (d->spill.lines.n)
		tally_add(&d->run->tally, TALLY_MEASURE, "spilled", d->spill.lines.n);
}
