/*
 * mark.h - where the output stood when something was begun that goes into it.
 *
 * It is three members of a journal's line, "begun_at", "device" and "inode", which
 * are written only where the output is a file that is appended to. By them the
 * next run finds what a killed one left half: it gives the same once more, what is
 * there is compared, the rest is added. Nothing is cut off.
 */
#ifndef EVKIT_MARK_H
#define EVKIT_MARK_H

#include "run.h"

/* As read; a zeroed struct is none. */
struct mark {
	bool set;
	int64_t at, device, inode;
};

/* What begins now: its members, and all before it is flushed. False: there is
 * nothing to note, the output is no such file, or it has begun in an earlier run. */
bool mark_put(struct buf *line, struct out *o);

/* *m becomes that of the line; false: it has none. */
bool mark_read(struct mark *m, struct span line);

/* How many bytes stand behind it in this very output. To be asked before anything
 * is given. */
int64_t mark_left(const struct mark *m, const struct out *o);

/* `what` is given now, and completes what stands there, if anything does; says
 * so, unless quiet. True if so; the mark counts no more. */
bool mark_resume(struct mark *m, struct run *r, const char *what);

/*
 * All of it was given, or not, for a reason that was told: what was is on the disk
 * now. Ends the program where a half is not completed, for nothing may follow one;
 * and where more stands there than was given.
 */
void mark_end(struct run *r, const char *what, const struct fault *why);

#endif
