#include "convert_gather.h"

#include "convert_part.h"
#include "convert_write.h"
#include "diag.h"
#include "jtext.h"

/* What a user and a value cost besides their bytes: an entry of a table, and at
 * the end what it is sorted by. Held values that one user leaves behind. */
enum { ENTRY = 64, HELD_KEPT = 4096 };

static size_t
used(const struct convert *c)
{
	return c->names + c->pool.n * sizeof(struct timeline_event) + c->messages.kept.n +
	    c->lines * sizeof(struct convert_line);
}

static void
forget(struct convert *c)
{
	c->lines = 0;
	c->names = 0;
	timeline_clear(&c->pool);
	c->messages.kept.n = 0;
	if (!c->alone || c->held.numbers.n > HELD_KEPT) {
		words_free(&c->held);
		words_init(&c->held);
	}
}

/* ---- one user after the other ---- */

/* The user who was read so far is complete. */
static void
end_user(struct convert *c, struct run *run)
{
	if (!c->people_seen)
		return;
	if (c->partial)
		convert_part_put(c, run, buf_span(&c->user), &c->current);
	else
		convert_write_user(c, run, buf_span(&c->user), &c->current);
	c->current = (struct convert_line){ 0 };
	forget(c);
}

static void
begin_user(struct convert *c, struct run *run, struct span user)
{
	end_user(c, run);
	c->people_seen = true;
	c->user.n = 0;
	buf_put(&c->user, user);
}

/* The order with a quote behind each. */
static bool
before_as_line(struct span a, struct span b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	if (order || a.n == b.n)
		return order < 0;
	return a.n < b.n ? '"' < (unsigned char)b.p[n] : (unsigned char)a.p[n] < '"';
}

/*
 * Users come in the order of their bytes, or of the lines of canonical events,
 * where the quote behind the id counts too: in either no one comes twice.
 */
void
convert_gather_user(struct convert *c, struct run *run, struct span user, const struct place *at)
{
	struct span before = buf_span(&c->user);

	if (c->people_seen && span_eq(user, before))
		return;
	if (c->people_seen) {
		c->by_id &= span_cmp(before, user) < 0;
		c->by_line &= before_as_line(before, user);
	}
	if (c->people_seen && !c->by_id && !c->by_line)
		die(DIAG_STOPPED, "%s:%llu: --sorted: the user %.*s comes after %.*s", at->source,
		    (unsigned long long)at->line, SPAN_SHOW(user), SPAN_SHOW(buf_span(&c->user)));
	begin_user(c, run, user);
}

/* ---- all in memory ---- */

uint32_t
convert_gather_held(struct convert *c, struct span value)
{
	size_t before = c->held.numbers.n;
	struct span text;
	uint32_t number;

	c->scratch.n = 0;
	if (span_is(value, "null"))
		return 0;
	buf_byte(&c->scratch, value.p[0] == '"' ? '"' : '=');
	if (value.p[0] != '"')
		buf_put(&c->scratch, value);
	else if (jtext_decode(value, &c->scratch, &text))
		return 0;
	else if (c->scratch.n == 1)
		buf_put(&c->scratch, text);
	number = words_put(&c->held, buf_span(&c->scratch));
	c->names += c->held.numbers.n > before ? ENTRY + c->scratch.n : 0;
	return number;
}

static uint32_t
add_line(struct convert *c, uint32_t value, uint32_t next)
{
	if (c->lines + 1 >= c->lines_cap) {
		c->lines_cap = c->lines_cap ? 2 * c->lines_cap : 1024;
		if (!(c->line = reallocarray(c->line, c->lines_cap, sizeof *c->line)))
			die(DIAG_STOPPED, "out of memory: values that steps share");
	}
	c->line[++c->lines] = (struct convert_line){ .value = value, .next = next };
	return c->lines;
}

