/* funnel_run against a search through all chains, and its laws. */
#include "unit.h"

#include "funnel.h"
#include "hash.h"

enum { MOST = 9, USERS = 60000, RULED = 20000 };

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

static struct funnel_chain
run(const struct timeline_event *event, size_t n, int steps, int64_t window)
{
	struct funnel_rule rule = { .steps = steps, .window = window };

	return funnel_run(event, n, &rule, NULL);
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
		got = run(u.event, u.n, u.steps, u.window);
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
		one = run(u.event, u.n, u.steps, u.window);
		shuffle(&u, &seed);
		sort(&u);
		other = run(u.event, u.n, u.steps, u.window);
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
		level = run(u.event, u.n, u.steps, u.window).level;
		assert_true(run(more.event, more.n, u.steps, u.window).level >= level);
		assert_true(run(u.event, u.n, u.steps, u.window + 1).level >= level);
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
	got = run(e, N, 3, 0);
	assert_int_equal(got.level, 3);
	for (size_t i = 0; i < N; i++)
		e[i].what = (1u << FUNNEL_STEPS) - 1;
	got = run(e, N, FUNNEL_STEPS, 0);
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
	assert_int_equal(run(e, 2, 2, INT64_MAX).level, 1);
	assert_int_equal(run(edge, 2, 2, INT64_MAX).level, 2);
	assert_int_equal(run(edge, 2, 2, INT64_MAX - 1).level, 1);
}

/* ---- with rules: every chain there is, judged as a whole ---- */

static int64_t
rounded(const struct funnel_rule *rule, int64_t ns)
{
	return rule->grace > 1 ? ns / rule->grace * rule->grace : ns;
}

struct chosen {
	const struct user *u;
	const struct funnel_rule *rule;
	size_t event[MOST];        /* of steps 1 .. k */
	int k;
	int level;                 /* of the best, */
	int64_t end, start;        /* when it was reached, and when it started */
};

static int64_t
at(const struct chosen *c, int i)
{
	return rounded(c->rule, c->u->event[c->event[i]].ns);
}

static bool
is_chosen(const struct chosen *c, size_t event)
{
	for (int i = 0; i < c->k; i++)
		if (c->event[i] == event)
			return true;
	return false;
}

static bool
starts_first(const struct chosen *c)
{
	for (size_t i = 0; i < c->u->n; i++)
		if (c->u->event[i].what & 1 && rounded(c->rule, c->u->event[i].ns) < at(c, 0))
			return false;
	return true;
}

static bool
has_foreign_inside(const struct chosen *c)
{
	for (size_t i = 0; i < c->u->n; i++) {
		int64_t t = rounded(c->rule, c->u->event[i].ns);

		if (t > at(c, 0) && t < at(c, c->k - 1) && !is_chosen(c, i))
			return true;
	}
	return false;
}

static bool
ended_before(const struct chosen *c, const struct funnel_exclusion *x, int64_t when)
{
	int before = 0, with = 0;

	for (int i = 0; i < c->k; i++) {
		before += at(c, i) < when;
		with += at(c, i) <= when;
	}
	return x->from <= before && before < x->to && with < x->to && c->k > with;
}

static bool
is_excluded(const struct chosen *c)
{
	for (size_t i = 0; i < c->u->n; i++)
		for (int x = 0; x < c->rule->exclusions; x++)
			if (c->u->event[i].what >> FUNNEL_STEPS >> x & 1 &&
			    ended_before(c, &c->rule->exclusion[x],
			    rounded(c->rule, c->u->event[i].ns)))
				return true;
	return false;
}

static bool
is_good(const struct chosen *c)
{
	for (int i = 1; i < c->k; i++)
		if (at(c, i) < at(c, i - 1) || (c->rule->increase && at(c, i) == at(c, i - 1)) ||
		    at(c, i) - at(c, 0) > c->rule->window)
			return false;
	return !(c->rule->first && !starts_first(c)) &&
	    !(c->rule->strict && has_foreign_inside(c)) && !is_excluded(c);
}

static void
judge(struct chosen *c, int64_t end, int64_t start)
{
	if (c->k > c->level || (c->k == c->level && (end < c->end ||
	    (end == c->end && start > c->start)))) {
		c->level = c->k;
		c->end = end;
		c->start = start;
	}
}

static void
all_chains(struct chosen *c)
{
	if (c->k && is_good(c))
		judge(c, at(c, c->k - 1), at(c, 0));
	if (c->k == c->rule->steps)
		return;
	for (size_t i = 0; i < c->u->n; i++) {
		if (!(c->u->event[i].what >> c->k & 1) || is_chosen(c, i))
			continue;
		c->event[c->k++] = i;
		all_chains(c);
		c->k--;
	}
}

/* Each step from `step` on has an event or none. */
static void
all_sets(struct chosen *c, int step)
{
	int64_t end = INT64_MIN, start = INT64_MAX;

	for (int i = 0; i < c->k; i++) {
		end = at(c, i) > end ? at(c, i) : end;
		start = at(c, i) < start ? at(c, i) : start;
	}
	if (c->k && end - start > c->rule->window)
		return;
	if (c->k)
		judge(c, end, start);
	for (; step < c->rule->steps; step++)
		for (size_t i = 0; i < c->u->n; i++) {
			if (!(c->u->event[i].what >> step & 1) || is_chosen(c, i))
				continue;
			c->event[c->k++] = i;
			all_sets(c, step + 1);
			c->k--;
		}
}

