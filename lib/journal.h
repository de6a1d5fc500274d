/*
 * journal.h - a file that is only added to: a line for each thing that was done.
 *
 * A line is added by one write and is on the disk when journal_add returns; what
 * is there is never written over. So a run that is killed leaves a good file. Only
 * a machine that stops may leave a torn last line, or zeros: it is dropped.
 *
 * One run at a time: the file is locked (flock) as long as it is open.
 */
#ifndef EVKIT_JOURNAL_H
#define EVKIT_JOURNAL_H

#include <sys/types.h>

#include "fault.h"
#include "out.h"

struct journal {
	int fd;                /* -1: none is kept */
	const char *path;
	off_t size;            /* of its lines */
	bool open_line;        /* the last one has no LF */
	bool torn;             /* there was a torn one */
};

/* Each line that is there, without its LF: 0; -1 and *why if it is none of ours. */
typedef int journal_take(void *arg, struct span line, struct fault *why);

/*
 * Opens and reads the file; one that is not there is made. With look_only it is
 * neither made, changed nor locked. Every line begins with `begins`: nothing else at the
 * end is taken for a torn one. `path`, which may be NULL, lives as long. -1 and
 * *why: another run has it (may work later), it is something else.
 */
int journal_open(struct journal *j, const char *path, bool look_only, struct span begins,
    journal_take *take, void *arg, struct fault *why);

/* Adds a line, without its LF. -1 and *why: the file is as it was. */
int journal_add(struct journal *j, struct span line, struct fault *why);
void journal_close(struct journal *j);

/* The same for a line that a machine which stops may take with it: it is on the
 * disk with the next one that is added. */
int journal_note(struct journal *j, struct span line, struct fault *why);

/* The member of a line that says how long o's file was when all that the line
 * stands for was in it; nothing where o is no file. */
void journal_put_size(struct buf *line, const struct out *o);

#endif
