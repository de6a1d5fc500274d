/* Against the tests of GrowthBook's and Optimizely's kits ($VECTORS), and some of them here. */
#include "bucket.h"
#include "near.h"

static void
test_hashes(void **state)
{
	(void)state;
	/* Noll's own table; murmur3 of the same texts by its reference code. */
	assert_int_equal(bucket_fnv1a(SPAN("")), 0x811c9dc5);
	assert_int_equal(bucket_fnv1a(SPAN("a")), 0xe40c292c);
	assert_int_equal(bucket_fnv1a(SPAN("foobar")), 0xbf9cf968);
	assert_int_equal(bucket_murmur3(SPAN(""), 0), 0);
	assert_int_equal(bucket_murmur3(SPAN(""), 1), 0x514e28b7);
	assert_int_equal(bucket_murmur3(SPAN("aaaa"), 0x9747b28c), 0x5a97808a);
	assert_int_equal(bucket_murmur3(SPAN("abc"), 0), 0xb3dd93fa);
	assert_int_equal(bucket_murmur3(SPAN("Hello, world!"), 0x9747b28c), 0x24884cba);
}

static void
test_numbers(void **state)
{
	struct buf b = { 0 };

	(void)state;
	assert_int_equal(bucket_number(BUCKET_GROWTHBOOK2, SPAN("seed"), SPAN("a"), &b), 505);
	assert_int_equal(bucket_number(BUCKET_OPTIMIZELY, SPAN("1886780721"), SPAN("ppid1"), &b), 5254);
	assert_int_equal(bucket_number(BUCKET_AMPLITUDE, SPAN("s"), SPAN("u"), &b),
	    bucket_murmur3(SPAN("s/u"), 0) / 100);
	buf_free(&b);
}

static void
test_ranges(void **state)
{
	static const uint32_t two[] = { 1, 1 }, three[] = { 1, 1, 1 }, odd[] = { 1, 2, 7 };

	(void)state;
	assert_int_equal(bucket_find(BUCKET_GROWTHBOOK2, 4999, two, 2), 0);
	assert_int_equal(bucket_find(BUCKET_GROWTHBOOK2, 5000, two, 2), 1);
	/* 0.33333333 each: 0.6666 is below the second bound, 0.9999 is in the last. */
	assert_int_equal(bucket_find(BUCKET_GROWTHBOOK2, 3333, three, 3), 0);
	assert_int_equal(bucket_find(BUCKET_GROWTHBOOK2, 6666, three, 3), 1);
	assert_int_equal(bucket_find(BUCKET_GROWTHBOOK2, 9999, three, 3), 2);
	/* In doubles 0.1 + 0.2 is more than 0.3, so 0.3 is still in the second. */
	assert_int_equal(bucket_find(BUCKET_GROWTHBOOK2, 3000, odd, 3), 1);
	assert_int_equal(bucket_find(BUCKET_OPTIMIZELY, 3000, odd, 3), 2);
	assert_int_equal(bucket_find(BUCKET_OPTIMIZELY, 3333, three, 3), 1);
	assert_int_equal(bucket_find(BUCKET_OPTIMIZELY, 9999, three, 3), 2);
	/* As Amplitude's page says: A up to 21474835, B from 21474836 to 42949672. */
	assert_int_equal(bucket_find(BUCKET_AMPLITUDE, 21474835, two, 2), 0);
	assert_int_equal(bucket_find(BUCKET_AMPLITUDE, 21474836, two, 2), 1);
	assert_int_equal(bucket_find(BUCKET_AMPLITUDE, 42949672, two, 2), 1);
}

static void
test_of_vendors(void **state)
{
	json_t *file = near_load("bucketing.json"), *one;
	json_t *growthbook = json_object_get(file, "growthbook");
	json_t *optimizely = json_object_get(file, "optimizely");
	size_t i, checked = 0;
	struct buf b = { 0 };

	(void)state;
	json_array_foreach(json_object_get(growthbook, "hash"), i, one) {
		struct span seed = span_of(json_string_value(json_array_get(one, 0)));
		struct span id = span_of(json_string_value(json_array_get(one, 1)));

		if (near_at(one, 2) != 2)
			continue;
		assert_near(bucket_number(BUCKET_GROWTHBOOK2, seed, id, &b) / 1e4, near_at(one, 3), 1e-12);
		checked++;
	}
	json_array_foreach(json_object_get(optimizely, "cases"), i, one) {
		struct span id = span_of(json_string_value(json_array_get(one, 0)));
		struct span salt = span_of(json_string_value(json_array_get(one, 1)));

		assert_near(bucket_number(BUCKET_OPTIMIZELY, salt, id, &b), near_at(one, 2), 0);
		checked++;
	}
	assert_int_equal(checked, 12);
	buf_free(&b);
	json_decref(file);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_hashes),
	cmocka_unit_test(test_numbers),
	cmocka_unit_test(test_ranges),
	cmocka_unit_test(test_of_vendors),
};

UNIT_MAIN
