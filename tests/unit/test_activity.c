/* The state of 64 bits against plain sets of days, and the rules by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "activity.h"
#include "hash.h"

enum { DAYS = 400, MOST = 60 };

static uint64_t
below(uint64_t *seed, uint64_t n)
{
	return hash_random(seed) % n;
}

static void
assert_same(const struct activity *a, const struct activity *b)
{
	assert_int_equal(a->first, b->first);
	assert_int_equal(a->last, b->last);
	assert_int_equal(a->bits, b->bits);
	assert_int_equal(a->events, b->events);
}

static void
test_weeks(void **state)
{
	(void)state;
	/* 1970-01-05 was a Monday; so were 1969-12-29 and 2021-06-28 (day 18806). */
	assert_int_equal(activity_unit(4, ACTIVITY_WEEKS), 1);
	assert_int_equal(activity_unit(3, ACTIVITY_WEEKS), 0);
	assert_int_equal(activity_unit(-3, ACTIVITY_WEEKS), 0);
	assert_int_equal(activity_unit(-4, ACTIVITY_WEEKS), -1);
	assert_int_equal(activity_unit(18806, ACTIVITY_WEEKS), 2687);
	assert_int_equal(activity_unit(18805, ACTIVITY_WEEKS), 2686);
	assert_int_equal(activity_unit(-5, ACTIVITY_DAYS), -5);
}

/* Any order, cut into shards in any way: the same state. */
static void
test_order_and_shards(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (int trial = 0; trial < 20000; trial++) {
		enum activity_unit unit = trial % 2 ? ACTIVITY_WEEKS : ACTIVITY_DAYS;
		int32_t range = 1 + (int32_t)below(&seed, trial % 3 ? 700 : 40);
		struct activity all = { 0 }, shard[4] = { 0 }, merged = { 0 };
		int32_t day[MOST];
		size_t n = 1 + below(&seed, MOST), shards = 1 + below(&seed, 4);
		size_t turn = below(&seed, 4);

		for (size_t i = 0; i < n; i++) {
			day[i] = (int32_t)below(&seed, (uint64_t)range) - 200;
			activity_update(&all, day[i], unit);
		}
		for (size_t i = n; i > 0; i--) {
			size_t at = below(&seed, i);

			activity_update(&shard[below(&seed, shards)], day[at], unit);
			day[at] = day[i - 1];
		}
		for (size_t i = 0; i < 4; i++)
			activity_merge(&merged, &shard[(i + turn) % 4], unit);
		assert_same(&merged, &all);
	}
}

/* The definitions, on a set of days; index 0 is as_of. */
struct plain {
	bool active[DAYS];
	int span, window, first, recency;
};

static int
plain_count(const struct plain *p, int from, int n)
{
	int count = 0;

	for (int i = from; i < from + n && i < DAYS; i++)
		count += p->active[i];
	return count;
}

static enum activity_level
plain_level(const struct plain *p)
{
	int w = p->window < p->span ? p->window : p->span, l = plain_count(p, 0, w);

	if (p->span < 7)
		return ACTIVITY_UNKNOWN;
	if (p->first <= 6 && p->span >= 14)
		return ACTIVITY_NEW;
	if (p->recency >= p->window)
		return ACTIVITY_DORMANT;
	if (p->recency >= 7)
		return ACTIVITY_SLIPPING;
	if (plain_count(p, 7, p->window) == 0 && p->span >= p->window + 7)
		return ACTIVITY_RESURRECTED;
	if (7 * l >= 4 * w)
		return ACTIVITY_POWER;
	return 7 * l >= w ? ACTIVITY_CORE : ACTIVITY_CASUAL;
}

