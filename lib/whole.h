/*
 * whole.h - a small file, all of it at once.
 */
#ifndef EVKIT_WHOLE_H
#define EVKIT_WHOLE_H

#include "buf.h"
#include "fault.h"

/* The file's bytes go behind what *to holds. 0, or -1 and *why, which names the
 * file: it cannot be read, or has more than `most` bytes. */
int whole_read(const char *path, size_t most, struct buf *to, struct fault *why);

#endif
