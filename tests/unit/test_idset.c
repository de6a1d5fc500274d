/* The set of ids against what it promises: nothing lost, nothing made up, in
 * the bytes it says, also where ids are not as random as they should be. */
#include "unit.h"

#include "idset.h"

enum { MANY = 300000 };

static struct hash_128
id_of(uint64_t i)
{
	return hash_seeded_128((struct span){ (const char *)&i, sizeof i }, 7);
}

static void
empty(void **state)
{
	struct idset s = { 0 };

	(void)state;
	assert_null(idset_find(&s, id_of(1)));
	assert_int_equal(idset_bytes(&s), 0);
	idset_free(&s);
}

static void
finds_what_was_put(void **state)
{
	struct idset s = { 0 };
	bool made;

	(void)state;
	for (uint64_t i = 0; i < MANY; i++) {
		uint32_t *own = idset_put(&s, id_of(i), &made);

		assert_true(made);
		assert_int_equal(*own, 0);
		*own = (uint32_t)i;
	}
	assert_int_equal(s.n, MANY);
	for (uint64_t i = 0; i < MANY; i++) {
		uint32_t *own = idset_find(&s, id_of(i));

		assert_non_null(own);
		assert_int_equal(*own, i);
		assert_ptr_equal(idset_put(&s, id_of(i), &made), own);
		assert_false(made);
		assert_null(idset_find(&s, id_of(i + MANY)));
	}
	assert_int_equal(s.n, MANY);
	idset_free(&s);
}

/* Both halves count, and 0 is an id too. */
static void
halves(void **state)
{
	static const struct hash_128 ids[] = {
		{ 0, 0 }, { 0, 2 }, { 1, 0 }, { UINT64_MAX, UINT64_MAX }, { UINT64_MAX, 0 }, { 1, 2 },
	};
	enum { N = sizeof ids / sizeof *ids };
	struct idset s = { 0 };
	bool made;

	(void)state;
	for (uint32_t i = 0; i < N; i++) {
		assert_null(idset_find(&s, ids[i]));
		*idset_put(&s, ids[i], &made) = i;
		assert_true(made);
	}
	for (uint32_t i = 0; i < N; i++)
		assert_int_equal(*idset_find(&s, ids[i]), i);
	idset_free(&s);
}

/* Ids in heaps: at the start, at the end behind the last slot, falling, rising. */
static void
crowded(void **state)
{
	struct idset s = { 0 };
	bool made;

	(void)state;
	for (uint64_t i = 0; i < 20000; i++) {
		*idset_put(&s, (struct hash_128){ UINT64_MAX - i * (UINT64_MAX / 200000), i }, &made) = 1;
		*idset_put(&s, (struct hash_128){ i << 40, i }, &made) = 2;
		if (i < 300)
			*idset_put(&s, (struct hash_128){ UINT64_MAX, 1000 - i }, &made) = 3;
	}
	assert_int_equal(s.n, 40300);
	for (uint64_t i = 0; i < 20000; i++) {
		assert_int_equal(*idset_find(&s,
		    (struct hash_128){ UINT64_MAX - i * (UINT64_MAX / 200000), i }), 1);
		assert_int_equal(*idset_find(&s, (struct hash_128){ i << 40, i }), 2);
	}
	for (uint64_t i = 0; i < 300; i++)
		assert_int_equal(*idset_find(&s, (struct hash_128){ UINT64_MAX, 1000 - i }), 3);
	idset_free(&s);
}

/* 23 to 26 bytes an id, idset.h says: at any size. */
static void
cost_is_as_told(void **state)
{
	struct idset s = { 0 };
	bool made;

	(void)state;
	for (uint64_t i = 0; i < MANY; i++) {
		idset_put(&s, id_of(i), &made);
		if (i > 50000)
			assert_in_range(idset_bytes(&s) * 10 / s.n, 228, 262);
	}
	idset_free(&s);
}

static void
keeps_its_bound(void **state)
{
	struct idset s = { .most = 1 << 20 };
	bool made;
	uint64_t i = 0;

	(void)state;
	while (idset_room(&s, 2))
		idset_put(&s, id_of(i++), &made);
	assert_true(idset_bytes(&s) <= 1 << 20);
	assert_true(i > (1 << 20) / 30);
	idset_free(&s);
	assert_int_equal(s.most, 1 << 20);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(empty),
	cmocka_unit_test(finds_what_was_put),
	cmocka_unit_test(halves),
	cmocka_unit_test(crowded),
	cmocka_unit_test(cost_is_as_told),
	cmocka_unit_test(keeps_its_bound),
};

UNIT_MAIN
