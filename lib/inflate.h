/*
 * inflate.h - gzip (RFC 1952) as a stream: any number of members, cut anywhere.
 *
 * By ISA-L where it is installed, else by zlib; the bytes and the verdict are the
 * same. Checks each member's CRC and length. Zeros after the last member are padding
 * (tape and block devices leave them); anything else there is damage.
 */
#ifndef EVKIT_INFLATE_H
#define EVKIT_INFLATE_H

#include <sys/types.h>

#include "fault.h"
#include "span.h"

struct inflate;

struct inflate *inflate_new(void);
void inflate_free(struct inflate *z);

/*
 * Takes bytes off *from and writes at most n to `to`. Returns how many it
 * wrote; 0: all of *from is used and more is wanted; -1: damaged, see *why.
 */
ssize_t inflate_step(struct inflate *z, struct span *from, char *to, size_t n, struct fault *why);

/* The input has ended: 0 if it did so at a member's end, else -1. */
int inflate_end(const struct inflate *z, struct fault *why);

#endif