static void
test_against_sets(void **state)
{
	uint64_t seed = 2;
	int seen[ACTIVITY_LEVELS] = { 0 };

	(void)state;
	for (int trial = 0; trial < 100000; trial++) {
		struct plain p = { .span = 1 + (int)below(&seed, trial % 4 ? 90 : 12),
			.window = trial % 2 ? 28 : 7 + (int)below(&seed, 51), .recency = -1 };
		struct activity a = { 0 };
		struct activity_frame f = { .as_of = 1000, .begin = 1001 - p.span, .window = p.window };
		size_t n = 1 + below(&seed, MOST);
		uint64_t reach = 1 + below(&seed, (uint64_t)p.span);
		struct activity_view v;

		for (size_t i = 0; i < n; i++) {
			/* Now and then a cluster a while ago, so that gaps occur. */
			int ago = (int)(i % 5 ? below(&seed, reach) : below(&seed, (uint64_t)p.span));

			if (trial % 3 == 0 && ago >= 5 && ago < 45)
				continue;
			p.active[ago] = true;
			activity_update(&a, 1000 - ago, ACTIVITY_DAYS);
		}
		if (!a.events)
			continue;
		for (int i = 0; i < DAYS; i++)
			if (p.active[i]) {
				p.recency = p.recency < 0 ? i : p.recency;
				p.first = i;
			}
		v = activity_view(&a, &f);
		assert_int_equal(v.level, plain_level(&p));
		assert_int_equal(v.recency_days, p.recency);
		assert_int_equal(v.tenure_days, p.first);
		assert_int_equal(v.l7, plain_count(&p, 0, 7));
		assert_int_equal(v.l28, plain_count(&p, 0, 28));
		assert_int_equal(v.cycle == ACTIVITY_CYCLE_CURRENT,
		    plain_count(&p, 0, 7) && plain_count(&p, 7, 7));
		seen[v.level]++;
	}
	for (int i = 0; i < ACTIVITY_LEVELS; i++)
		assert_true(seen[i] > 100);
}

/* An event more never takes a user down from casual to core to power, and
 * never makes it less recent or less often seen. */
static void
test_more_is_not_less(void **state)
{
	static const int height[ACTIVITY_LEVELS] = { [ACTIVITY_DORMANT] = 1, [ACTIVITY_SLIPPING] = 2,
		[ACTIVITY_CASUAL] = 3, [ACTIVITY_CORE] = 4, [ACTIVITY_POWER] = 5 };
	const struct activity_frame f = { .as_of = 1000, .begin = 900, .window = 28 };
	uint64_t seed = 3;

	(void)state;
	for (int trial = 0; trial < 5000; trial++) {
		struct activity a = { 0 };
		struct activity_view before, after;

		activity_update(&a, 900 + (int32_t)below(&seed, 101), ACTIVITY_DAYS);
		before = activity_view(&a, &f);
		for (int i = 0; i < MOST; i++, before = after) {
			activity_update(&a, 900 + (int32_t)below(&seed, 101), ACTIVITY_DAYS);
			after = activity_view(&a, &f);
			assert_true(after.recency_days <= before.recency_days);
			assert_true(after.tenure_days >= before.tenure_days);
			assert_true(after.l7 >= before.l7 && after.l28 >= before.l28);
			/* new and resurrected are about when, not how much */
			if (height[before.level] && height[after.level])
				assert_true(height[after.level] >= height[before.level]);
		}
	}
}

struct row {
	const char *days;      /* how long ago, one letter a day: 'x' active; as_of first */
	int span;
	enum activity_level level;
	enum activity_cycle cycle;
	int l7, l28;
};