static struct funnel_rule
random_rule(const struct user *u, uint64_t bits)
{
	struct funnel_rule rule = { .steps = u->steps, .window = u->window, .first = bits & 1,
		.strict = bits & 2, .increase = bits & 4, .grace = (int64_t)(bits >> 3 & 3),
		.exclusions = u->steps > 1 ? (int)(bits >> 5 & 3) % 3 : 0 };

	for (int i = 0; i < rule.exclusions; i++) {
		rule.exclusion[i].from = 1 + (int)(bits >> (8 + 8 * i) & 7) % (u->steps - 1);
		rule.exclusion[i].to = rule.exclusion[i].from + 1 +
		    (int)(bits >> (12 + 8 * i) & 7) % (u->steps - rule.exclusion[i].from);
	}
	return rule;
}

/* One event in six ends something. */
static void
exclude(struct user *u, int exclusions, uint64_t *seed)
{
	for (size_t i = 0; i < u->n; i++)
		for (int x = 0; x < exclusions; x++)
			if (hash_random(seed) % 6 == 0)
				u->event[i].what |= 1u << (FUNNEL_STEPS + x);
}

static void
test_all_rules(void **state)
{
	uint64_t seed = 4, kinds = 0, levels = 0;

	(void)state;
	for (int i = 0; i < RULED; i++) {
		struct user u = random_user(&seed);
		struct funnel_rule rule = random_rule(&u, hash_random(&seed));
		struct chosen want = { .u = &u, .rule = &rule };
		struct funnel_chain got, again;
		bool hit = false;

		exclude(&u, rule.exclusions, &seed);
		all_chains(&want);
		sort(&u);
		got = funnel_run(u.event, u.n, &rule, &hit);
		assert_int_equal(got.level, want.level);
		if (got.level)
			assert_int_equal(got.start, want.start);
		if (got.level == rule.steps)
			assert_int_equal(got.end, want.end);
		assert_true(hit || !got.excluded);
		shuffle(&u, &seed);
		sort(&u);
		again = funnel_run(u.event, u.n, &rule, NULL);
		assert_true(again.level == got.level && again.excluded == got.excluded);
		kinds |= 1u << (rule.first + 2 * rule.strict + 4 * rule.increase + 8 * got.excluded);
		levels |= UINT64_C(1) << got.level;
	}
	assert_int_equal(levels, 63);
	assert_int_equal(kinds, 0xffff);
}

static void
test_any_order(void **state)
{
	uint64_t seed = 5, levels = 0;

	(void)state;
	for (int i = 0; i < RULED; i++) {
		struct user u = random_user(&seed);
		struct funnel_rule rule = { .steps = u.steps, .window = u.window, .any_order = true };
		struct chosen want = { .u = &u, .rule = &rule };
		struct funnel_chain got;

		if (u.n > 6)
			u.n = 6;
		all_sets(&want, 0);
		sort(&u);
		got = funnel_run(u.event, u.n, &rule, NULL);
		assert_int_equal(got.level, want.level);
		assert_int_equal(__builtin_popcount(got.filled), got.level);
		if (got.level) {
			assert_int_equal(got.start, want.start);
			assert_int_equal(got.end, want.end);
		}
		levels |= UINT64_C(1) << got.level;
	}
	assert_int_equal(levels, 63);
}

/* The definition, attempt by attempt. */
static void
test_attempts(void **state)
{
	uint64_t seed = 6, several = 0;

	(void)state;
	for (int i = 0; i < RULED; i++) {
		struct user u = random_user(&seed);
		struct funnel_rule rule = { .steps = u.steps, .window = u.window };
		struct funnel_chain got;
		int64_t free_from = INT64_MIN;
		size_t next = 0, attempts = 0;

		sort(&u);
		while (funnel_next(u.event, u.n, &rule, &next, &got, NULL)) {
			int64_t start = INT64_MAX;

			for (size_t k = 0; k < u.n; k++)
				if (u.event[k].ns >= free_from && u.event[k].what & 1 &&
				    u.event[k].ns < start)
					start = u.event[k].ns;
			assert_int_equal(got.start, start);
			assert_int_equal(got.end, got.level == u.steps ? got.ns[u.steps - 1] :
			    start + u.window);
			free_from = got.end + 1;
			attempts++;
		}
		for (size_t k = 0; k < u.n; k++)
			assert_false(u.event[k].ns >= free_from && u.event[k].what & 1);
		several += attempts > 1;
	}
	assert_true(several > RULED / 10);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_all_chains),
	cmocka_unit_test(test_arrival_never_matters),
	cmocka_unit_test(test_more_is_never_less),
	cmocka_unit_test(test_many_at_one_time),
	cmocka_unit_test(test_ends_of_time),
	cmocka_unit_test(test_all_rules),
	cmocka_unit_test(test_any_order),
	cmocka_unit_test(test_attempts),
};

UNIT_MAIN
