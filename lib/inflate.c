#include "inflate.h"

#include <limits.h>
#include <zlib.h>

#include "diag.h"

/* zlib's window bits: 15, and 16 more for "gzip header and trailer, checked". */
enum { GZIP_WINDOW = 15 + 16 };

struct inflate {
	z_stream z;
	uint64_t members;      /* that came to their end */
	bool inside;           /* a member has begun and not ended */
	bool padded;           /* zeros were seen behind a member */
	bool more;             /* the output was filled: zlib may hold bytes back */
	bool bad;              /* damage was met; what came before it has been given */
};

struct inflate *
inflate_new(void)
{
	struct inflate *z = calloc(1, sizeof *z);

	if (!z || inflateInit2(&z->z, GZIP_WINDOW) != Z_OK)
		die(DIAG_STOPPED, "no memory to inflate");
	return z;
}

void
inflate_free(struct inflate *z)
{
	if (z)
		inflateEnd(&z->z);
	free(z);
}

/* Between members: skips padding, begins the next member. 1 begun, 0 no byte
 * left, -1 neither padding nor a member. */
static int
begin_member(struct inflate *z, struct span *from, struct fault *why)
{
	while (z->members && from->n && !*from->p) {
		*from = span_after(*from, 1);
		z->padded = true;
	}
	if (!from->n)
		return 0;
	if (z->members && (z->padded || (unsigned char)*from->p != 0x1f))
		return fault_set(why, "garbage after gzip member %llu",
		    (unsigned long long)z->members);
	z->inside = true;
	return inflateReset(&z->z) == Z_OK ? 1 : fault_set(why, "zlib does not reset");
}

static int
damaged(const struct inflate *z, struct fault *why)
{
	return fault_set(why, "damaged gzip data in member %llu: %s",
	    (unsigned long long)z->members + 1, z->z.msg ? z->z.msg : "not deflate data");
}

/* One call of zlib; how much it wrote. What it wrote before it met damage is
 * good and goes out first: z->bad ends the next step. */
static ssize_t
inflate_some(struct inflate *z, struct span *from, char *to, size_t n)
{
	uInt cap = n < INT_MAX ? (uInt)n : INT_MAX;
	uInt given = from->n < INT_MAX ? (uInt)from->n : INT_MAX;
	int rc;

	z->z.next_in = (Bytef *)(uintptr_t)from->p;
	z->z.avail_in = given;
	z->z.next_out = (Bytef *)to;
	z->z.avail_out = cap;
	rc = inflate(&z->z, Z_NO_FLUSH);
	*from = span_after(*from, given - z->z.avail_in);
	z->more = !z->z.avail_out;
	z->bad = rc != Z_STREAM_END && rc != Z_OK && rc != Z_BUF_ERROR;
	if (rc == Z_STREAM_END) {
		z->inside = z->more = false;
		z->members++;
	}
	return cap - z->z.avail_out;
}

ssize_t
inflate_step(struct inflate *z, struct span *from, char *to, size_t n, struct fault *why)
{
	while (!z->bad && (from->n || z->more)) {
		int begun = z->inside ? 1 : begin_member(z, from, why);
		ssize_t got;

		if (begun <= 0)
			return begun;
		if ((got = inflate_some(z, from, to, n)))
			return got;
	}
	return z->bad ? damaged(z, why) : 0;
}

int
inflate_end(const struct inflate *z, struct fault *why)
{
	if (!z->inside)
		return 0;
	return fault_set(why, "truncated: gzip member %llu has no end",
	    (unsigned long long)z->members + 1);
}
