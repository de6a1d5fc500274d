/* CRC-32C: RFC 3720's vectors, and both ways of making it against a third. */
#include "unit.h"

#include "crc32c.h"
#include "hash.h"

/* Bit by bit, from the definition. */
static uint32_t
by_definition(const unsigned char *p, size_t n)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < n; i++) {
		crc ^= p[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	return ~crc;
}

static void
known_values(void **state)
{
	char rising[32], zeros[32] = { 0 }, ones[32];

	(void)state;
	memset(ones, 0xff, sizeof ones);
	for (int i = 0; i < 32; i++)
		rising[i] = (char)i;
	assert_int_equal(crc32c(0, SPAN("")), 0);
	assert_true(crc32c(0, SPAN("123456789")) == 0xe3069283);
	assert_true(crc32c(0, (struct span){ zeros, 32 }) == 0x8a9136aa);
	assert_true(crc32c(0, (struct span){ ones, 32 }) == 0x62a8ab43);
	assert_true(crc32c(0, (struct span){ rising, 32 }) == 0x46dd794e);
}

static void
any_length_any_alignment_any_cut(void **state)
{
	unsigned char bytes[300];
	uint64_t seed = 5;

	(void)state;
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)hash_random(&seed);
	for (size_t start = 0; start < 9; start++)
		for (size_t n = 0; n < 280; n++) {
			struct span all = { (const char *)bytes + start, n };
			size_t cut = n ? hash_random(&seed) % n : 0;
			uint32_t want = by_definition(bytes + start, n);
			uint32_t crc = crc32c(0, (struct span){ all.p, cut });

			assert_true(crc32c(0, all) == want);
			assert_true(crc32c_portable(0, all) == want);
			assert_true(crc32c(crc, span_after(all, cut)) == want);
		}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(known_values),
	cmocka_unit_test(any_length_any_alignment_any_cut),
};

UNIT_MAIN
