/* The guarantees of the blocked design on small populations of every kind. */
#include "assign.h"
#include "hash.h"
#include "unit.h"

enum { MOST = 400 };

/* n users in up to 12 segments of up to 4 activities. */
static void
make(struct assign *a, struct assign_plan *plan, size_t n, uint64_t *seed)
{
	uint64_t segments = 1 + hash_random(seed) % 12, ages = 1 + hash_random(seed) % 60;

	assign_init(a, plan);
	for (size_t i = 0; i < n; i++) {
		uint64_t s = hash_random(seed) % (1 + hash_random(seed) % segments);
		char id[24], activity[8], segment[8];
		struct assign_user *u;

		snprintf(id, sizeof id, "u%zu", i);
		snprintf(activity, sizeof activity, "a%d", (int)(s % 4));
		snprintf(segment, sizeof segment, "s%d", (int)s);
		u = table_put(&a->users, span_of(id), NULL);
		u->stratum = assign_strata_put(&a->strata, span_of(activity), span_of(segment));
		u->recency = (int32_t)(hash_random(seed) % ages);
		u->events = (int64_t)(hash_random(seed) % (1 + ages * ages));
		u->message = ASSIGN_NONE;
	}
	assign_settle(a);
}

static void
spread(struct assign *a, const char *salt)
{
	struct prf key = prf_key(NULL, span_of(salt));

	assign_draws(a, &key);
	assign_blocked(a, &key);
}

static void
settle(struct assign_plan *p, const char *const *messages)
{
	for (; *messages; messages++)
		assert_null(assign_plan_message(p, *messages));
	assert_null(assign_plan_settle(p));
}

/* Users of rows `from` up to `to` who have the message. */
static size_t
count(const struct assign *a, size_t from, size_t to, size_t message)
{
	size_t n = 0;

	for (size_t i = 0; i < a->n; i++)
		n += a->order[i]->message == message && a->order[i]->stratum >= from &&
		    a->order[i]->stratum < to;
	return n;
}

static void
assert_even(const struct assign *a, size_t from, size_t to)
{
	size_t least = SIZE_MAX, most = 0;

	for (size_t m = 0; m < a->plan->messages; m++) {
		size_t n = count(a, from, to, m);

		least = n < least ? n : least;
		most = n > most ? n : most;
	}
	assert_true(most - least <= 1);
}

/* 1 to 400 users, 2 to 7 messages: every union of consecutive segments. */
static void
test_even_everywhere(void **state)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g" };
	uint64_t seed = 5;

	(void)state;
	for (int trial = 0; trial < 300; trial++) {
		size_t k = 2 + hash_random(&seed) % 6, n = 1 + hash_random(&seed) % MOST;
		const char *chosen[8] = { NULL };
		struct assign_plan plan = { 0 };
		struct assign a;
		char salt[24];

		memcpy(chosen, names, k * sizeof *names);
		settle(&plan, chosen);
		make(&a, &plan, n, &seed);
		snprintf(salt, sizeof salt, "salt %d", trial);
		spread(&a, salt);
		for (size_t from = 0; from < a.strata.n; from++)
			for (size_t to = from + 1; to <= a.strata.n; to++)
				assert_even(&a, from, to);
		assert_int_equal(count(&a, 0, a.strata.n, ASSIGN_NONE), 0);
		assign_free(&a);
		assign_plan_free(&plan);
	}
}

/* Weights 3, 2, 1: whole blocks of 6, and at most a weight more, in every union. */
static void
test_weights(void **state)
{
	static const char *const messages[] = { "a:30", "b:20", "c:10", NULL };
	static const size_t weight[] = { 3, 2, 1 };
	uint64_t seed = 6;

	(void)state;
	for (int trial = 0; trial < 100; trial++) {
		struct assign_plan plan = { 0 };
		struct assign a;
		char salt[24];

		settle(&plan, messages);
		assert_int_equal(plan.places, 6);
		make(&a, &plan, 1 + hash_random(&seed) % MOST, &seed);
		snprintf(salt, sizeof salt, "salt %d", trial);
		spread(&a, salt);
		for (size_t row = 0; row < a.strata.n; row++) {
			size_t of[3] = { count(&a, row, row + 1, 0), count(&a, row, row + 1, 1),
				count(&a, row, row + 1, 2) };
			size_t blocks = (of[0] + of[1] + of[2]) / 6;

			for (int m = 0; m < 3; m++)
				assert_in_range(of[m], blocks * weight[m], (blocks + 1) * weight[m]);
		}
		for (int m = 0; m < 3; m++)
			assert_in_range(count(&a, 0, a.strata.n, (size_t)m), a.n / 6 * weight[m],
			    (a.n / 6 + 1) * weight[m]);
		assign_free(&a);
		assign_plan_free(&plan);
	}
}

