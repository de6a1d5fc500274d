/* First: it has parameters named as what banned.h poisons. */
#include <openssl/evp.h>

#include "digest.h"

#include "base64.h"
#include "crc32c.h"
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

static void
begin(struct digest_run *r, const struct digest *want)
{
	r->began = true;
	if (want->has_crc32c || !want->has_md5)
		return;
	if (!(r->md5 = EVP_MD_CTX_new()) || !EVP_DigestInit_ex(r->md5, EVP_md5(), NULL))
		die(DIAG_STOPPED, "OpenSSL has no MD5");
}

void
digest_add(struct digest_run *r, const struct digest *want, struct span bytes)
{
	if (!r->began)
		begin(r, want);
	r->crc32c = crc32c(r->crc32c, bytes);
	if (r->md5 && !EVP_DigestUpdate(r->md5, bytes.p, bytes.n))
		die(DIAG_STOPPED, "OpenSSL makes no MD5");
}

const char *
digest_differs(struct digest_run *r, const struct digest *want)
{
	unsigned char md5[EVP_MAX_MD_SIZE];

	if (!r->began)
		begin(r, want);
	if (want->has_crc32c)
		return r->crc32c == want->crc32c ? NULL : "crc32c";
	if (!want->has_md5 || !r->md5)
		return NULL;
	if (!EVP_DigestFinal_ex(r->md5, md5, NULL) || memcmp(md5, want->md5, DIGEST_MD5))
		return "md5";
	return NULL;
}

void
digest_free(struct digest_run *r)
{
	EVP_MD_CTX_free(r->md5);
	*r = (struct digest_run){ 0 };
}
