/*
 * gzip in pieces of any size against zlib given all at once, member by member:
 * the same bytes, and the same word on whether it was whole.
 */
#include <zlib.h>

#include "inflate.h"
#include "buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 1 << 20 };

static bool
by_steps(struct span bytes, size_t piece, size_t room, struct buf *to)
{
	struct inflate *z = inflate_new();
	struct span given = { bytes.p, 0 };
	struct fault why;
	bool good = false;

	while (to->n < MOST) {
		ssize_t got = inflate_step(z, &given, buf_room(to, room), room, &why);
		size_t left = (size_t)(bytes.p + bytes.n - given.p);

		if (got < 0)
			break;
		to->n += (size_t)got;
		if (got || given.n)
			continue;
		if (!left) {
			good = !inflate_end(z, &why);
			break;
		}
		given.n = piece < left ? piece : left;
	}
	inflate_free(z);
	return good;
}

/* zlib refuses Huffman codes that are incomplete or oddly stored; ISA-L decodes
 * by them. What it makes of them must still have the CRC and length given. */
static bool
about_codes(const char *why)
{
	static const char *const texts[] = { "invalid code lengths set", "invalid bit length repeat",
		"invalid code -- missing end-of-block", "invalid literal/lengths set",
		"invalid distances set", "too many length or distance symbols" };

	for (size_t i = 0; why && i < sizeof texts / sizeof *texts; i++)
		if (!strcmp(why, texts[i]))
			return true;
	return false;
}

enum verdict { BAD, GOOD, CODES };

/* What gzip(1) would do, with padding of zeros, but other garbage an error. */
static enum verdict
at_once(struct span bytes, struct buf *to)
{
	uint64_t members = 0;
	z_stream z = { 0 };
	int rc = Z_STREAM_END;
	bool codes;

	if (inflateInit2(&z, 31) != Z_OK)
		abort();
	z.next_in = (Bytef *)(uintptr_t)bytes.p;
	z.avail_in = (uInt)bytes.n;
	while (rc == Z_STREAM_END && z.avail_in && to->n < MOST) {
		if (members && !*z.next_in) {
			while (z.avail_in && !*z.next_in)
				z.next_in++, z.avail_in--;
			rc = z.avail_in ? Z_DATA_ERROR : Z_STREAM_END;
			break;
		}
		if (members && *z.next_in != 0x1f) {
			rc = Z_DATA_ERROR;
			break;
		}
		inflateReset(&z);
		do {
			z.next_out = (Bytef *)buf_room(to, MOST);
			z.avail_out = MOST;
			rc = inflate(&z, Z_NO_FLUSH);
			to->n += MOST - z.avail_out;
		} while (rc == Z_OK && (z.avail_in || !z.avail_out) && to->n < MOST);
		members++;
	}
	codes = about_codes(z.msg);
	inflateEnd(&z);
	return rc == Z_STREAM_END ? GOOD : codes ? CODES : BAD;
}

/* ISA-L and zlib may notice damage some bytes sooner or later; up to there the
 * bytes are the same. */
static bool
same(struct span a, struct span b, bool whole)
{
	return whole ? span_eq(a, b) : span_starts(a, b) || span_starts(b, a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct { size_t piece, room; } ways[] = { { 1, 1000 }, { SIZE_MAX, 10 }, { 7, 64 } };
	struct span bytes = { (const char *)data, size };
	struct buf want = { 0 };
	enum verdict verdict = at_once(bytes, &want);

	for (size_t i = 0; i < sizeof ways / sizeof *ways && want.n < MOST; i++) {
		struct buf got = { 0 };

		bool good = by_steps(bytes, ways[i].piece, ways[i].room, &got);

		if (verdict != CODES && good != (verdict == GOOD))
			abort();
		if (!same(buf_span(&got), buf_span(&want), verdict == GOOD))
			abort();
		buf_free(&got);
	}
	buf_free(&want);
	return 0;
}
