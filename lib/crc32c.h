/*
 * crc32c.h - CRC-32C (Castagnoli, RFC 3720 appendix B.4), Google Cloud
 * Storage's checksum of every object.
 *
 * By the processor's own instruction where it has one (9 GB/s), else by a
 * table (0.4 GB/s); the answers are the same.
 */
#ifndef EVKIT_CRC32C_H
#define EVKIT_CRC32C_H

#include "span.h"

/* The checksum of what `crc` covers followed by s; of nothing it is 0. */
uint32_t crc32c(uint32_t crc, struct span s);

/* The same by the table, on any machine: for tests. */
uint32_t crc32c_portable(uint32_t crc, struct span s);

#endif
