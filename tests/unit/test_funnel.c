/* funnel_run against a search through all chains, and its laws. */
#include "unit.h"

#include "funnel.h"
#include "hash.h"

enum { MOST = 9, USERS = 60000 };

struct user {
	struct timeline_event event[MOST];
	size_t n;
	int steps;
	int64_t window;
};

/* Few times and few steps: ties and overlapping conditions are the rule. */
static struct user
random_user(uint64_t *seed)
{
	struct user u = { .n = hash_random(seed) % (MOST + 1) };
	uint64_t times = 1 + hash_random(seed) % 8;

	u.steps = 1 + (int)(hash_random(seed) % 5);
	u.window = (int64_t)(hash_random(seed) % 9);
	for (size_t i = 0; i < u.n; i++) {
		uint64_t bits = hash_random(seed);

		u.event[i].ns = (int64_t)(bits % times);
		u.event[i].what = (uint32_t)(bits >> 8) & (uint32_t)((1 << u.steps) - 1);
		if (bits >> 63)
			u.event[i].what &= (uint32_t)(bits >> 16);
	}
	return u;
}

static void
sort(struct user *u)
{
	for (size_t i = 1; i < u->n; i++)
		for (size_t k = i; k > 0 && u->event[k - 1].ns > u->event[k].ns; k--) {
			struct timeline_event e = u->event[k];

			u->event[k] = u->event[k - 1];
			u->event[k - 1] = e;
		}
}

static void
shuffle(struct user *u, uint64_t *seed)
{
	for (size_t i = u->n; i > 1; i--) {
		size_t k = hash_random(seed) % i;
		struct timeline_event e = u->event[i - 1];

		u->event[i - 1] = u->event[k];
		u->event[k] = e;
	}
}

/* ---- the reference: every chain there is ---- */

static bool
better(const struct funnel_chain *a, const struct funnel_chain *b)
{
	if (a->level != b->level)
		return a->level > b->level;
	if (a->ns[a->level - 1] != b->ns[a->level - 1])
		return a->ns[a->level - 1] < b->ns[a->level - 1];
	if (a->ns[0] != b->ns[0])
		return a->ns[0] > b->ns[0];
	for (int i = 1; i < a->level; i++)
		if (a->ns[i] != b->ns[i])
			return a->ns[i] < b->ns[i];
	return false;
}

static void
search(const struct user *u, uint32_t used, struct funnel_chain *chain, struct funnel_chain *best)
{
	int k = chain->level;

	if (k && better(chain, best))
		*best = *chain;
	if (k == u->steps)
		return;
	for (size_t i = 0; i < u->n; i++) {
		const struct timeline_event *e = &u->event[i];

		if (used >> i & 1 || !(e->what >> k & 1))
			continue;
		if (k && (e->ns < chain->ns[k - 1] || e->ns - chain->ns[0] > u->window))
			continue;
		chain->ns[chain->level++] = e->ns;
		search(u, used | 1u << i, chain, best);
		chain->level = k;
	}
}

static void
assert_same(const struct funnel_chain *a, const struct funnel_chain *b)
{
	assert_int_equal(a->level, b->level);
	for (int i = 0; i < a->level; i++)
		assert_int_equal(a->ns[i], b->ns[i]);
}

static void
test_all_chains(void **state)
{
	uint64_t seed = 1, levels = 0;

	(void)state;
	for (int i = 0; i < USERS; i++) {
		struct user u = random_user(&seed);
		struct funnel_chain chain = { 0 }, best = { 0 }, got;

		search(&u, 0, &chain, &best);
		sort(&u);
		got = funnel_run(u.event, u.n, u.steps, u.window);
		assert_same(&got, &best);
		levels |= UINT64_C(1) << best.level;
	}
	/* The users were not all alike. */
	assert_int_equal(levels, 63);
}

static void
test_arrival_never_matters(void **state)
{
	uint64_t seed = 2;

	(void)state;
	for (int i = 0; i < USERS / 2; i++) {
		struct user u = random_user(&seed);
		struct funnel_chain one, other;

		sort(&u);
		one = funnel_run(u.event, u.n, u.steps, u.window);
		shuffle(&u, &seed);
		sort(&u);
		other = funnel_run(u.event, u.n, u.steps, u.window);
		assert_same(&one, &other);
	}
}

/* One event more, or a longer window: the level never falls. */
static void
test_more_is_never_less(void **state)
{
	uint64_t seed = 3;

	(void)state;
	for (int i = 0; i < USERS / 2; i++) {
		struct user u = random_user(&seed), more;
		int level;

		if (!u.n)
			continue;
		more = u;
		u.n--;
		sort(&u);
		sort(&more);
		level = funnel_run(u.event, u.n, u.steps, u.window).level;
		assert_true(funnel_run(more.event, more.n, u.steps, u.window).level >= level);
		assert_true(funnel_run(u.event, u.n, u.steps, u.window + 1).level >= level);
	}
}

/* 100,000 events at one time: bounded, and still exact. */
static void
test_many_at_one_time(void **state)
{
	enum { N = 100000 };
	struct timeline_event *e = calloc(N, sizeof *e);
	struct funnel_chain got;

	(void)state;
	assert_non_null(e);
	for (size_t i = 0; i < N; i++)
		e[i].what = i < N - 2 ? 1u : i < N - 1 ? 7u : 2u;
	/* Steps 1, 2, 3 by a 1, the 2 and the 7: the 7 must not be wasted. */
	got = funnel_run(e, N, 3, 0);
	assert_int_equal(got.level, 3);
	for (size_t i = 0; i < N; i++)
		e[i].what = UINT32_MAX;
	got = funnel_run(e, N, FUNNEL_STEPS, 0);
	assert_int_equal(got.level, FUNNEL_STEPS);
	free(e);
}

/* The ends of time: nothing overflows. */
static void
test_ends_of_time(void **state)
{
	struct timeline_event e[] = { { INT64_MIN, 1, 0 }, { INT64_MAX, 2, 0 } };
	struct timeline_event edge[] = { { INT64_MIN, 1, 0 }, { -1, 2, 0 } };

	(void)state;
	assert_int_equal(funnel_run(e, 2, 2, INT64_MAX).level, 1);
	assert_int_equal(funnel_run(edge, 2, 2, INT64_MAX).level, 2);
	assert_int_equal(funnel_run(edge, 2, 2, INT64_MAX - 1).level, 1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_all_chains),
	cmocka_unit_test(test_arrival_never_matters),
	cmocka_unit_test(test_more_is_never_less),
	cmocka_unit_test(test_many_at_one_time),
	cmocka_unit_test(test_ends_of_time),
};

UNIT_MAIN
