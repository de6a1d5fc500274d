#include "inflate_engine.h"

#ifdef HAVE_ISAL

#include <isa-l/igzip_lib.h>
#include <limits.h>

static void *
new(void)
{
	struct inflate_state *z = calloc(1, sizeof *z);

	if (z)
		isal_inflate_init(z);
	return z;
}

static void
begin(void *state)
{
	struct inflate_state *z = state;

	isal_inflate_reset(z);
	z->crc_flag = ISAL_GZIP;
}

static struct inflate_some
some(void *state, struct span *from, char *to, size_t n)
{
	struct inflate_state *z = state;
	uint32_t cap = n < INT_MAX ? (uint32_t)n : INT_MAX;
	uint32_t given = from->n < INT_MAX ? (uint32_t)from->n : INT_MAX;
	struct inflate_some done = { 0 };
	int rc;

	z->next_in = (uint8_t *)(uintptr_t)from->p;
	z->avail_in = given;
	z->next_out = (uint8_t *)to;
	z->avail_out = cap;
	rc = isal_inflate(z);
	*from = span_after(*from, given - z->avail_in);
	done.wrote = cap - z->avail_out;
	done.ended = rc >= 0 && z->block_state == ISAL_BLOCK_FINISH;
	if (rc < 0)
		done.damage = rc == ISAL_INCORRECT_CHECKSUM ? INFLATE_BAD_CHECK : INFLATE_BAD_DATA;
	return done;
}

const struct inflate_engine inflate_isal = { new, free, begin, some };

#else

static void *
new(void)
{
	return NULL;
}

const struct inflate_engine inflate_isal = { .new = new };

#endif