/* Each rule at its edge, by hand. */
static void
test_edges(void **state)
{
	static const struct row rows[] = {
		/* a week of look-back, or nobody is new */
		{ "......x", 14, ACTIVITY_NEW, ACTIVITY_CYCLE_NEW, 1, 1 },
		{ ".......x", 14, ACTIVITY_SLIPPING, ACTIVITY_CYCLE_DORMANT, 0, 1 },
		{ "......x", 13, ACTIVITY_CASUAL, ACTIVITY_CYCLE_UNKNOWN, 1, 1 },
		{ "x", 7, ACTIVITY_CORE, ACTIVITY_CYCLE_UNKNOWN, 1, 1 },
		{ "xxxx", 7, ACTIVITY_POWER, ACTIVITY_CYCLE_UNKNOWN, 4, 4 },
		{ "xxx", 7, ACTIVITY_CORE, ACTIVITY_CYCLE_UNKNOWN, 3, 3 },
		{ "xxxxxx", 6, ACTIVITY_UNKNOWN, ACTIVITY_CYCLE_UNKNOWN, 6, 6 },
		{ "xxxxxx.x", 8, ACTIVITY_POWER, ACTIVITY_CYCLE_CURRENT, 6, 7 },
		/* 28 days without a sign */
		{ "...........................x", 60, ACTIVITY_SLIPPING, ACTIVITY_CYCLE_INACTIVE, 0, 1 },
		{ "............................x", 60, ACTIVITY_DORMANT, ACTIVITY_CYCLE_INACTIVE, 0, 0 },
		{ ".............x", 60, ACTIVITY_SLIPPING, ACTIVITY_CYCLE_DORMANT, 0, 1 },
		{ "..............x", 60, ACTIVITY_SLIPPING, ACTIVITY_CYCLE_INACTIVE, 0, 1 },
		/* back after 28 silent days: 7 to 34 ago */
		{ "......x............................x", 36, ACTIVITY_RESURRECTED,
		  ACTIVITY_CYCLE_RESURRECTED, 1, 1 },
		{ "......x...........................x", 36, ACTIVITY_CASUAL,
		  ACTIVITY_CYCLE_RESURRECTED, 1, 1 },
		{ "......xx...........................x", 36, ACTIVITY_CASUAL,
		  ACTIVITY_CYCLE_CURRENT, 1, 2 },
		/* 16 of 28 and 4 of 28 */
		{ "xxxxxxxx.xxxxxxxx...........x", 60, ACTIVITY_POWER, ACTIVITY_CYCLE_CURRENT, 7, 16 },
		{ "xxxxxxxx.xxxxxxx............x", 60, ACTIVITY_CORE, ACTIVITY_CYCLE_CURRENT, 7, 15 },
		{ "x......xx..................xx", 60, ACTIVITY_CORE, ACTIVITY_CYCLE_CURRENT, 1, 4 },
		{ "x......xx...................x", 60, ACTIVITY_CASUAL, ACTIVITY_CYCLE_CURRENT, 1, 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct activity_frame f = { .as_of = 0, .begin = 1 - rows[i].span, .window = 28 };
		struct activity a = { 0 };
		struct activity_view v;

		for (int ago = 0; rows[i].days[ago]; ago++)
			if (rows[i].days[ago] == 'x')
				activity_update(&a, -ago, ACTIVITY_DAYS);
		v = activity_view(&a, &f);
		if (v.level != rows[i].level || v.cycle != rows[i].cycle || v.l7 != rows[i].l7 ||
		    v.l28 != rows[i].l28)
			fail_msg("%s: %s %s %d %d", rows[i].days, activity_level_name(v.level).p,
			    activity_cycle_name(v.cycle).p, v.l7, v.l28);
	}
}

/* A user last seen long before the data's end, and bits past 64. */
static void
test_far(void **state)
{
	struct activity a = { 0 };
	struct activity_frame f = { .as_of = 100000, .begin = -100000, .window = 28 };
	struct activity_view v;

	(void)state;
	activity_update(&a, -100000, ACTIVITY_DAYS);
	activity_update(&a, -100063, ACTIVITY_DAYS);
	assert_int_equal(a.bits, UINT64_C(1) << 63 | 1);
	activity_update(&a, -100064, ACTIVITY_DAYS);
	assert_int_equal(a.bits, UINT64_C(1) << 63 | 1);
	v = activity_view(&a, &f);
	assert_int_equal(v.level, ACTIVITY_DORMANT);
	assert_int_equal(v.recency_days, 200000);
	assert_int_equal(v.tenure_days, 200064);
	activity_update(&a, -99936, ACTIVITY_DAYS);
	assert_int_equal(a.bits, 1);
}

static void
test_days(void **state)
{
	uint64_t seed = 4;

	(void)state;
	for (int trial = 0; trial < 5000; trial++) {
		struct activity_days d = { 0 };
		int32_t least = INT32_MAX, most = INT32_MIN, before = INT32_MIN, second = INT32_MAX;
		int32_t day[8];
		size_t n = 1 + below(&seed, 8);

		for (size_t i = 0; i < n; i++) {
			day[i] = (int32_t)below(&seed, 6) - 3;
			activity_days_see(&d, day[i]);
			least = day[i] < least ? day[i] : least;
			most = day[i] > most ? day[i] : most;
		}
		for (size_t i = 0; i < n; i++) {
			if (day[i] < most && day[i] > before)
				before = day[i];
			if (day[i] > least && day[i] < second)
				second = day[i];
		}
		assert_true(d.any && d.first == least && d.last == most);
		assert_int_equal(d.before, before == INT32_MIN ? most : before);
		assert_int_equal(d.second, second == INT32_MAX ? least : second);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_weeks),
		cmocka_unit_test(test_order_and_shards),
		cmocka_unit_test(test_against_sets),
		cmocka_unit_test(test_more_is_not_less),
		cmocka_unit_test(test_edges),
		cmocka_unit_test(test_far),
		cmocka_unit_test(test_days),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
