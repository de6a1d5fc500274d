/* The table against what it promises: order, addresses, any key, many of them. */
#include "unit.h"

#include "hash.h"
#include "table.h"

enum { MANY = 100000 };

static struct span
key_of(uint32_t i, char to[32])
{
	return (struct span){ to, (size_t)snprintf(to, 32, "user-%u", (unsigned)i) };
}

static void
finds_what_was_put(void **state)
{
	struct table t;
	bool made;
	int64_t *n;

	(void)state;
	table_init(&t, sizeof *n);
	assert_null(table_find(&t, SPAN("a")));
	n = table_put(&t, SPAN("a"), &made);
	assert_true(made);
	assert_int_equal(*n, 0);
	*n = 5;
	assert_ptr_equal(table_put(&t, SPAN("a"), &made), n);
	assert_false(made);
	assert_ptr_equal(table_find(&t, SPAN("a")), n);
	assert_int_equal(*n, 5);
	assert_int_equal(t.n, 1);
	table_free(&t);
}

static void
keys_are_bytes(void **state)
{
	static const struct span keys[] = {
		{ "", 0 }, { "\0", 1 }, { "\0\0", 2 }, { "a", 1 }, { "a\0", 2 }, { "a\0b", 3 },
	};
	struct table t;

	(void)state;
	table_init(&t, 1);
	for (size_t i = 0; i < 6; i++)
		*(char *)table_put(&t, keys[i], NULL) = (char)('0' + i);
	assert_int_equal(t.n, 6);
	for (size_t i = 0; i < 6; i++) {
		char *value = table_find(&t, keys[i]);

		assert_int_equal(*value, '0' + i);
		assert_true(span_eq(table_key(&t, value), keys[i]));
	}
	table_free(&t);
}

static void
many_stay_where_they_are(void **state)
{
	struct table t;
	uint32_t **at = calloc(MANY, sizeof *at);
	struct table_walk w = { 0 };
	char text[32];

	(void)state;
	table_init(&t, sizeof **at);
	for (uint32_t i = 0; i < MANY; i++)
		*(at[i] = table_put(&t, key_of(i, text), NULL)) = i;
	assert_int_equal(t.n, MANY);
	for (uint32_t i = 0; i < MANY; i++) {
		assert_ptr_equal(table_find(&t, key_of(i, text)), at[i]);
		assert_int_equal(*at[i], i);
		assert_int_equal((uintptr_t)at[i] % 8, 0);
		assert_ptr_equal(table_next(&t, &w), at[i]);
	}
	assert_null(table_next(&t, &w));
	assert_null(table_find(&t, SPAN("user-100000")));
	table_free(&t);
	free(at);
}

/* Keys around and over the size of a chunk, small ones between them. */
static void
long_keys(void **state)
{
	static const size_t lengths[] = { 1, (1 << 20) - 24, 2, (1 << 20) - 8, 1 << 20, 3, 5 << 20, 4 };
	enum { N = sizeof lengths / sizeof *lengths };
	char *bytes = malloc(5 << 20);
	struct table_walk w = { 0 };
	struct table t;

	(void)state;
	memset(bytes, 'k', 5 << 20);
	table_init(&t, 16);
	for (size_t i = 0; i < N; i++)
		*(size_t *)table_put(&t, (struct span){ bytes, lengths[i] }, NULL) = i;
	for (size_t i = 0; i < N; i++) {
		size_t *value = table_find(&t, (struct span){ bytes, lengths[i] });

		assert_int_equal(*value, i);
		assert_int_equal(table_key(&t, value).n, lengths[i]);
		assert_ptr_equal(table_next(&t, &w), value);
	}
	assert_null(table_next(&t, &w));
	table_free(&t);
	free(bytes);
}

static void
sorted_by_bytes(void **state)
{
	static const char *const keys[] = { "b", "a", "\xc3\xa9", "ab", "", "B" };
	static const char *const order[] = { "", "B", "a", "ab", "b", "\xc3\xa9" };
	struct table t;
	void **all;

	(void)state;
	table_init(&t, 8);
	for (size_t i = 0; i < 6; i++)
		table_put(&t, span_of(keys[i]), NULL);
	all = table_sorted(&t);
	for (size_t i = 0; i < 6; i++)
		assert_true(span_is(table_key(&t, all[i]), order[i]));
	free(all);
	table_free(&t);
}

static void
empty(void **state)
{
	struct table_walk w = { 0 };
	struct table t;
	void **all;

	(void)state;
	table_init(&t, 0);
	assert_null(table_next(&t, &w));
	all = table_sorted(&t);
	assert_non_null(all);
	free(all);
	table_free(&t);
}

/* About 85 bytes for a 32-byte value under a UUID, table.h says, and 2 MiB ahead. */
static void
cost_is_as_told(void **state)
{
	struct table t;
	uint64_t seed = 1;
	size_t each;

	(void)state;
	table_init(&t, 32);
	for (size_t i = 0; i < MANY; i++) {
		char uuid[37];
		uint64_t a = hash_random(&seed), b = hash_random(&seed);
		int n = snprintf(uuid, sizeof uuid, "%08x-%04x-4%03x-a%03x-%012llx", (unsigned)a,
		    (unsigned)(a >> 32 & 0xffff), (unsigned)(a >> 48 & 0xfff), (unsigned)(b & 0xfff),
		    (unsigned long long)(b >> 16));

		table_put(&t, (struct span){ uuid, (size_t)n }, NULL);
	}
	each = table_bytes(&t) / t.n;
	assert_in_range(each, 72, 110);
	table_free(&t);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(finds_what_was_put),
	cmocka_unit_test(keys_are_bytes),
	cmocka_unit_test(many_stay_where_they_are),
	cmocka_unit_test(long_keys),
	cmocka_unit_test(sorted_by_bytes),
	cmocka_unit_test(empty),
	cmocka_unit_test(cost_is_as_told),
};

UNIT_MAIN
