/* Lines of many runs, in the order of their keys, against a sort of all. */
#include "unit.h"

#include "hash.h"
#include "linemerge.h"

enum { KEYS = 50 };

static size_t
key_text(size_t key, char to[32])
{
	/* Keys that begin as others do, and a NUL inside. */
	return (size_t)snprintf(to, 32, "k%.*zu%c%s", (int)(key % 3), key, key % 2 ? '\0' : 'x',
	    key % 5 ? "" : "yz");
}

static void
empty(void **state)
{
	struct linemerge m = { 0 };
	struct span key, line;
	struct fault why;

	(void)state;
	assert_int_equal(linemerge_end_run(&m, &why), 0);
	assert_int_equal(linemerge_begin(&m, &why), 0);
	assert_int_equal(linemerge_next(&m, &key, &line, &why), 0);
	linemerge_free(&m);
}

struct item {
	char key[32];
	size_t n;
	unsigned number;
};

static int
by_key(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int order = span_cmp((struct span){ x->key, x->n }, (struct span){ y->key, y->n });

	return order ? order : (x->number > y->number) - (x->number < y->number);
}

/* `runs` runs of up to 9 lines each, with keys of one another's. */
static void
merge(unsigned runs)
{
	struct linemerge m = { 0 };
	struct item *all = calloc((size_t)runs * 9 + 1, sizeof *all);
	unsigned n = 0, before;
	uint64_t seed = runs;
	struct span key, line;
	struct fault why;

	for (unsigned r = 0; r < runs; r++) {
		size_t lines = hash_random(&seed) % 10;

		before = n;
		for (size_t i = 0; i < lines; i++, n++)
			all[n].n = key_text(hash_random(&seed) % KEYS, all[n].key);
		for (unsigned i = before; i < n; i++)
			all[i].number = i;
		qsort(all + before, n - before, sizeof *all, by_key);
		for (unsigned i = before; i < n; i++) {
			all[i].number = i;
			assert_int_equal(linemerge_put(&m, (struct span){ all[i].key, all[i].n },
			    (struct span){ (const char *)&i, sizeof i }, &why), 0);
		}
		assert_int_equal(linemerge_end_run(&m, &why), 0);
		/* The number of files: 15 of a level at most, the empty run too. */
		assert_true(m.runs <= 15 * 4);
	}
	qsort(all, n, sizeof *all, by_key);
	assert_int_equal(linemerge_begin(&m, &why), 0);
	for (unsigned i = 0; i < n; i++) {
		assert_int_equal(linemerge_next(&m, &key, &line, &why), 1);
		assert_true(span_eq(key, (struct span){ all[i].key, all[i].n }));
		assert_int_equal(line.n, sizeof all[i].number);
		assert_memory_equal(line.p, &all[i].number, sizeof all[i].number);
	}
	assert_int_equal(linemerge_next(&m, &key, &line, &why), 0);
	linemerge_free(&m);
	free(all);
}

static void
any_number_of_runs(void **state)
{
	static const unsigned runs[] = { 1, 2, 15, 16, 17, 31, 255, 256, 257, 1000, 4200 };

	(void)state;
	for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
		merge(runs[i]);
}

static void
no_room(void **state)
{
	struct linemerge m = { 0 };
	struct fault why;

	(void)state;
	setenv("TMPDIR", "/no/such", 1);
	assert_int_equal(linemerge_put(&m, SPAN("k"), SPAN("v"), &why), 0);
	assert_int_equal(linemerge_end_run(&m, &why), -1);
	assert_true(span_starts(span_of(why.text), SPAN("a temporary file: ")));
	linemerge_free(&m);
	unsetenv("TMPDIR");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(empty),
	cmocka_unit_test(any_number_of_runs),
	cmocka_unit_test(no_room),
};

UNIT_MAIN
