/*
 * out.h - an output descriptor that gives whole lines.
 *
 * A line is built in place at the end of out->buf (with jwrite.h, or buf_put)
 * and then ended. Only ended lines are ever written: a program that dies, or
 * abandons a record half-way, leaves no torn line behind. A failed write ends
 * the program: DIAG_STOPPED with the reason; a reader that has gone is death
 * by SIGPIPE, silent, as in any pipeline.
 */
#ifndef EVKIT_OUT_H
#define EVKIT_OUT_H

#include <sys/types.h>

#include "buf.h"

struct out {
	int fd;
	const char *name;      /* for messages: "standard output" */
	struct buf buf;
	size_t whole;          /* bytes of buf that are whole lines */
	uint64_t bytes;        /* written so far */
	bool held;             /* nothing is written now: another's turn (lanes.h) */
	/* Of the file, compared, not written: out_replay. */
	off_t there_begin, there, there_end;
};

/* Pipes are enlarged to 1 MiB where the system allows: fewer switches. */
void out_init(struct out *o, int fd, const char *name);

/* Writes all whole lines now. */
void out_flush(struct out *o);

/* The same, and where it is a file they are on the disk. */
void out_sync(struct out *o);

/*
 * The file has bytes from `from` to `to` that will now be given once more: they
 * are compared, and not written again. Where they differ the program ends,
 * DIAG_STOPPED; nothing in the file is changed.
 */
void out_replay(struct out *o, off_t from, off_t to);

/* It was given, all of it; ends the program likewise if there are bytes behind it. */
void out_replay_end(struct out *o);

/* How much gathers before a write: a fraction of the pipe, since a write as
 * large as the pipe makes writer and reader take turns (2.9 times slower). */
enum { OUT_ENOUGH = 64 << 10 };

/* All put since the last line's end is whole: bytes, not lines (--raw). */
static inline void
out_end_bytes(struct out *o)
{
	o->whole = o->buf.n;
	if (o->whole >= OUT_ENOUGH)
		out_flush(o);
}

/* Ends the line that was being built. */
static inline void
out_end_line(struct out *o)
{
	buf_byte(&o->buf, '\n');
	out_end_bytes(o);
}

/* Forgets the line that was being built. */
static inline void
out_abandon(struct out *o)
{
	o->buf.n = o->whole;
}

/* One whole line, without its newline. */
static inline void
out_line(struct out *o, struct span line)
{
	buf_put(&o->buf, line);
	out_end_line(o);
}

/* Last act of a program: flushes and closes, and looks whether both worked. */
void out_close(struct out *o);

#endif
