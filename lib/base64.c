#include "base64.h"

static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url_safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* Three bytes are four digits; n of them, 1 to 3, are n + 1. */
static void
put_group(struct buf *to, const char *digit, const unsigned char *p, size_t n)
{
	uint32_t bits = (uint32_t)p[0] << 16;

	if (n > 1)
		bits |= (uint32_t)p[1] << 8;
	if (n > 2)
		bits |= p[2];
	for (size_t i = 0; i <= n; i++, bits <<= 6)
		buf_byte(to, digit[bits >> 18 & 63]);
}

static void
encode(struct buf *to, const char *digit, struct span bytes)
{
	const unsigned char *p = (const unsigned char *)bytes.p;

	for (size_t i = 0; i < bytes.n; i += 3)
		put_group(to, digit, p + i, bytes.n - i < 3 ? bytes.n - i : 3);
}

void
base64_encode(struct buf *to, struct span bytes)
{
	encode(to, standard, bytes);
	if (bytes.n % 3)
		buf_put(to, bytes.n % 3 == 1 ? SPAN("==") : SPAN("="));
}

void
base64_encode_url(struct buf *to, struct span bytes)
{
	encode(to, url_safe, bytes);
}

/* Its value, or -1. */
static int
digit_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

/* Without its padding; -1: padding that does not fill a group. */
static int
trim_padding(struct span *text)
{
	size_t all = text->n;

	while (text->n && all - text->n < 2 && text->p[text->n - 1] == '=')
		text->n--;
	return text->n < all && all % 4 ? -1 : 0;
}

int
base64_decode(struct buf *to, struct span text)
{
	uint32_t bits = 0;
	size_t before = to->n;

	if (trim_padding(&text) || text.n % 4 == 1)
		return -1;
	for (size_t i = 0; i < text.n; i++) {
		int value = digit_value(text.p[i]);

		if (value < 0) {
			to->n = before;
			return -1;
		}
		bits = bits << 6 | (uint32_t)value;
		/* The digits of a group after the first complete a byte each. */
		if (i % 4)
			buf_byte(to, (char)(bits >> (6 - i % 4 * 2) & 0xff));
	}
	/* What is left over in the last digit has to be 0. */
	if (text.n % 4 && bits & (text.n % 4 == 2 ? 15 : 3)) {
		to->n = before;
		return -1;
	}
	return 0;
}
