/* gzip step by step, with small buffers: nothing good is lost to what is bad. */
#include "unit.h"

#include <zlib.h>

#include "inflate.h"

enum { LONG = 5000 };

/* LONG bytes that do not repeat soon, or all the same, as one gzip member. */
static size_t
member(unsigned char *to, size_t n, bool same)
{
	unsigned char text[LONG];
	z_stream z = { 0 };

	for (size_t i = 0; i < LONG; i++)
		text[i] = same ? 'x' : (unsigned char)('a' + i * i % 251 % 26);
	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = text;
	z.avail_in = LONG;
	z.next_out = to;
	z.avail_out = (uInt)n;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return n - z.avail_out;
}

/* How many bytes come out, given `piece` in and `room` for the result. */
static size_t
inflate_all(struct span from, size_t piece, size_t room, struct fault *why)
{
	struct inflate *z = inflate_new();
	struct span given = { from.p, 0 };
	char to[LONG];
	size_t sum = 0, left;
	ssize_t got;

	why->text[0] = '\0';
	for (;;) {
		got = inflate_step(z, &given, to, room, why);
		if (got > 0)
			sum += (size_t)got;
		if (got < 0)
			break;
		if (got || given.n)
			continue;
		left = (size_t)(from.p + from.n - given.p);
		if (!left) {
			(void)inflate_end(z, why);
			break;
		}
		given.n = piece < left ? piece : left;
	}
	inflate_free(z);
	return sum;
}

static void
any_buffers_give_all(void **state)
{
	unsigned char z[2 * LONG];
	struct fault why;
	size_t n;

	(void)state;
	n = member(z, sizeof z, true);
	n += member(z + n, sizeof z - n, false);
	n += member(z + n, sizeof z - n, true);
	for (size_t piece = 1; piece < n; piece = piece * 2 + 1)
		for (size_t room = 1; room <= LONG; room *= 5) {
			assert_int_equal(inflate_all((struct span){ (char *)z, n }, piece, room, &why), 3 * LONG);
			assert_string_equal(why.text, "");
		}
}

/* The whole text is there, only the check at its end is wrong. */
static void
a_wrong_check_comes_last(void **state)
{
	unsigned char z[LONG];
	struct fault why;
	size_t n = member(z, sizeof z, false);

	(void)state;
	for (size_t i = n - 8; i < n; i++) {
		z[i] ^= 1;
		for (size_t piece = 1; piece <= n; piece = piece * 2 + 1)
			for (size_t room = 7; room <= LONG; room *= 5)
				assert_int_equal(inflate_all((struct span){ (char *)z, n }, piece, room, &why), LONG);
		assert_string_equal(why.text, "damaged gzip data in member 1: "
		    "its CRC or length is not that of the data");
		z[i] ^= 1;
	}
}

/* What a cut leaves is the same however it is read, and ends as truncated. */
static void
a_cut_gives_what_was_before(void **state)
{
	unsigned char z[LONG];
	struct fault why;
	size_t n = member(z, sizeof z, true);

	(void)state;
	for (size_t cut = 1; cut < n; cut++) {
		size_t want = inflate_all((struct span){ (char *)z, cut }, cut, LONG, &why);

		assert_non_null(strstr(why.text, "truncated"));
		for (size_t room = 1; room <= LONG; room *= 7) {
			assert_int_equal(inflate_all((struct span){ (char *)z, cut }, 1, room, &why), want);
			assert_non_null(strstr(why.text, "truncated"));
		}
		assert_true(cut < n - 8 || want == LONG);
	}
}

static void
what_follows_the_last_member(void **state)
{
	unsigned char z[LONG + 16] = { 0 };
	struct fault why;
	size_t n = member(z, LONG, false);

	(void)state;
	memset(z + n, 0, 16);
	assert_int_equal(inflate_all((struct span){ (char *)z, n + 16 }, 100, 100, &why), LONG);
	assert_string_equal(why.text, "");
	z[n + 15] = 'J';
	assert_int_equal(inflate_all((struct span){ (char *)z, n + 16 }, 100, 100, &why), LONG);
	assert_string_equal(why.text, "garbage after gzip member 1");
	z[n] = 0x1f;
	assert_int_equal(inflate_all((struct span){ (char *)z, n + 1 }, 100, 100, &why), LONG);
	assert_string_equal(why.text, "truncated: gzip member 2 has no end");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(any_buffers_give_all),
	cmocka_unit_test(a_wrong_check_comes_last),
	cmocka_unit_test(a_cut_gives_what_was_before),
	cmocka_unit_test(what_follows_the_last_member),
};

UNIT_MAIN
