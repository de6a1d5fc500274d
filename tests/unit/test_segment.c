/* Ranks counted one by one, and the merging of small tiers by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "hash.h"
#include "segment.h"

enum { MOST = 300 };

struct user {
	struct activity a;
	struct activity_view v;
};

/* N users, L below v, E equal to it: the step of (L + E/2) / N. */
static int
plain_step(const int64_t *value, size_t n, int64_t v, int steps)
{
	size_t less = 0, equal = 0;

	for (size_t i = 0; i < n; i++) {
		less += value[i] < v;
		equal += value[i] == v;
	}
	return (int)((size_t)steps * (2 * less + equal) / (2 * n));
}

static void
make_users(struct user *u, size_t n, uint64_t *seed)
{
	uint64_t values = 1 + hash_random(seed) % 40;

	for (size_t i = 0; i < n; i++) {
		u[i].a.last = (int32_t)(hash_random(seed) % values) - 20;
		u[i].a.events = 1 + hash_random(seed) % (values * values);
		u[i].v.l28 = (int)(hash_random(seed) % 29);
		u[i].v.level = (enum activity_level)(hash_random(seed) % ACTIVITY_LEVELS);
	}
}

static void
test_scores(void **state)
{
	static struct user u[MOST];
	int64_t last[MOST], l28[MOST], events[MOST];
	uint64_t seed = 1;

	(void)state;
	for (int trial = 0; trial < 200; trial++) {
		size_t n = 1 + hash_random(&seed) % MOST;
		struct segments s;

		make_users(u, n, &seed);
		segment_init(&s, 0);
		for (size_t i = 0; i < n; i++) {
			last[i] = u[i].a.last;
			l28[i] = u[i].v.l28;
			events[i] = (int64_t)u[i].a.events;
			segment_add(&s, &u[i].a, &u[i].v);
		}
		segment_settle(&s);
		for (size_t i = 0; i < n; i++) {
			struct segment_place p = segment_find(&s, &u[i].a, &u[i].v);

			assert_int_equal(p.r, 1 + plain_step(last, n, last[i], 5));
			assert_int_equal(p.f, 1 + plain_step(l28, n, l28[i], 5));
			assert_int_equal(p.m, 1 + plain_step(events, n, events[i], 5));
		}
		segment_free(&s);
	}
}

/* Thirds within each level; what is counted is what is found. */
static void
test_tiers(void **state)
{
	static struct user u[MOST];
	int64_t events[MOST];
	uint64_t seed = 2;

	(void)state;
	for (int trial = 0; trial < 200; trial++) {
		size_t n = 1 + hash_random(&seed) % MOST;
		uint64_t users[ACTIVITY_LEVELS][SEGMENT_TIERS] = { { 0 } };
		struct segments s;

		make_users(u, n, &seed);
		segment_init(&s, trial % 2 ? 0 : hash_random(&seed) % 12);
		for (size_t i = 0; i < n; i++)
			segment_add(&s, &u[i].a, &u[i].v);
		segment_settle(&s);
		for (size_t i = 0; i < n; i++) {
			struct segment_place p = segment_find(&s, &u[i].a, &u[i].v);
			size_t same = 0;

			users[u[i].v.level][p.tier]++;
			for (size_t k = 0; k < n; k++)
				if (u[k].v.level == u[i].v.level)
					events[same++] = (int64_t)u[k].a.events;
			assert_int_equal(p.tier == SEGMENT_ALL, same < 3 * s.min);
			if (!s.min)
				assert_int_equal(p.tier,
				    plain_step(events, same, (int64_t)u[i].a.events, 3));
		}
		for (int l = 0; l < ACTIVITY_LEVELS; l++)
			for (int t = 0; t < SEGMENT_TIERS; t++) {
				assert_int_equal(users[l][t], s.users[l][t]);
				if (t != SEGMENT_ALL && users[l][t])
					assert_true(users[l][t] >= s.min);
			}
		segment_free(&s);
	}
}

struct merging {
	uint64_t lo, mid, hi;      /* users with 1, 2 and 3 events */
	const char *names;         /* of the segments of those */
};

/* Ten users at least in each segment of level core. */
static void
test_merging(void **state)
{
	static const struct merging rows[] = {
		{ 10, 10, 10, "core.lo core.mid core.hi" },
		{ 29, 0, 0, "core" },
		{ 10, 10, 9, "core core core" },
		{ 9, 12, 9, "core.mid core.mid core.mid" },
		{ 0, 40, 0, "core.mid" },
		{ 9, 20, 20, "core.mid core.mid core.hi" },
		{ 20, 20, 9, "core.lo core.mid core.mid" },
		{ 20, 9, 19, "core.lo core.hi core.hi" },
		{ 19, 9, 20, "core.lo core.lo core.hi" },
		{ 20, 9, 20, "core.lo core.lo core.hi" },
		/* no mid, and nothing to merge */
		{ 40, 0, 40, "core.lo core.hi" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const uint64_t count[] = { rows[i].lo, rows[i].mid, rows[i].hi };
		struct user u = { .v.level = ACTIVITY_CORE };
		struct segments s;
		char names[80] = "", name[SEGMENT_NAME];

		segment_init(&s, 10);
		for (u.a.events = 1; u.a.events <= 3; u.a.events++)
			for (uint64_t k = 0; k < count[u.a.events - 1]; k++)
				segment_add(&s, &u.a, &u.v);
		segment_settle(&s);
		for (u.a.events = 1; u.a.events <= 3; u.a.events++) {
			size_t n = strlen(names);
			struct segment_place p;
			struct span text;

			if (!count[u.a.events - 1])
				continue;
			p = segment_find(&s, &u.a, &u.v);
			text = segment_name(ACTIVITY_CORE, p.tier, name);
			snprintf(names + n, sizeof names - n, "%s%.*s", n ? " " : "", SPAN_SHOW(text));
		}
		assert_string_equal(names, rows[i].names);
		segment_free(&s);
	}
}

static void
test_all_equal(void **state)
{
	struct user u = { .a = { .events = 5 } };
	struct segment_place p;
	struct segments s;

	(void)state;
	segment_init(&s, 1);
	for (int i = 0; i < 17; i++)
		segment_add(&s, &u.a, &u.v);
	segment_settle(&s);
	p = segment_find(&s, &u.a, &u.v);
	assert_true(p.r == 3 && p.f == 3 && p.m == 3 && p.tier == SEGMENT_MID);
	segment_free(&s);
}

static void
test_names(void **state)
{
	char to[SEGMENT_NAME];

	(void)state;
	assert_true(span_is(segment_name(ACTIVITY_RESURRECTED, SEGMENT_MID, to), "resurrected.mid"));
	assert_true(span_is(segment_name(ACTIVITY_NEW, SEGMENT_ALL, to), "new"));
	assert_true(span_is(segment_name(ACTIVITY_UNKNOWN, SEGMENT_HI, to), "hi"));
	assert_true(span_is(segment_name(ACTIVITY_UNKNOWN, SEGMENT_ALL, to), "all"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scores),
		cmocka_unit_test(test_tiers),
		cmocka_unit_test(test_merging),
		cmocka_unit_test(test_all_equal),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
