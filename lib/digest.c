/* First: it has parameters named as what banned.h poisons. */
#include <openssl/evp.h>

#include "digest.h"

#include <zlib.h>

#include "base64.h"
#include "crc32c.h"
#include "crc64.h"
#include "diag.h"

static int
take(unsigned char *to, size_t n, struct span text)
{
	struct buf bytes = { 0 };
	int rc = base64_decode(&bytes, text);

	if (!rc && bytes.n == n)
		memcpy(to, bytes.p, n);
	else
		rc = -1;
	buf_free(&bytes);
	return rc;
}

int
digest_take_crc32c(struct digest *d, struct span text)
{
	unsigned char b[4];

	if (take(b, sizeof b, text))
		return -1;
	d->crc32c = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
	d->has_crc32c = true;
	return 0;
}

int
digest_take_md5(struct digest *d, struct span text)
{
	if (take(d->md5, sizeof d->md5, text))
		return -1;
	d->has_md5 = true;
	return 0;
}

static const struct {
	const char *name;
	size_t n;              /* bytes */
	const EVP_MD *(*hash)(void);
} others[] = {
	[DIGEST_CRC32] = { "crc32", 4, NULL },
	[DIGEST_CRC64NVME] = { "crc64nvme", 8, NULL },
	[DIGEST_SHA1] = { "sha1", 20, EVP_sha1 },
	[DIGEST_SHA256] = { "sha256", 32, EVP_sha256 },
};

int
digest_take_other(struct digest *d, enum digest_other which, struct span text)
{
	if (take(d->other, others[which].n, text))
		return -1;
	d->has_other = which;
	return 0;
}

void
digest_write_crc32c(const struct digest *d, struct buf *to)
{
	char b[4];

	for (int i = 0; i < 4; i++)
		b[i] = (char)(d->crc32c >> (24 - 8 * i) & 0xff);
	base64_encode(to, (struct span){ b, sizeof b });
}

void
digest_write_md5(const struct digest *d, struct buf *to)
{
	base64_encode(to, (struct span){ (const char *)d->md5, sizeof d->md5 });
}

/* What openssl(3) has to make; NULL: nothing. */
static const EVP_MD *
hash_of(const struct digest *want)
{
	if (want->has_crc32c)
		return NULL;
	if (want->has_other)
		return others[want->has_other].hash ? others[want->has_other].hash() : NULL;
	return want->has_md5 ? EVP_md5() : NULL;
}

static void
begin(struct digest_run *r, const struct digest *want)
{
	const EVP_MD *hash = hash_of(want);

	r->began = true;
	r->other = want->has_crc32c ? DIGEST_NONE : want->has_other;
	if (hash && (!(r->hash = EVP_MD_CTX_new()) || !EVP_DigestInit_ex(r->hash, hash, NULL)))
		die(DIAG_STOPPED, "OpenSSL has no %s", EVP_MD_get0_name(hash));
}

void
digest_add(struct digest_run *r, const struct digest *want, struct span bytes)
{
	if (!r->began)
		begin(r, want);
	r->crc32c = crc32c(r->crc32c, bytes);
	if (r->other == DIGEST_CRC32)
		r->crc = crc32_z(r->crc, (const unsigned char *)bytes.p, bytes.n);
	if (r->other == DIGEST_CRC64NVME)
		r->crc = crc64(r->crc, bytes);
	if (r->hash && !EVP_DigestUpdate(r->hash, bytes.p, bytes.n))
		die(DIAG_STOPPED, "OpenSSL makes no checksum");
}

static bool
is_hash(struct digest_run *r, const unsigned char *want, size_t n)
{
	unsigned char hash[EVP_MAX_MD_SIZE];

	return EVP_DigestFinal_ex(r->hash, hash, NULL) && !memcmp(hash, want, n);
}

static bool
is_other(struct digest_run *r, const struct digest *want)
{
	size_t n = others[r->other].n;

	if (r->hash)
		return is_hash(r, want->other, n);
	for (size_t i = 0; i < n; i++)
		if ((r->crc >> (8 * (n - 1 - i)) & 0xff) != want->other[i])
			return false;
	return true;
}

const char *
digest_differs(struct digest_run *r, const struct digest *want)
{
	if (!r->began)
		begin(r, want);
	if (want->has_crc32c)
		return r->crc32c == want->crc32c ? NULL : "crc32c";
	if (r->other)
		return is_other(r, want) ? NULL : others[r->other].name;
	if (r->hash)
		return is_hash(r, want->md5, DIGEST_MD5) ? NULL : "md5";
	return NULL;
}

void
digest_free(struct digest_run *r)
{
	EVP_MD_CTX_free(r->hash);
	*r = (struct digest_run){ 0 };
}
