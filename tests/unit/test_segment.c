/* Ranks counted one by one, and the merging of small tiers by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "hash.h"
#include "segment.h"

enum { MOST = 300, GROUPS = 8 };

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
make_users(struct segment_user *u, size_t n, uint64_t *seed)
{
	uint64_t values = 1 + hash_random(seed) % 40;

	for (size_t i = 0; i < n; i++) {
		u[i].last = (int32_t)(hash_random(seed) % values) - 20;
		u[i].events = 1 + hash_random(seed) % (values * values);
		u[i].mass = (int64_t)(hash_random(seed) % (values * values)) - 300;
		u[i].l28 = (int)(hash_random(seed) % 29);
		u[i].group = (int)(hash_random(seed) % GROUPS);
	}
}

static void
test_scores(void **state)
{
	static struct segment_user u[MOST];
	int64_t last[MOST], l28[MOST], mass[MOST];
	uint64_t seed = 1;

	(void)state;
	for (int trial = 0; trial < 200; trial++) {
		size_t n = 1 + hash_random(&seed) % MOST;
		struct segments s;

		make_users(u, n, &seed);
		segment_init(&s, 0);
		for (size_t i = 0; i < n; i++) {
			last[i] = u[i].last;
			l28[i] = u[i].l28;
			mass[i] = u[i].mass;
			segment_add(&s, &u[i]);
		}
		segment_settle(&s);
		for (size_t i = 0; i < n; i++) {
			struct segment_place p = segment_find(&s, &u[i]);

			assert_int_equal(p.r, 1 + plain_step(last, n, last[i], 5));
			assert_int_equal(p.f, 1 + plain_step(l28, n, l28[i], 5));
			assert_int_equal(p.m, 1 + plain_step(mass, n, mass[i], 5));
		}
		segment_free(&s);
	}
}

/* Thirds within each group; what is counted is what is found. */
static void
test_tiers(void **state)
{
	static struct segment_user u[MOST];
	int64_t events[MOST];
	uint64_t seed = 2;

	(void)state;
	for (int trial = 0; trial < 200; trial++) {
		size_t n = 1 + hash_random(&seed) % MOST;
		uint64_t users[GROUPS][SEGMENT_TIERS] = { { 0 } };
		struct segments s;

		make_users(u, n, &seed);
		segment_init(&s, trial % 2 ? 0 : hash_random(&seed) % 12);
		for (size_t i = 0; i < n; i++)
			segment_add(&s, &u[i]);
		segment_settle(&s);
		for (size_t i = 0; i < n; i++) {
			struct segment_place p = segment_find(&s, &u[i]);
			size_t same = 0;

			users[u[i].group][p.tier]++;
			for (size_t k = 0; k < n; k++)
				if (u[k].group == u[i].group)
					events[same++] = (int64_t)u[k].events;
			assert_int_equal(p.tier == SEGMENT_ALL, same < 3 * s.min);
			if (!s.min)
				assert_int_equal(p.tier,
				    plain_step(events, same, (int64_t)u[i].events, 3));
		}
		for (int l = 0; l < GROUPS; l++)
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

/* Ten users at least in each segment of one group. */
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
		struct segment_user u = { .group = 5 };
		struct segments s;
		char names[80] = "", name[SEGMENT_NAME];

		segment_init(&s, 10);
		for (u.events = 1; u.events <= 3; u.events++)
			for (uint64_t k = 0; k < count[u.events - 1]; k++)
				segment_add(&s, &u);
		segment_settle(&s);
		for (u.events = 1; u.events <= 3; u.events++) {
			size_t n = strlen(names);
			struct segment_place p;
			struct span text;

			if (!count[u.events - 1])
				continue;
			p = segment_find(&s, &u);
			text = segment_name(SPAN("core"), p.tier, name);
			snprintf(names + n, sizeof names - n, "%s%.*s", n ? " " : "", SPAN_SHOW(text));
		}
		assert_string_equal(names, rows[i].names);
		segment_free(&s);
	}
}

