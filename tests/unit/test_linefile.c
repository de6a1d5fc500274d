/* Lines kept in a file: any bytes, any length, in order and by place. */
#include "unit.h"

#include "linefile.h"

static void
empty(void **state)
{
	struct linefile f = { 0 };
	struct span line;
	struct fault why;

	(void)state;
	assert_int_equal(linefile_rewind(&f, &why), 0);
	assert_int_equal(linefile_next(&f, &line, &why), 0);
	linefile_free(&f);
}

static void
gives_what_it_was_given(void **state)
{
	static const size_t lengths[] = { 0, 1, 70000, 3, 300000, 0, 262140, 5, 2000000, 1 };
	enum { N = sizeof lengths / sizeof *lengths, ROUNDS = 7 };
	struct linefile f = { 0 };
	struct buf got = { 0 };
	char *bytes = malloc(2000000);
	uint64_t at[N * ROUNDS];
	struct fault why;
	struct span line;

	(void)state;
	for (size_t i = 0; i < 2000000; i++)
		bytes[i] = (char)(i * 2654435761u >> 11);
	for (size_t i = 0; i < N * ROUNDS; i++)
		assert_int_equal(linefile_put(&f,
		    (struct span){ bytes + i % 7, lengths[i % N] - (lengths[i % N] > 9 ? 9 : 0) },
		    &at[i], &why), 0);
	for (int round = 0; round < 2; round++) {
		assert_int_equal(linefile_rewind(&f, &why), 0);
		for (size_t i = 0; i < N * ROUNDS; i++) {
			size_t n = lengths[i % N] - (lengths[i % N] > 9 ? 9 : 0);
			struct span want = { bytes + i % 7, n };

			assert_int_equal(linefile_next(&f, &line, &why), 1);
			assert_true(span_eq(line, want));
			assert_int_equal(linefile_get(&f, at[N * ROUNDS - 1 - i], &got, &why), 0);
		}
		assert_int_equal(linefile_next(&f, &line, &why), 0);
	}
	assert_int_equal(linefile_get(&f, at[2], &got, &why), 0);
	assert_true(span_eq(buf_span(&got), (struct span){ bytes + 2, 69991 }));
	buf_free(&got);
	linefile_free(&f);
	free(bytes);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(empty),
	cmocka_unit_test(gives_what_it_was_given),
};

UNIT_MAIN
