#include "unzstd.h"

#include "diag.h"

#ifdef HAVE_ZSTD

#include <zstd.h>

struct unzstd {
	ZSTD_DStream *z;
	size_t wanted;         /* 0: at the end of a frame */
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
	ZSTD_inBuffer in = { from->p, from->n, 0 };
	ZSTD_outBuffer out = { to, n, 0 };

	/* A full output buffer may have left bytes inside: ask without input. */
	do {
		z->wanted = ZSTD_decompressStream(z->z, &out, &in);
		if (ZSTD_isError(z->wanted))
			return fault_set(why, "damaged zstd data: %s", ZSTD_getErrorName(z->wanted));
	} while (!out.pos && in.pos < in.size);
	*from = span_after(*from, in.pos);
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
