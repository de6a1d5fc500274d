/*
 * inflate_engine.h - one gzip member at a time: zlib, or ISA-L where it is
 * installed (twice as fast). Both give the same bytes and the same verdicts, but
 * for one: codes that zlib calls incomplete ISA-L decodes by; the result passes
 * only if it has the CRC and length that were written.
 *
 * Not for others than inflate.c. EVKIT_INFLATE in the environment, zlib or
 * isal, is the one that is used, so that the tests can run both.
 */
#ifndef EVKIT_INFLATE_ENGINE_H
#define EVKIT_INFLATE_ENGINE_H

#include "span.h"

struct inflate_some {
	size_t wrote;
	bool ended;            /* the member has, and its CRC and length are right */
	const char *damage;    /* NULL: none; what was written before it is good */
};

struct inflate_engine {
	void *(*new)(void);            /* NULL: no memory, or not built in */
	void (*free)(void *z);
	void (*begin)(void *z);        /* a member */
	/* Takes bytes off *from and writes at most n. */
	struct inflate_some (*some)(void *z, struct span *from, char *to, size_t n);
};

extern const struct inflate_engine inflate_zlib, inflate_isal;

#define INFLATE_BAD_DATA "not deflate data"
#define INFLATE_BAD_CHECK "its CRC or length is not that of the data"

#endif
