#include "store_s3.h"

#include "num.h"
#include "tstamp.h"

struct span
store_s3_etag(struct span text)
{
	if (text.n >= 2 && *text.p == '"' && text.p[text.n - 1] == '"')
		text = (struct span){ text.p + 1, text.n - 2 };
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < ' ' || text.p[i] > '~' || text.p[i] == '"')
			return SPAN("");
	return text;
}

struct span
store_s3_etag_of(const struct http_transfer *t)
{
	const char *text = http_header(t, "ETag", 0);

	return store_s3_etag(span_of(text ? text : ""));
}

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

static void
take_time(struct store_object *o, const struct http_transfer *t)
{
	int64_t at = http_header_date(t, "Last-Modified"), ns;
	char text[TSTAMP_TEXT];
	size_t n;

	if (o->updated || !at || tstamp_join(at, 0, &ns))
		return;
	n = tstamp_format(ns, 3, text);
	o->updated = store_text((struct span){ text, n });
}

/* What the listing did not say; of a part the headers are not the whole's. */
void
store_s3_facts(struct store_object *o, const struct http_transfer *t)
{
	const char *length = http_header(t, "Content-Length", 0);
	const char *encoding = http_header(t, "Content-Encoding", 0);
	struct span etag = store_s3_etag_of(t);

	if (!o->version && etag.n)
		o->version = store_text(etag);
	take_time(o, t);
	if (o->encoding == STORE_UNKNOWN)
		o->encoding = encoding && strstr(encoding, "gzip") ? STORE_GZIP : STORE_IDENTITY;
	if (http_status(t) != 200)
		return;
	if (o->size < 0 && length)
		(void)num_int(span_of(length), 0, INT64_MAX, &o->size);
	if (!digest_is_known(&o->sums)) {
		take_sums(&o->sums, t);
		take_md5(&o->sums, etag, t);
	}
}
