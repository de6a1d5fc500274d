/* Distinct values: exact below the bound, near the truth above it, the same for
 * any order. */
#include "unit.h"

#include "sketch.h"

enum { MOST = 100 };

static struct span
number(uint64_t i, char to[32])
{
	return (struct span){ to, (size_t)snprintf(to, 32, "value-%llu", (unsigned long long)i) };
}

static void
add(struct sketch *s, struct span text)
{
	uint64_t hash = sketch_hash(text, 0);
	struct sketch_slot *slot = sketch_find(s, hash);

	if (slot)
		slot->n++;
	else
		sketch_put(s, hash, text);
}

/* Value i of n comes i % 7 + 1 times, in steps through all of them. */
static void
fill(struct sketch *s, uint64_t n, uint64_t step)
{
	char text[32];

	sketch_init(s, MOST);
	for (uint64_t round = 0; round < 7; round++)
		for (uint64_t k = 0, i = 0; k < n; k++, i = (i + step) % n)
			if (i % 7 >= round)
				add(s, number(i, text));
	sketch_end(s);
}

static void
exact_below_the_bound(void **state)
{
	struct sketch s;

	(void)state;
	fill(&s, MOST - 1, 1);
	assert_true(sketch_exact(&s));
	assert_int_equal(sketch_distinct(&s), MOST - 1);
	assert_int_equal(s.n, MOST - 1);
	assert_int_equal(s.entry[0].n, 7);
	assert_int_equal(s.entry[MOST - 2].n, 1);
	sketch_free(&s);
}

static void
empty(void **state)
{
	struct sketch s;

	(void)state;
	fill(&s, 0, 1);
	assert_true(sketch_exact(&s));
	assert_int_equal(sketch_distinct(&s), 0);
	sketch_free(&s);
}

/* What is held beyond the bound are true values with true counts. */
static void
samples_above_it(void **state)
{
	struct sketch s;

	(void)state;
	fill(&s, 100003, 1);
	assert_false(sketch_exact(&s));
	assert_int_equal(s.n, MOST / 2);
	assert_in_range(sketch_distinct(&s), 60000, 160000);
	for (size_t i = 0; i < s.n; i++) {
		struct span text = sketch_text(&s.entry[i]);
		uint64_t value = strtoull(text.p + strlen("value-"), NULL, 10);

		assert_int_equal(s.entry[i].n, value % 7 + 1);
		assert_true(!i || s.entry[i - 1].n >= s.entry[i].n);
	}
	sketch_free(&s);
}

static void
any_order_gives_the_same(void **state)
{
	static const uint64_t steps[] = { 1, 2, 5, 4999, 9972 }, sizes[] = { 9973, 101, 97 };

	(void)state;
	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
		for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
			struct sketch a, b;

			fill(&a, sizes[k], 1);
			fill(&b, sizes[k], steps[i]);
			assert_int_equal(sketch_distinct(&a), sketch_distinct(&b));
			assert_int_equal(a.n, b.n);
			for (size_t e = 0; e < a.n; e++) {
				assert_int_equal(a.entry[e].hash, b.entry[e].hash);
				assert_int_equal(a.entry[e].n, b.entry[e].n);
				assert_true(span_eq(sketch_text(&a.entry[e]), sketch_text(&b.entry[e])));
			}
			sketch_free(&a);
			sketch_free(&b);
		}
}

static void
long_texts_end_with_a_character(void **state)
{
	char text[100];
	struct sketch s;

	(void)state;
	for (size_t i = 0; i < sizeof text; i += 2)
		memcpy(text + i, "\xc3\xa9", 2);
	sketch_init(&s, MOST);
	add(&s, (struct span){ text, 100 });
	add(&s, (struct span){ text, SKETCH_TEXT - 1 });
	add(&s, (struct span){ text, 100 });
	sketch_end(&s);
	assert_int_equal(s.n, 2);
	assert_true(s.entry[0].cut);
	assert_int_equal(s.entry[0].length, SKETCH_TEXT - 1);
	assert_int_equal(s.entry[0].n, 2);
	assert_false(s.entry[1].cut);
	sketch_free(&s);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(exact_below_the_bound),
	cmocka_unit_test(empty),
	cmocka_unit_test(samples_above_it),
	cmocka_unit_test(any_order_gives_the_same),
	cmocka_unit_test(long_texts_end_with_a_character),
};

UNIT_MAIN
