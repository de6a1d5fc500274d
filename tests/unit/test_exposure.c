/* The three estimands against a search through all pairs. */
#include "unit.h"

#include "exposure.h"
#include "hash.h"

enum { MOST = 10, USERS = 40000 };

struct one {
	int64_t ns;
	uint32_t kind;
	char id[3];            /* different for each event, in no order */
	char message;
};

struct user {
	struct one one[MOST];
	size_t n;
	int64_t window;
};

/* What ev-convert would write, reduced to what decides it. */
struct answer {
	struct {
		char id[3];
		int64_t goal_ns;
		uint64_t goals, shares;
		int64_t value;
	} row[MOST * MOST];
	size_t n;
	uint64_t credited, lost;
	bool several;
};

enum question { USER, EXPOSURE, LAST, FIRST, LINEAR, QUESTIONS };

static struct user
random_user(uint64_t *seed)
{
	struct user u = { .n = hash_random(seed) % (MOST + 1) };
	uint64_t times = 1 + hash_random(seed) % 10, mix = hash_random(seed);

	u.window = (int64_t)(mix % 7);
	for (size_t i = 0; i < u.n; i++) {
		uint64_t bits = hash_random(seed);

		u.one[i] = (struct one){
			.ns = (int64_t)(bits % times),
			.kind = (uint32_t)(1 + bits / 64 % 3),
			.id = { 'e', (char)('a' + (i * 7 + mix / 7 % 10) % 10) },
			.message = "AB"[bits >> 62 & mix >> 20 & 1],
		};
	}
	return u;
}

/* ---- the reference ---- */

static int
order_of(const struct one *a, const struct one *b)
{
	if (a->ns != b->ns)
		return a->ns < b->ns ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->message != b->message)
		return a->message < b->message ? -1 : 1;
	return strcmp(a->id, b->id);
}

static int
by_order(const void *a, const void *b)
{
	return order_of(a, b);
}

static int64_t
value_of(const struct one *one)
{
	return 3 * one->ns - 7;
}

static bool
belongs(const struct user *u, size_t shown, size_t goal)
{
	int64_t after = u->one[goal].ns - u->one[shown].ns;

	return shown != goal && (u->one[shown].kind & MESSAGE_SHOWN) &&
	    (u->one[goal].kind & MESSAGE_GOAL) && after >= 0 && after <= u->window;
}

static void
add(struct answer *a, const struct one *shown, int64_t goal_ns, uint64_t goals, uint64_t shares,
    int64_t value)
{
	a->row[a->n].value = value;
	memcpy(a->row[a->n].id, shown->id, 3);
	a->row[a->n].goal_ns = goal_ns;
	a->row[a->n].goals = goals;
	a->row[a->n++].shares = shares;
}

static void
expect_exposures(const struct user *u, bool only_first, struct answer *a)
{
	for (size_t i = 0; i < u->n && !(only_first && a->n); i++) {
		uint64_t goals = 0;
		int64_t ns = 0, value = 0;

		if (!(u->one[i].kind & MESSAGE_SHOWN))
			continue;
		for (size_t g = u->n; g-- > 0;)
			if (belongs(u, i, g)) {
				goals++;
				ns = u->one[g].ns;
				value += value_of(&u->one[g]);
			}
		add(a, &u->one[i], ns, goals, 1, value);
	}
}

static void
expect_credit(const struct user *u, enum question q, struct answer *a)
{
	for (size_t g = 0; g < u->n; g++) {
		size_t owner[MOST], n = 0;

		if (!(u->one[g].kind & MESSAGE_GOAL))
			continue;
		for (size_t i = 0; i < u->n; i++)
			if (belongs(u, i, g))
				owner[n++] = i;
		a->credited += n > 0;
		a->lost += n == 0;
		for (size_t k = 0; k < n; k++)
			if (q == LINEAR || k == (q == LAST ? n - 1 : 0))
				add(a, &u->one[owner[k]], u->one[g].ns, 1, q == LINEAR ? n : 1,
				    value_of(&u->one[g]));
	}
}

static struct answer
expect(const struct user *u, enum question q)
{
	struct user sorted = *u;
	struct answer a = { 0 };
	char message = 0;

	qsort(sorted.one, sorted.n, sizeof *sorted.one, by_order);
	for (size_t i = 0; i < u->n; i++)
		if (u->one[i].kind & MESSAGE_SHOWN) {
			a.several |= message && message != u->one[i].message;
			message = u->one[i].message;
		}
	if (q == USER || q == EXPOSURE)
		expect_exposures(&sorted, q == USER, &a);
	else
		expect_credit(&sorted, q, &a);
	return a;
}

/* ---- the same through the library ---- */

static struct kit {
	struct words words;
	struct messages messages;
	struct jpath path;
	struct timeline_pool pool;
	struct exposures exposures;
} kit;

static int
begin(void **state)
{
	(void)state;
	words_init(&kit.words);
	kit.messages = (struct messages){ .words = &kit.words, .ids = true, .values = true };
	return jpath_parse(&kit.path, "message") ? -1 : 0;
}

static int
end(void **state)
{
	(void)state;
	exposure_free(&kit.exposures);
	timeline_free(&kit.pool);
	message_free(&kit.messages);
	jpath_free(&kit.path);
	words_free(&kit.words);
	return 0;
}

