#include "store_s3.h"

/* What S3 computed of all its bytes; of a composite it is of its parts' sums. */
static void
take_sums(struct digest *sums, const struct http_transfer *t)
{
	static const struct { const char *header; enum digest_other which; } rows[] = {
		{ "x-amz-checksum-crc64nvme", DIGEST_CRC64NVME },
		{ "x-amz-checksum-crc32", DIGEST_CRC32 },
		{ "x-amz-checksum-sha256", DIGEST_SHA256 },
		{ "x-amz-checksum-sha1", DIGEST_SHA1 },
	};
	const char *type = http_header(t, "x-amz-checksum-type", 0), *text;

	if (type && strcmp(type, "FULL_OBJECT"))
		return;
	if ((text = http_header(t, "x-amz-checksum-crc32c", 0)))
		digest_take_crc32c(sums, span_of(text));
	for (size_t i = 0; i < sizeof rows / sizeof *rows && !sums->has_other; i++)
		if ((text = http_header(t, rows[i].header, 0)))
			digest_take_other(sums, rows[i].which, span_of(text));
}

/* Encrypted with keys of AWS's key service or of the user's, the ETag is of the
 * encrypted bytes. */
static bool
is_encrypted(const struct http_transfer *t)
{
	const char *by = http_header(t, "x-amz-server-side-encryption", 0);

	return (by && span_starts(span_of(by), SPAN("aws:"))) ||
	    http_header(t, "x-amz-server-side-encryption-customer-algorithm", 0);
}

/* Of what was uploaded in parts it ends in "-N". */
static void
take_md5(struct digest *sums, struct span etag, const struct http_transfer *t)
{
	unsigned char md5[DIGEST_MD5];
	char hex[3] = "";

	if (etag.n != 2 * sizeof md5 || is_encrypted(t))
		return;
	for (size_t i = 0; i < sizeof md5; i++) {
		char *end;

		memcpy(hex, etag.p + 2 * i, 2);
		md5[i] = (unsigned char)strtoul(hex, &end, 16);
		if (*end || hex[0] == '+' || hex[0] == '-' || hex[0] == ' ')
			return;
	}
	memcpy(sums->md5, md5, sizeof md5);
	sums->has_md5 = true;
}

/* Of a part, the checksums are not the whole's. */
void
store_s3_facts(struct store_object *o, const struct http_transfer *t)
{
	store_http_facts(o, t);
	if (http_status(t) != 200 || digest_is_known(&o->sums))
		return;
	take_sums(&o->sums, t);
	take_md5(&o->sums, store_http_etag_of(t), t);
}
