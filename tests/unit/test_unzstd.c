/* zstd step by step, with small buffers. */
#include "unit.h"

#include "unzstd.h"

#ifdef HAVE_ZSTD

#include <zstd.h>

enum { LONG = 300000 };

/* LONG bytes in blocks that do not fit together, with a checksum. */
static size_t
frame(char *to, size_t n)
{
	static char text[LONG];
	ZSTD_CCtx *c = ZSTD_createCCtx();
	uint32_t mixed = 1;
	size_t got;

	for (size_t i = 0; i < LONG; i++) {
		mixed = mixed * 1664525 + 1013904223;
		text[i] = (char)('a' + (mixed >> 24) % 26);
	}
	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	got = ZSTD_compress2(c, to, n, text, LONG);
	assert_false(ZSTD_isError(got));
	ZSTD_freeCCtx(c);
	return got;
}

static size_t
unzstd_all(struct span from, size_t piece, size_t room, struct fault *why)
{
	static char to[LONG];
	struct unzstd *z = unzstd_new();
	struct span given = { from.p, 0 };
	size_t sum = 0;
	ssize_t got;

	why->text[0] = '\0';
	for (;;) {
		size_t left;

		got = unzstd_step(z, &given, to, room, why);
		if (got > 0)
			sum += (size_t)got;
		if (got < 0)
			break;
		if (got || given.n)
			continue;
		left = (size_t)(from.p + from.n - given.p);
		if (!left) {
			(void)unzstd_end(z, why);
			break;
		}
		given.n = piece < left ? piece : left;
	}
	unzstd_free(z);
	return sum;
}

static char z[2 * LONG + 100];

static void
frames_in_any_buffers(void **state)
{
	/* pzstd's: "skip the next 4 bytes" (RFC 8878, section 3.1.2). */
	static const char skipped[] = "\x50\x2a\x4d\x18\4\0\0\0size";
	struct fault why;
	size_t n = sizeof skipped - 1;

	(void)state;
	memcpy(z, skipped, n);
	n += frame(z + n, sizeof z - n);
	n += frame(z + n, sizeof z - n);
	memcpy(z + n, skipped, sizeof skipped - 1);
	n += sizeof skipped - 1;
	for (size_t piece = 1; piece < n; piece = piece * 9 + 1)
		for (size_t room = 100; room <= LONG; room *= 50) {
			assert_int_equal(unzstd_all((struct span){ z, n }, piece, room, &why), 2 * LONG);
			assert_string_equal(why.text, "");
		}
}

static void
cut_or_damaged(void **state)
{
	struct fault why;
	size_t n = frame(z, sizeof z), got;

	(void)state;
	for (size_t cut = 4; cut < n; cut = cut * 2 + 1) {
		(void)unzstd_all((struct span){ z, cut }, 1000, LONG, &why);
		assert_non_null(strstr(why.text, "truncated"));
	}
	(void)unzstd_all((struct span){ z, n - 1 }, n, LONG, &why);
	assert_non_null(strstr(why.text, "truncated"));
	z[n - 1] ^= 1;
	got = unzstd_all((struct span){ z, n }, n, LONG, &why);
	assert_int_equal(got, LONG);
	assert_non_null(strstr(why.text, "damaged zstd data"));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(frames_in_any_buffers),
	cmocka_unit_test(cut_or_damaged),
};

UNIT_MAIN

#else

int
main(void)
{
	return unzstd_new() != NULL;
}

#endif
