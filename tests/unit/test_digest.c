/* Checksums: text both ways; crc32c where there is one, else MD5, else neither. */
#include "unit.h"

#include "digest.h"

/* Of "123456789", by `openssl md5 -binary | base64` and RFC 3720. */
#define CRC32C "4waSgw=="
#define MD5 "JfnnlDI7RTiF9RgfG2JNCw=="

static void
text_both_ways(void **state)
{
	struct digest d = { 0 };
	struct buf text = { 0 };

	(void)state;
	assert_int_equal(digest_take_crc32c(&d, SPAN(CRC32C)), 0);
	assert_int_equal(digest_take_md5(&d, SPAN(MD5)), 0);
	assert_true(d.crc32c == 0xe3069283);
	digest_write_crc32c(&d, &text);
	digest_write_md5(&d, &text);
	assert_span(buf_span(&text), CRC32C MD5);
	assert_int_equal(digest_take_crc32c(&d, SPAN("AAAA")), -1);
	assert_int_equal(digest_take_crc32c(&d, SPAN(MD5)), -1);
	assert_int_equal(digest_take_md5(&d, SPAN(CRC32C)), -1);
	assert_true(d.crc32c == 0xe3069283);
	buf_free(&text);
}

static const char *
differs(const struct digest *want, const char *first, const char *second)
{
	struct digest_run r = { 0 };
	const char *which;

	if (*first)
		digest_add(&r, want, span_of(first));
	if (*second)
		digest_add(&r, want, span_of(second));
	which = digest_differs(&r, want);
	digest_free(&r);
	return which;
}

static void
what_is_compared(void **state)
{
	struct digest crc = { 0 }, md5 = { 0 }, both = { 0 }, none = { 0 }, empty = { 0 };

	(void)state;
	digest_take_crc32c(&crc, SPAN(CRC32C));
	digest_take_md5(&md5, SPAN(MD5));
	digest_take_crc32c(&both, SPAN(CRC32C));
	digest_take_md5(&both, SPAN("1B2M2Y8AsgTpgAmY7PhCfg=="));
	digest_take_md5(&empty, SPAN("1B2M2Y8AsgTpgAmY7PhCfg=="));
	assert_null(differs(&crc, "1234", "56789"));
	assert_null(differs(&md5, "1234", "56789"));
	assert_null(differs(&both, "123456789", ""));
	assert_null(differs(&none, "anything", ""));
	assert_null(differs(&empty, "", ""));
	assert_string_equal(differs(&crc, "1234", "5678"), "crc32c");
	assert_string_equal(differs(&md5, "1234", "5678"), "md5");
	assert_string_equal(differs(&md5, "", ""), "md5");
	assert_string_equal(differs(&crc, "", ""), "crc32c");
}

/* Of "123456789": RFC 1952's, NVMe's, and by openssl(1). */
static void
others(void **state)
{
	static const struct { enum digest_other which; const char *name, *text; } rows[] = {
		{ DIGEST_CRC32, "crc32", "y/Q5Jg==" },
		{ DIGEST_CRC64NVME, "crc64nvme", "rosUhgp5mIg=" },
		{ DIGEST_SHA1, "sha1", "98O8HYCOBHMq32eZZczDTKeuNEE=" },
		{ DIGEST_SHA256, "sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct digest d = { 0 };

		assert_int_equal(digest_take_other(&d, rows[i].which, SPAN("AAAA")), -1);
		assert_false(digest_is_known(&d));
		assert_int_equal(digest_take_other(&d, rows[i].which, span_of(rows[i].text)), 0);
		assert_true(digest_is_known(&d));
		assert_null(differs(&d, "1234", "56789"));
		assert_string_equal(differs(&d, "1234", "5678"), rows[i].name);
		assert_string_equal(differs(&d, "", ""), rows[i].name);
		/* Over MD5, under crc32c. */
		digest_take_md5(&d, SPAN("1B2M2Y8AsgTpgAmY7PhCfg=="));
		assert_null(differs(&d, "123456789", ""));
		digest_take_crc32c(&d, SPAN(CRC32C));
		d.other[0] ^= 1;
		assert_null(differs(&d, "123456789", ""));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(text_both_ways),
	cmocka_unit_test(what_is_compared),
	cmocka_unit_test(others),
};

UNIT_MAIN