static struct timeline *
timeline_of(struct convert *c, struct span user, uint32_t held)
{
	struct convert_line *head = &c->current;
	bool made = false;
	uint32_t at;

	if (!c->alone)
		head = table_put(&c->people, user, &made);
	if (made)
		c->names += ENTRY + user.n;
	if (!held)
		return &head->t;
	for (at = head->next; at && c->line[at].value != held;)
		at = c->line[at].next;
	if (!at)
		at = head->next = add_line(c, held, head->next);
	return &c->line[at].t;
}

/* An event that was put off comes to its user. */
static void
give(void *arg, void *user, int64_t event)
{
	struct convert *c = arg;
	struct timeline *t = user;

	if (!t->n)
		c->names += ENTRY + table_key(&c->people, user).n;
	timeline_give(&c->pool, t, (uint32_t)event);
}

void
convert_gather_begin(struct convert *c)
{
	c->later = (struct later){ .table = &c->people, .update = give, .arg = c };
}

/* ---- beyond memory ---- */

static void
stop(struct run *run, const struct fault *why)
{
	out_flush(&run->out);
	progress_clear(&run->progress);
	die(fault_exit(why), "%s", why->text);
}

/* The users so far go to the disk, and memory is free for others. */
static void
spill(struct convert *c, struct run *run)
{
	size_t value_size = c->people.value_size;
	struct fault why;
	void **sorted;

	later_settle(&c->later);
	sorted = table_sorted(&c->people);
	for (size_t i = 0; i < c->people.n; i++)
		if (convert_part_spill(c, table_key(&c->people, sorted[i]), sorted[i], &why))
			stop(run, &why);
	if (linemerge_end_run(&c->spilled, &why))
		stop(run, &why);
	free(sorted);
	table_free(&c->people);
	table_init(&c->people, value_size);
	forget(c);
}

/* Each user's lines stand together now, whatever run they were in. */
static void
write_spilled(struct convert *c, struct run *run)
{
	struct span user, line;
	struct fault why;
	int got;

	spill(c, run);
	table_free(&c->people);
	timeline_free(&c->pool);
	c->alone = true;
	if (linemerge_begin(&c->spilled, &why))
		stop(run, &why);
	while ((got = linemerge_next(&c->spilled, &user, &line, &why)) > 0) {
		if (!c->people_seen || !span_eq(user, buf_span(&c->user)))
			begin_user(c, run, user);
		if (convert_part_read_spilled(c, run, line, &why))
			stop(run, &why);
	}
	if (got < 0)
		stop(run, &why);
	end_user(c, run);
}

void
convert_gather_add(struct convert *c, struct run *run, struct span user, int64_t ns,
    uint32_t what, uint32_t held)
{
	if (c->alone || held)
		timeline_add(&c->pool, timeline_of(c, user, held), ns, what);
	else
		later_put(&c->later, user, timeline_put(&c->pool, ns, what));
	if (c->memory && !c->alone && used(c) > c->memory)
		spill(c, run);
}

/* In order of ids users lie anywhere, and so do their events: both are asked for
 * before they are needed. */
static void
fetch_ahead(const struct convert *c, void *const sorted[], size_t i)
{
	enum { AHEAD = 16 };

	if (i + AHEAD < c->people.n)
		__builtin_prefetch(sorted[i + AHEAD]);
	if (i + AHEAD / 2 < c->people.n)
		timeline_fetch(&c->pool, sorted[i + AHEAD / 2]);
}

void
convert_gather_end(struct convert *c, struct run *run)
{
	void **sorted;

	if (c->alone) {
		end_user(c, run);
		return;
	}
	if (c->spilled.runs) {
		write_spilled(c, run);
		return;
	}
	later_settle(&c->later);
	sorted = table_sorted(&c->people);
	for (size_t i = 0; i < c->people.n; i++) {
		struct span user = table_key(&c->people, sorted[i]);

		fetch_ahead(c, sorted, i);
		if (c->partial)
			convert_part_put(c, run, user, sorted[i]);
		else
			convert_write_user(c, run, user, sorted[i]);
	}
	free(sorted);
}
