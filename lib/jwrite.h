/*
 * jwrite.h - one JSON object, member by member, at the end of a buf.
 *
 * With out->buf that is a line of output: jwrite_begin, members, jwrite_end,
 * out_end_line. Keys are literals that need no escapes.
 */
#ifndef EVKIT_JWRITE_H
#define EVKIT_JWRITE_H

#include "buf.h"
#include "jtext.h"

static inline void
jwrite_begin(struct buf *b)
{
	buf_byte(b, '{');
}

static inline void
jwrite_end(struct buf *b)
{
	buf_byte(b, '}');
}

/* The comma, the key and the colon; a value is to follow. */
static inline void
jwrite_key(struct buf *b, struct span key)
{
	char *p = buf_room(b, key.n + 4), *start = p;

	if (p[-1] != '{')
		*p++ = ',';
	*p++ = '"';
	memcpy(p, key.p, key.n);
	p += key.n;
	*p++ = '"';
	*p++ = ':';
	b->n += (size_t)(p - start);
}

/* A value that is JSON already, byte for byte. */
static inline void
jwrite_raw(struct buf *b, struct span key, struct span json)
{
	jwrite_key(b, key);
	buf_put(b, json);
}

static inline void
jwrite_string(struct buf *b, struct span key, struct span text)
{
	jwrite_key(b, key);
	jtext_encode(b, text);
}

/* The members of an object, as written, behind those that are there. */
void jwrite_members(struct buf *b, struct span object);

/* Ends the object that was begun at `start`, with the members of `object`, which may
 * be empty, behind its own; without own ones it is `object` itself, and nothing is
 * left in the buffer. Valid as long as either. */
struct span jwrite_end_with(struct buf *b, size_t start, struct span object);

void jwrite_int(struct buf *b, struct span key, int64_t n);
void jwrite_bool(struct buf *b, struct span key, bool yes);

/* "2021-06-11T10:41:23.000Z"; digits of fraction as in tstamp_format. */
void jwrite_tstamp(struct buf *b, struct span key, int64_t ns, int digits);

/* "2021-06-11" */
void jwrite_date(struct buf *b, struct span key, int32_t day);

#endif
