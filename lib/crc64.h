/*
 * crc64.h - the CRC-64 that NVMe and S3 use, "CRC64NVME".
 *
 * Polynomial 0xad93d23594c93659, reflected, all ones before and after; of
 * "123456789" it is 0xae8b14860a799888 (NVM Command Set, section 5.2.1.3.4).
 * A table, a byte at a time: 0.4 GB/s, faster than a bucket.
 */
#ifndef EVKIT_CRC64_H
#define EVKIT_CRC64_H

#include "span.h"

/* The checksum with s added to it; begins at 0. */
uint64_t crc64(uint64_t crc, struct span s);

#endif
