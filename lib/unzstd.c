#include "unzstd.h"

#include "diag.h"

#ifdef HAVE_ZSTD

#include <zstd.h>

enum { START = 5 };   /* bytes of the shortest frame header */

struct unzstd {
	ZSTD_DStream *z;
	size_t wanted;         /* 0: at the end of a frame; an error once it is damaged */
	bool more;             /* the output was filled: bytes may be held back */
};

struct unzstd *
unzstd_new(void)
{
	struct unzstd *z = calloc(1, sizeof *z);

	if (!z || !(z->z = ZSTD_createDStream()))
		die(DIAG_STOPPED, "no memory for zstd");
	return z;
}

void
unzstd_free(struct unzstd *z)
{
	if (z)
		ZSTD_freeDStream(z->z);
	free(z);
}

ssize_t
unzstd_step(struct unzstd *z, struct span *from, char *to, size_t n, struct fault *why)
{
	ZSTD_outBuffer out = { to, n, 0 };

	/* Between frames a call without input would ask for another frame. A full
	 * output buffer may have left bytes inside: then it is asked without. */
	while (!ZSTD_isError(z->wanted) && (from->n || (z->wanted && z->more)) && !out.pos) {
		/* A call that meets damage does not say what it wrote before: so no
		 * call gets more than the block it asked for. */
		size_t most = z->wanted ? z->wanted : START;
		ZSTD_inBuffer in = { from->p, from->n < most ? from->n : most, 0 };

		z->wanted = ZSTD_decompressStream(z->z, &out, &in);
		z->more = out.pos == out.size;
		*from = span_after(*from, in.pos);
	}
	if (!out.pos && ZSTD_isError(z->wanted))
		return fault_set(why, "damaged zstd data: %s", ZSTD_getErrorName(z->wanted));
	return (ssize_t)out.pos;
}

int
unzstd_end(const struct unzstd *z, struct fault *why)
{
	return z->wanted ? fault_set(why, "truncated: the last zstd frame has no end") : 0;
}

#else

struct unzstd *
unzstd_new(void)
{
	return NULL;
}

void
unzstd_free(struct unzstd *z)
{
	(void)z;
}

ssize_t
unzstd_step(struct unzstd *z, struct span *from, char *to, size_t n, struct fault *why)
{
	(void)z, (void)from, (void)to, (void)n;
	return fault_set(why, "built without zstd");
}

int
unzstd_end(const struct unzstd *z, struct fault *why)
{
	(void)z, (void)why;
	return 0;
}

#endif
