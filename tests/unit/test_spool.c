/* Spools: first in, first out, through memory and file, with a pool that is
 * shared and a disk that may be full. */
#include "unit.h"

#include "hash.h"
#include "spool.h"

enum { BYTES = 6 << 20 };

/* The i-th byte of what goes through. */
static char
byte_at(uint64_t i)
{
	return (char)(i * 2654435761u >> 13);
}

static void
put(struct spool *s, uint64_t *in, size_t n)
{
	static char piece[300000];
	struct fault why;

	for (size_t i = 0; i < n; i++)
		piece[i] = byte_at(*in + i);
	assert_int_equal(spool_put(s, (struct span){ piece, n }, &why), 0);
	*in += n;
}

static void
take(struct spool *s, uint64_t *out, size_t n)
{
	static char piece[300000];
	struct fault why;
	ssize_t got = spool_take(s, piece, n, &why);

	assert_true(got >= 0 && (size_t)got <= n && (got || !s->held || !n));
	for (ssize_t i = 0; i < got; i++)
		if (piece[i] != byte_at(*out + (uint64_t)i))
			fail_msg("byte %llu", (unsigned long long)(*out + (uint64_t)i));
	*out += (uint64_t)got;
}

static void
in_order_by_every_way(void **state)
{
	uint64_t seed = 7;

	(void)state;
	for (size_t most = 64 << 10; most <= 8 << 20; most *= 4) {
		struct spool_pool pool = { .most = most };
		struct spool s = { .pool = &pool };
		uint64_t in = 0, out = 0;

		while (in < BYTES || s.held) {
			if (in < BYTES && hash_random(&seed) % 3)
				put(&s, &in, hash_random(&seed) % 300000);
			else
				take(&s, &out, hash_random(&seed) % 300000);
			assert_true(s.held == in - out);
			assert_true(pool.used <= most);
		}
		assert_true(in == out);
		assert_true(most > 64 << 10 || s.filed);
		spool_free(&s);
		assert_int_equal(pool.used, 0);
		spool_pool_free(&pool);
	}
}

static void
the_reserve_is_for_the_first(void **state)
{
	struct spool_pool pool = { 0 };
	struct spool ahead = { .pool = &pool }, first = { .pool = &pool, .first = true };
	uint64_t in = 0, more = 0;

	(void)state;
	while (!ahead.filed)
		put(&ahead, &in, 300000);
	assert_true(pool.used <= SPOOL_MEMORY - SPOOL_RESERVE);
	assert_true(pool.used > SPOOL_MEMORY - SPOOL_RESERVE - 400000);
	put(&first, &more, 300000);
	assert_false(first.filed);
	spool_free(&ahead);
	spool_free(&first);
	spool_pool_free(&pool);
}

static void
no_room_on_the_disk(void **state)
{
	struct spool_pool pool = { .most = 256 << 10 };
	struct spool s = { .pool = &pool };
	struct fault why;
	static char piece[300000];
	uint64_t in = 0, out = 0;

	(void)state;
	put(&s, &in, 1000);
	setenv("TMPDIR", "/no/such/folder", 1);
	assert_int_equal(spool_put(&s, (struct span){ piece, sizeof piece }, &why), -1);
	assert_string_equal(why.text, "a temporary file: No such file or directory");
	unsetenv("TMPDIR");
	assert_int_equal(s.held, 1000);
	take(&s, &out, 5000);
	assert_int_equal(out, 1000);
	spool_free(&s);
	spool_pool_free(&pool);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(in_order_by_every_way),
	cmocka_unit_test(the_reserve_is_for_the_first),
	cmocka_unit_test(no_room_on_the_disk),
};

UNIT_MAIN