static void
test_all_equal(void **state)
{
	struct segment_user u = { .events = 5, .mass = 5 };
	struct segment_place p;
	struct segments s;

	(void)state;
	segment_init(&s, 1);
	for (int i = 0; i < 17; i++)
		segment_add(&s, &u);
	segment_settle(&s);
	p = segment_find(&s, &u);
	assert_true(p.r == 3 && p.f == 3 && p.m == 3 && p.tier == SEGMENT_MID);
	segment_free(&s);
}

static int
by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* How many of the four thresholds, quantile of type 7 and one more, v reaches. */
static int
reached(const int64_t *value, size_t n, int64_t v, int64_t unit)
{
	int64_t sorted[MOST];
	int count = 0;

	memcpy(sorted, value, n * sizeof *sorted);
	qsort(sorted, n, sizeof *sorted, by_size);
	for (size_t i = 1; i < 5; i++) {
		size_t k = i * (n - 1) / 5, part = i * (n - 1) % 5;
		int64_t next = sorted[k + 1 < n ? k + 1 : k];

		count += 5 * (v - unit) >= 5 * sorted[k] + (int64_t)part * (next - sorted[k]);
	}
	return count;
}

static void
test_quantiles(void **state)
{
	static struct segment_user u[MOST];
	int64_t recency[MOST], events[MOST], mass[MOST];
	uint64_t seed = 3;

	(void)state;
	for (int trial = 0; trial < 200; trial++) {
		size_t n = 1 + hash_random(&seed) % MOST;
		struct segments s;

		make_users(u, n, &seed);
		segment_init(&s, 0);
		s.scoring = SEGMENT_QUANTILE;
		s.mass_unit = 1 + trial % 7;
		for (size_t i = 0; i < n; i++) {
			recency[i] = 100 - u[i].last;
			events[i] = (int64_t)u[i].events;
			mass[i] = u[i].mass;
			segment_add(&s, &u[i]);
		}
		segment_settle(&s);
		for (size_t i = 0; i < n; i++) {
			struct segment_place p = segment_find(&s, &u[i]);

			assert_int_equal(p.r, 5 - reached(recency, n, recency[i], 1));
			assert_int_equal(p.f, 1 + reached(events, n, events[i], 1));
			assert_int_equal(p.m, 1 + reached(mass, n, mass[i], s.mass_unit));
		}
		segment_free(&s);
	}
}

/* Every triple of scores has a box; the corners are those that R's names say. */
static void
test_boxes(void **state)
{
	static const struct { struct segment_place p; const char *name; } rows[] = {
		{ { .r = 5, .f = 5, .m = 5 }, "champions" },
		{ { .r = 2, .f = 3, .m = 5 }, "loyal_customers" },
		{ { .r = 3, .f = 1, .m = 3 }, "potential_loyalist" },
		{ { .r = 5, .f = 1, .m = 1 }, "potential_loyalist" },
		{ { .r = 2, .f = 2, .m = 3 }, "need_attention" },
		{ { .r = 2, .f = 1, .m = 2 }, "about_to_sleep" },
		{ { .r = 1, .f = 5, .m = 5 }, "at_risk" },
		{ { .r = 1, .f = 1, .m = 2 }, "lost" },
		{ { .r = 1, .f = 1, .m = 5 }, "others" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_true(span_is(segment_box_name(segment_box(&rows[i].p)), rows[i].name));
}

static void
test_names(void **state)
{
	char to[SEGMENT_NAME];

	(void)state;
	assert_true(span_is(segment_name(SPAN("resurrected"), SEGMENT_MID, to), "resurrected.mid"));
	assert_true(span_is(segment_name(SPAN("new"), SEGMENT_ALL, to), "new"));
	assert_true(span_is(segment_name(SPAN(""), SEGMENT_HI, to), "hi"));
	assert_true(span_is(segment_name(SPAN(""), SEGMENT_ALL, to), "all"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scores),
		cmocka_unit_test(test_tiers),
		cmocka_unit_test(test_merging),
		cmocka_unit_test(test_all_equal),
		cmocka_unit_test(test_quantiles),
		cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
