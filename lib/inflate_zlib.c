#include <limits.h>
#include <zlib.h>

#include "inflate_engine.h"

/* zlib's window bits: 15, and 16 more for "gzip header and trailer, checked". */
enum { GZIP_WINDOW = 15 + 16 };

static void *
new(void)
{
	z_stream *z = calloc(1, sizeof *z);

	if (z && inflateInit2(z, GZIP_WINDOW) != Z_OK) {
		free(z);
		z = NULL;
	}
	return z;
}

static void
free_stream(void *z)
{
	inflateEnd(z);
	free(z);
}

static void
begin(void *z)
{
	inflateReset(z);
}

/* zlib names what is wrong by a text; two of them are about the trailer. */
static const char *
damage(const z_stream *z)
{
	return z->msg && (!strcmp(z->msg, "incorrect data check") ||
	    !strcmp(z->msg, "incorrect length check")) ? INFLATE_BAD_CHECK : INFLATE_BAD_DATA;
}

static struct inflate_some
some(void *stream, struct span *from, char *to, size_t n)
{
	z_stream *z = stream;
	uInt cap = n < INT_MAX ? (uInt)n : INT_MAX;
	uInt given = from->n < INT_MAX ? (uInt)from->n : INT_MAX;
	struct inflate_some done = { 0 };
	int rc;

	z->next_in = (Bytef *)(uintptr_t)from->p;
	z->avail_in = given;
	z->next_out = (Bytef *)to;
	z->avail_out = cap;
	rc = inflate(z, Z_NO_FLUSH);
	*from = span_after(*from, given - z->avail_in);
	done.wrote = cap - z->avail_out;
	done.ended = rc == Z_STREAM_END;
	if (!done.ended && rc != Z_OK && rc != Z_BUF_ERROR)
		done.damage = damage(z);
	return done;
}

const struct inflate_engine inflate_zlib = { new, free_stream, begin, some };