/*
 * 4,000 salts: of each user the four messages are counted, and the mean over users
 * of chi-square, 3 degrees, is 3. The bound is where any single one would be with a
 * chance of 1e-6; the mean of 53 of them is within 1.
 */
static void
test_fair(void **state)
{
	enum { USERS = 53, SALTS = 4000 };
	static const char *const messages[] = { "a", "b", "c", "d", NULL };
	static unsigned seen[USERS][4];
	struct assign_plan plan = { 0 };
	struct assign a;
	uint64_t seed = 7;
	double sum = 0;

	(void)state;
	settle(&plan, messages);
	make(&a, &plan, USERS, &seed);
	for (int s = 0; s < SALTS; s++) {
		struct table_walk walk = { 0 };
		const struct assign_user *u;
		char salt[24];

		snprintf(salt, sizeof salt, "%d", s);
		spread(&a, salt);
		for (int i = 0; (u = table_next(&a.users, &walk)); i++)
			seen[i][u->message]++;
	}
	for (int i = 0; i < USERS; i++) {
		double chi2 = 0;

		for (int m = 0; m < 4; m++)
			chi2 += (seen[i][m] - 1000.) * (seen[i][m] - 1000.) / 1000;
		assert_true(chi2 < 30.7);
		sum += chi2;
	}
	assert_true(sum / USERS > 2 && sum / USERS < 4);
	assign_free(&a);
	assign_plan_free(&plan);
}

/* Neighbours in a block have different messages. */
static void
test_matched(void **state)
{
	static const char *const messages[] = { "a", "b", NULL };
	struct assign_plan plan = { 0 };
	struct assign a;

	(void)state;
	settle(&plan, messages);
	assign_init(&a, &plan);
	for (int i = 0; i < 200; i++) {
		char id[24];
		struct assign_user *u;

		snprintf(id, sizeof id, "u%d", i);
		u = table_put(&a.users, span_of(id), NULL);
		u->stratum = assign_strata_put(&a.strata, SPAN("x"), SPAN("y"));
		u->events = i / 2;
	}
	assign_settle(&a);
	spread(&a, "s");
	for (size_t i = 0; i < 200; i += 2) {
		assert_int_equal(a.order[i]->events, a.order[i + 1]->events);
		assert_int_not_equal(a.order[i]->message, a.order[i + 1]->message);
	}
	assign_free(&a);
	assign_plan_free(&plan);
}

static void
test_plans(void **state)
{
	struct assign_plan p = { 0 };

	(void)state;
	assert_non_null(assign_plan_settle(&p));
	assert_null(assign_plan_message(&p, "a:b:4"));
	assert_span(p.message[0].name, "a:b");
	assert_non_null(assign_plan_message(&p, "a:b:1"));
	assert_non_null(assign_plan_message(&p, ""));
	assert_non_null(assign_plan_message(&p, ":1"));
	assert_non_null(assign_plan_message(&p, "c:"));
	assert_non_null(assign_plan_message(&p, "c:0"));
	assert_non_null(assign_plan_message(&p, "\xff"));
	assert_null(assign_plan_control(&p, "none:6"));
	assert_non_null(assign_plan_control(&p, "more"));
	assert_null(assign_plan_settle(&p));
	assert_int_equal(p.places, 5);
	assert_int_equal(p.control_at, 1);
	assign_plan_free(&p);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_even_everywhere),
	cmocka_unit_test(test_weights),
	cmocka_unit_test(test_fair),
	cmocka_unit_test(test_matched),
	cmocka_unit_test(test_plans),
};

UNIT_MAIN