static void
put(struct timeline *t, const struct one *one)
{
	char metadata[32];
	struct event e = { .event_id = { one->id, 2 }, .metadata = { metadata, 0 } };
	uint32_t what = one->kind;
	int n = snprintf(metadata, sizeof metadata, "{\"message\":\"%c\"}", one->message);

	e.metadata.n = (size_t)n;
	if (one->kind & MESSAGE_SHOWN)
		what |= message_put(&kit.messages, &e, &kit.path, value_of(one));
	else
		what |= message_put_goal(&kit.messages, value_of(one));
	timeline_add(&kit.pool, t, one->ns, what);
}

static void
got_row(const struct exposure_outcome *o, struct answer *a)
{
	uint32_t what = kit.exposures.event[o->shown].what;
	struct one shown = { 0 };

	memcpy(shown.id, message_get(&kit.messages, what).event_id.p, 2);
	add(a, &shown, o->goals ? o->goal_ns : 0, o->goals, o->shares, o->value);
}

static struct answer
ask(const struct user *u, enum question q)
{
	struct exposures *x = &kit.exposures;
	struct timeline t = { 0 };
	struct exposure_outcome o;
	struct answer a = { 0 };
	uint32_t text;

	for (size_t i = 0; i < u->n; i++)
		put(&t, &u->one[i]);
	x->window = u->window;
	x->credited = x->lost = 0;
	assert_true(exposure_load(x, timeline_sorted(&kit.pool, &t, message_order, &kit.messages), t.n,
	    &kit.messages));
	a.several = !exposure_message(x, &kit.messages, &text);
	while (q == EXPOSURE ? exposure_next(x, &o)
	    : q == USER ? !a.n && exposure_next(x, &o)
	    : exposure_credit(x, (enum exposure_touch)(q - LAST), &o))
		got_row(&o, &a);
	a.credited = x->credited;
	a.lost = x->lost;
	return a;
}

static void
assert_same(const struct answer *got, const struct answer *want)
{
	assert_int_equal(got->n, want->n);
	for (size_t i = 0; i < got->n; i++) {
		assert_string_equal(got->row[i].id, want->row[i].id);
		assert_int_equal(got->row[i].goal_ns, want->row[i].goal_ns);
		assert_int_equal(got->row[i].goals, want->row[i].goals);
		assert_int_equal(got->row[i].shares, want->row[i].shares);
		assert_int_equal(got->row[i].value, want->row[i].value);
	}
	assert_int_equal(got->credited, want->credited);
	assert_int_equal(got->lost, want->lost);
	assert_int_equal(got->several, want->several);
}

static void
test_all_pairs(void **state)
{
	uint64_t seed = 1, rows = 0;

	(void)state;
	for (int i = 0; i < USERS; i++) {
		struct user u = random_user(&seed);
		enum question q = (enum question)(i % QUESTIONS);
		struct answer want = expect(&u, q), got = ask(&u, q);

		assert_same(&got, &want);
		rows += got.n;
	}
	assert_true(rows > USERS);
}

/* Each goal's shares make one; every way of giving credit gives as much. */
static void
test_credit_adds_up(void **state)
{
	uint64_t seed = 2;

	(void)state;
	for (int i = 0; i < USERS / 4; i++) {
		struct user u = random_user(&seed);
		struct answer last = ask(&u, LAST), first = ask(&u, FIRST), all = ask(&u, LINEAR);
		uint64_t parts = 0, goals = 0;

		for (size_t r = 0; r < all.n; r++)
			parts += 2520 / all.row[r].shares;   /* divisible by 1 to 10 */
		for (size_t k = 0; k < u.n; k++)
			goals += u.one[k].kind >> 1;
		assert_int_equal(parts, 2520 * last.credited);
		assert_int_equal(last.n, last.credited);
		assert_int_equal(first.n, last.n);
		assert_int_equal(last.credited + last.lost, goals);
	}
}

/* 200,000 events at one time that are exposures and goals: not quadratic. */
static void
test_many_at_one_time(void **state)
{
	enum { N = 200000 };
	struct timeline_event *e = calloc(N, sizeof *e);
	struct exposures x = { .window = 0 };
	struct messages none = { .ids = false };
	struct exposure_outcome o;
	uint64_t n = 0;

	(void)state;
	assert_non_null(e);
	for (size_t i = 0; i < N; i++)
		e[i].what = MESSAGE_SHOWN | MESSAGE_GOAL;
	exposure_load(&x, e, N, &none);
	while (exposure_next(&x, &o))
		n += o.goals == N - 1;
	assert_int_equal(n, N);
	exposure_load(&x, e, N, &none);
	while (exposure_credit(&x, EXPOSURE_LAST, &o))
		n++;
	assert_int_equal(n, 2 * N);
	exposure_free(&x);
	free(e);
}

static void
test_window_at_the_ends_of_time(void **state)
{
	(void)state;
	assert_true(timeline_within(-5, 5, 10));
	assert_false(timeline_within(-5, 6, 10));
	assert_false(timeline_within(5, 4, 10));
	assert_false(timeline_within(INT64_MIN, INT64_MAX, INT64_MAX));
	assert_true(timeline_over(INT64_MIN, INT64_MAX, INT64_MAX));
	assert_true(timeline_over(0, 10, 10));
	assert_false(timeline_over(0, 9, 10));
	assert_false(timeline_over(10, 0, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_pairs),
		cmocka_unit_test(test_credit_adds_up),
		cmocka_unit_test(test_many_at_one_time),
		cmocka_unit_test(test_window_at_the_ends_of_time),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
