/* The vectors of SipHash's authors, and keys that differ. */
#include "prf.h"
#include "unit.h"

/* Aumasson, Bernstein, reference code: key 00 01 .. 0f, input 00 01 .. n-1. */
static void
test_siphash(void **state)
{
	static const struct {
		size_t n;
		uint64_t want;
	} of[] = {
		{ 0, 0x726fdb47dd0e0e31 }, { 1, 0x74f839c593dc67fd }, { 7, 0xab0200f58b01d137 },
		{ 8, 0x93f5f5799a932462 }, { 15, 0xa129ca6149be45e5 }, { 16, 0x3f2acc7f57c29bdb },
	};
	const struct prf key = { 0x0706050403020100, 0x0f0e0d0c0b0a0908 };
	char in[16];

	(void)state;
	for (size_t i = 0; i < sizeof in; i++)
		in[i] = (char)i;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		assert_int_equal(prf_bytes(&key, (struct span){ in, of[i].n }), of[i].want);
	assert_int_equal(prf_numbers(&key, 0x0706050403020100, 0x0f0e0d0c0b0a0908), of[5].want);
}

/* The halves of a key are draws with a byte before the name, for names of any length. */
static void
test_keys(void **state)
{
	const struct prf under = { 1, 2 };
	char text[40];

	(void)state;
	memset(text, 'x', sizeof text);
	for (size_t n = 0; n < 20; n++) {
		struct prf key = prf_key(&under, (struct span){ text + 1, n });

		text[0] = 0;
		assert_int_equal(key.k0, prf_bytes(&under, (struct span){ text, n + 1 }));
		text[0] = 1;
		assert_int_equal(key.k1, prf_bytes(&under, (struct span){ text, n + 1 }));
	}
	assert_int_not_equal(prf_key(NULL, SPAN("a")).k0, prf_key(NULL, SPAN("b")).k0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_siphash),
	cmocka_unit_test(test_keys),
};

UNIT_MAIN
