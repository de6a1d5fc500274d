/* Updates that are put off against updates at once: same keys, same order, same values. */
#include "unit.h"

#include "hash.h"
#include "later.h"

enum { MANY = 30000 };

/* Each value hashes the numbers that it was given, so their order counts. */
static void
update(void *arg, void *value, int64_t number)
{
	uint64_t *sum = value, *made = arg;

	*sum = *sum * 31 + (uint64_t)number + 1;
	++*made;
}

/* A few keys again and again, many once, some empty, some too long to be kept. */
static struct span
key_of(uint64_t dice, char to[200])
{
	static const size_t lengths[] = { 0, 1, 8, 36, LATER_KEY - 1, LATER_KEY, LATER_KEY + 1, 190 };
	size_t n = lengths[dice % 8];

	memset(to, 'k', n);
	if (n)
		to[n / 2] = (char)('a' + (dice >> 8) % 20);
	if (n >= 8 && dice >> 16 & 1)
		memcpy(to + n - 8, &dice, 8);
	return (struct span){ to, n };
}

static void
as_at_once(void **state)
{
	struct table now, then;
	struct table_walk a = { 0 }, b = { 0 };
	uint64_t dice = 1, updates = 0, *x, *y;
	struct later l = { .table = &then, .update = update, .arg = &updates };
	char text[200];

	(void)state;
	table_init(&now, 8);
	table_init(&then, 8);
	for (int i = 0; i < MANY; i++) {
		struct span key = key_of(hash_random(&dice), text);
		uint64_t ignored = 0;

		update(&ignored, table_put(&now, key, NULL), i);
		later_put(&l, key, i);
		/* The caller's bytes are its own again. */
		memset(text, '?', sizeof text);
		if (i % 1000 == 7)
			later_settle(&l);
	}
	later_settle(&l);
	assert_int_equal(updates, MANY);
	assert_int_equal(then.n, now.n);
	assert_true(now.n > 5000);
	while ((x = table_next(&now, &a))) {
		assert_non_null(y = table_next(&then, &b));
		assert_true(span_eq(table_key(&now, x), table_key(&then, y)) && *x == *y);
	}
	assert_null(table_next(&then, &b));
	table_free(&now);
	table_free(&then);
}

static void
few_wait_until_settled(void **state)
{
	uint64_t updates = 0;
	struct table t;
	struct later l = { .table = &t, .update = update, .arg = &updates };

	(void)state;
	table_init(&t, 8);
	later_settle(&l);
	for (int i = 0; i < LATER_ITEMS; i++)
		later_put(&l, SPAN("u"), i);
	assert_int_equal(t.n, 0);
	later_put(&l, SPAN("u"), 0);
	assert_int_equal(updates, 1);
	later_settle(&l);
	later_settle(&l);
	assert_int_equal(updates, LATER_ITEMS + 1);
	assert_int_equal(t.n, 1);
	table_free(&t);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(as_at_once),
	cmocka_unit_test(few_wait_until_settled),
};

UNIT_MAIN
