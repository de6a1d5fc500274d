/*
 * input.h - the bytes of a file, a pipe or an object, decompressed.
 *
 * What the bytes are is told by the bytes themselves, never by a name: gzip
 * and zstd are decompressed, other archives and table files are refused by
 * name. A zip archive is several inputs, one an entry: input_next. Before a read
 * that would block, the tied output is flushed: full speed in bulk, and a slow
 * producer's lines come out as they arrive.
 *
 * What is compressed and long is decompressed ahead, by a thread, where a core is
 * free for it: the same bytes, and the same end. 1 MiB of memory.
 */
#ifndef EVKIT_INPUT_H
#define EVKIT_INPUT_H

#include <sys/types.h>

#include "cores.h"
#include "fault.h"
#include "out.h"
#include "span.h"

/* Where raw bytes come from: how many it put into `to`, 0 end, -1 and *why. */
typedef ssize_t input_source(void *arg, char *to, size_t n, struct fault *why);

struct input {
	const char *name;        /* of the file or object, for messages */
	input_source *source;
	void *arg;
	struct out *tie;         /* may be NULL */
	int fd;                  /* of input_open; -1 else */
	uint64_t bytes;          /* raw, read so far */
	int64_t size;            /* raw, all; -1 not known */
	const struct input_codec *codec;   /* NULL: not sniffed yet */
	void *state;             /* of the codec */
	char *raw;               /* read, not yet decoded */
	struct span rest;        /* of raw */
	bool ended;              /* the source has */
	struct input_parts *parts;   /* of an archive; NULL: none, or not looked yet */
	uint64_t ignored;        /* entries without records, ignored.h */
	uint64_t given;          /* bytes, decompressed */
	struct cores *cores;     /* may be set after input_open; NULL: the process's */
	struct input_ahead *ahead;   /* NULL: no thread is at work */
};

/* "-" is stdin, named "<stdin>". -1: cannot be opened, is a folder. Before a pipe
 * that waits for its writer, `tie` is flushed. */
int input_open(struct input *in, const char *path, struct out *tie, struct fault *why);

/* From a function. `name` and `arg` live as long as the input. */
void input_from(struct input *in, const char *name, input_source *source, void *arg);

/* A source of bytes that are in memory: its arg is a struct span, what is left. */
input_source input_take_span;

/*
 * At least one and at most n bytes; 0 at the end; -1 and *why. After -1 the
 * input is not read again; what came before is good.
 */
ssize_t input_read(struct input *in, char *to, size_t n, struct fault *why);

/*
 * What is inside, one after the other: 1 and *part; 0 no more; -1 and *why. Of an
 * archive its entries, named "ARCHIVE:ENTRY", each valid until the next call, read
 * or not; of all else the input itself, once. An archive that is no regular file
 * is copied to a file without a name first, where spools lie (spool.h). Who does
 * not ask for the parts is refused archives by input_read.
 */
int input_next(struct input *in, struct input **part, struct fault *why);

void input_close(struct input *in);

/* ---- between the files of this module ---- */

/* Looks at the first bytes; -1 and *why: they are refused. */
int input_begin(struct input *in, struct fault *why);
bool input_is_archive(const struct input *in);
void input_free_parts(struct input *in);

/* Decompresses: as input_read, or INPUT_MORE: raw bytes are wanted, input_fill. */
enum { INPUT_MORE = -2 };
ssize_t input_decode(struct input *in, char *to, size_t n, struct fault *why);
int input_fill(struct input *in, struct fault *why);

/* From now on by a thread, if that is worth it. EVKIT_AHEAD=always or never in the
 * environment says it for tests. */
void input_go_ahead(struct input *in);
ssize_t input_read_ahead(struct input *in, char *to, size_t n, struct fault *why);
void input_free_ahead(struct input *in);

#endif
