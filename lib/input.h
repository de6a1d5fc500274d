/*
 * input.h - the bytes of a file, a pipe or an object, decompressed.
 *
 * What the bytes are is told by the bytes themselves, never by a name: gzip
 * and zstd are decompressed, other archives and table files are refused by
 * name. Before a read that would block, the tied output is flushed: full speed
 * in bulk, and a slow producer's lines come out as they arrive.
 */
#ifndef EVKIT_INPUT_H
#define EVKIT_INPUT_H

#include <sys/types.h>

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
};

/* "-" is stdin, named "<stdin>". -1: cannot be opened, is a folder. */
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

void input_close(struct input *in);

#endif
