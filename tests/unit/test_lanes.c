/* Lanes: each input once, turns in their order, however long each takes; cores that
 * are given back; messages that wait. */
#include "unit.h"

#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

#include "run.h"

enum { INPUTS = 300, LANES = 7 };

struct seen {
	size_t order[INPUTS];  /* inputs in the order of their turns */
	size_t turns;          /* no lock: only who has the turn writes */
	atomic_int worked[INPUTS];
	atomic_int lanes[LANES];
};

/* Some inputs are long, some wait for their turn at once, as for what is no file. */
static void
work(void *arg, struct lane *lane)
{
	struct seen *s = arg;

	assert_in_range(lane->number, 0, LANES - 1);
	atomic_fetch_add(&s->lanes[lane->number], 1);
	while (lanes_next(lane)) {
		size_t i = lane->input;

		if (i % 13 == 5)
			lanes_wait(lane);
		atomic_fetch_add(&s->worked[i], 1);
		for (size_t k = 0; k < i * 7919 % 40; k++)
			sched_yield();
		lanes_wait(lane);
		assert_true(lanes_has_turn(lane));
		s->order[s->turns++] = i;
		lanes_pass(lane);
	}
}

static void
check_run(size_t count, size_t inputs)
{
	struct seen *s = calloc(1, sizeof *s);
	struct lanes l;

	lanes_run(&l, count, inputs, work, s);
	assert_int_equal(s->turns, inputs);
	for (size_t i = 0; i < inputs; i++) {
		assert_int_equal(s->order[i], i);
		assert_int_equal(s->worked[i], 1);
	}
	/* Each lane began once; all of their cores are there again. */
	for (size_t i = 0; i < LANES; i++)
		assert_true(s->lanes[i] <= 1);
	assert_int_equal(l.cores.idle, cores_allowed());
	free(s);
}

static void
turns_are_in_order(void **state)
{
	(void)state;
	for (size_t count = 1; count <= LANES; count++)
		check_run(count, INPUTS);
	check_run(LANES, 0);
	check_run(LANES, 1);
	check_run(LANES, 2);
}

static void
cores_are_counted(void **state)
{
	struct cores c = { 2 };

	(void)state;
	assert_true(cores_try(&c));
	assert_true(cores_try(&c));
	assert_false(cores_try(&c));
	cores_take(&c);
	cores_give(&c);
	assert_false(cores_try(&c));
	cores_give(&c);
	assert_true(cores_try(&c));
	assert_true(cores_allowed() >= 1);
}

static void
notes_wait(void **state)
{
	struct notes n = { .held = true };
	struct note note;
	size_t at = 0;
	char longer[5000];

	(void)state;
	memset(longer, 'x', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	assert_false(notes_next(&n, &at, &note));
	notes_warn(&n, "bad_json", 2, "%s:%d: %s", "file", 7, "100 %");
	notes_warn(&n, NULL, 0, "%s", "");
	notes_warn(&n, "x", UINT64_MAX, "%s", longer);
	assert_true(notes_next(&n, &at, &note));
	assert_string_equal(note.about, "bad_json");
	assert_int_equal(note.number, 2);
	assert_string_equal(note.text, "file:7: 100 %");
	assert_true(notes_next(&n, &at, &note));
	assert_null(note.about);
	assert_string_equal(note.text, "");
	assert_true(notes_next(&n, &at, &note));
	assert_int_equal(note.number, UINT64_MAX);
	assert_memory_equal(note.text, longer, 4000);
	assert_false(notes_next(&n, &at, &note));
	notes_release(&n);
	assert_false(n.held);
}

/* ---- the runs of lanes ---- */

/* What is put into the lane's run, as part of the whole one. */
static void
lane_of_records(void *arg, struct lane *lane)
{
	struct run own = { 0 };

	while (lanes_next(lane)) {
		run_lane_begin(&own, arg, lane);
		for (size_t i = 0; i < 100; i++) {
			run_step(&own);
			own.tally.read++;
			own.tally.used++;
			tally_add(&own.tally, TALLY_NOTE, lane->input % 2 ? "odd" : "even", 1);
			buf_printf(&own.out.buf, "%zu %zu", lane->input, i);
			out_end_line(&own.out);
		}
		run_lane_end(&own, lane);
	}
	run_lane_free(&own);
}

static void
runs_become_one(void **state)
{
	char path[] = "/tmp/evkit-lanes-XXXXXX";
	struct run whole = { .rejects.quiet = true };
	struct lanes l;
	FILE *f;

	(void)state;
	out_init(&whole.out, mkstemp(path), path);
	lanes_run(&l, LANES, INPUTS, lane_of_records, &whole);
	assert_int_equal(whole.tally.read, 100 * INPUTS);
	assert_int_equal(whole.tally.rows, 2);
	/* In the order of the inputs: 0 is even. */
	assert_string_equal(whole.tally.row[0].name, "even");
	assert_int_equal(whole.tally.row[0].n, 50 * INPUTS);
	out_close(&whole.out);
	f = fopen(path, "r");
	for (size_t i = 0; i < INPUTS; i++)
		for (size_t k = 0; k < 100; k++) {
			char line[64], want[64];

			snprintf(want, sizeof want, "%zu %zu\n", i, k);			assert_non_null(fgets(line, sizeof line, f));
			assert_string_equal(line, want);
		}
	assert_int_equal(fgetc(f), EOF);
	fclose(f);
	unlink(path);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(turns_are_in_order),
	cmocka_unit_test(cores_are_counted),
	cmocka_unit_test(notes_wait),
	cmocka_unit_test(runs_become_one),
};

UNIT_MAIN
