/*
 * unzstd.h - Zstandard (RFC 8878) as a stream, any number of frames.
 *
 * The same contract as inflate.h. Built without libzstd, unzstd_new returns
 * NULL.
 */
#ifndef EVKIT_UNZSTD_H
#define EVKIT_UNZSTD_H

#include <sys/types.h>

#include "fault.h"
#include "span.h"

struct unzstd;

struct unzstd *unzstd_new(void);
void unzstd_free(struct unzstd *z);
ssize_t unzstd_step(struct unzstd *z, struct span *from, char *to, size_t n, struct fault *why);
int unzstd_end(const struct unzstd *z, struct fault *why);

#endif
