/*
 * digest.h - the checksums that stores keep of their objects.
 *
 * digest is what is known of an object, digest_run the same being made from
 * its bytes. MD5 (OpenSSL) is slower than a fast network, so it is made only
 * where it is all there is to compare.
 */
#ifndef EVKIT_DIGEST_H
#define EVKIT_DIGEST_H

#include "buf.h"

enum { DIGEST_MD5 = 16, DIGEST_MOST = 32 };

/* What S3 may have besides; one of them is enough. */
enum digest_other {
	DIGEST_NONE, DIGEST_CRC32, DIGEST_CRC64NVME, DIGEST_SHA1, DIGEST_SHA256,
};

struct digest {
	bool has_crc32c, has_md5;
	uint32_t crc32c;
	unsigned char md5[DIGEST_MD5];
	enum digest_other has_other;
	unsigned char other[DIGEST_MOST];
};

/* Whether there is anything to compare with. */
static inline bool
digest_is_known(const struct digest *d)
{
	return d->has_crc32c || d->has_md5 || d->has_other;
}

/* From base64, as Google, Azure and HTTP write them; -1, with nothing changed. */
int digest_take_crc32c(struct digest *d, struct span text);
int digest_take_md5(struct digest *d, struct span text);
int digest_take_other(struct digest *d, enum digest_other which, struct span text);

void digest_write_crc32c(const struct digest *d, struct buf *to);
void digest_write_md5(const struct digest *d, struct buf *to);

/* A zeroed struct has seen no bytes. */
struct digest_run {
	bool began;
	uint32_t crc32c;
	enum digest_other other;
	uint64_t crc;              /* CRC32, CRC64NVME */
	struct evp_md_ctx_st *hash;   /* SHA1, SHA256, else MD5 */
};

void digest_add(struct digest_run *r, const struct digest *want, struct span bytes);

/* NULL: what was added is as wanted; else which differs: "crc32c", "md5". One of
 * them is compared: crc32c, else the other, else MD5. */
const char *digest_differs(struct digest_run *r, const struct digest *want);

void digest_free(struct digest_run *r);

#endif
