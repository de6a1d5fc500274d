#include "jtext.h"

#include <errno.h>

/* Bytes of the sequence that begins here; 0 if none does. RFC 3629, section 4. */
static size_t
sequence(const unsigned char *p, size_t n)
{
	if (p[0] < 0x80)
		return 1;
	if (n >= 2 && p[0] >= 0xc2 && p[0] <= 0xdf)
		return (p[1] & 0xc0) == 0x80 ? 2 : 0;
	if (n >= 3 && (p[0] & 0xf0) == 0xe0) {
		unsigned char least = p[0] == 0xe0 ? 0xa0 : 0x80;
		unsigned char most = p[0] == 0xed ? 0x9f : 0xbf;

		return p[1] >= least && p[1] <= most && (p[2] & 0xc0) == 0x80 ? 3 : 0;
	}
	if (n >= 4 && p[0] >= 0xf0 && p[0] <= 0xf4) {
		unsigned char least = p[0] == 0xf0 ? 0x90 : 0x80;
		unsigned char most = p[0] == 0xf4 ? 0x8f : 0xbf;

		return p[1] >= least && p[1] <= most && (p[2] & 0xc0) == 0x80 &&
		    (p[3] & 0xc0) == 0x80 ? 4 : 0;
	}
	return 0;
}

bool
jtext_utf8(struct span s, size_t *bad)
{
	const unsigned char *start = (const unsigned char *)(s.n ? s.p : "");
	const unsigned char *p = start, *end = p + s.n;

	while (p < end) {
		uint64_t eight;
		size_t n;

		if (end - p >= 8) {
			memcpy(&eight, p, 8);
			if (!(eight & 0x8080808080808080u)) {
				p += 8;
				continue;
			}
		}
		if (!(n = sequence(p, (size_t)(end - p)))) {
			*bad = (size_t)(p - start);
			return false;
		}
		p += n;
	}
	return true;
}

static uint32_t
hex4(const char *p)
{
	uint32_t n = 0;

	for (int i = 0; i < 4; i++) {
		uint32_t c = (unsigned char)p[i];

		n = n << 4 | (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	return n;
}

static void
put_utf8(struct buf *b, uint32_t c)
{
	if (c < 0x80) {
		buf_byte(b, (char)c);
	} else if (c < 0x800) {
		buf_byte(b, (char)(0xc0 | c >> 6));
		buf_byte(b, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		buf_byte(b, (char)(0xe0 | c >> 12));
		buf_byte(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_byte(b, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_byte(b, (char)(0xf0 | c >> 18));
		buf_byte(b, (char)(0x80 | (c >> 12 & 0x3f)));
		buf_byte(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_byte(b, (char)(0x80 | (c & 0x3f)));
	}
}

/* The escape at p, which is checked grammar; its length, 0 for a lone surrogate. */
static size_t
put_escape(struct buf *b, const char *p, const char *end)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	uint32_t c, low;

	if (p[1] != 'u') {
		buf_byte(b, to[strchr(from, p[1]) - from]);
		return 2;
	}
	c = hex4(p + 2);
	if (c < 0xd800 || c > 0xdfff) {
		put_utf8(b, c);
		return 6;
	}
	if (c > 0xdbff || end - p < 12 || p[6] != '\\' || p[7] != 'u')
		return 0;
	low = hex4(p + 8);
	if (low < 0xdc00 || low > 0xdfff)
		return 0;
	put_utf8(b, 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00));
	return 12;
}

int
jtext_decode(struct span quoted, struct buf *scratch, struct span *to)
{
	struct span s = { quoted.p + 1, quoted.n - 2 };
	const char *p = s.p, *end = s.p + s.n;
	size_t start = scratch->n;

	if (!memchr(s.p, '\\', s.n)) {
		*to = s;
		return 0;
	}
	/* Decoded text is never longer: one allocation, so the span stays put. */
	buf_room(scratch, s.n + 1);
	while (p < end) {
		size_t n = span_find(span_from(p, end), '\\');

		buf_put(scratch, (struct span){ p, n });
		p += n;
		if (p < end && !(n = put_escape(scratch, p, end)))
			return -1;
		p += p < end ? n : 0;
	}
	*to = (struct span){ scratch->p + start, scratch->n - start };
	return 0;
}

static void
put_control(struct buf *b, unsigned char c)
{
	static const char letters[] = "\bb\ff\nn\rr\tt";
	const char *known = c ? strchr(letters, c) : NULL;

	if (known)
		buf_put(b, (struct span){ (char[]){ '\\', known[1] }, 2 });
	else
		buf_printf(b, "\\u%04x", c);
}

void
jtext_encode(struct buf *to, struct span text)
{
	/* An empty span may point nowhere. */
	const unsigned char *p = (const unsigned char *)(text.n ? text.p : "");
	const unsigned char *end = p + text.n, *plain = p;

	buf_byte(to, '"');
	while (p < end) {
		size_t n = sequence(p, (size_t)(end - p));

		if (n && *p >= 0x20 && *p != '"' && *p != '\\') {
			p += n;
			continue;
		}
		buf_put(to, span_from((const char *)plain, (const char *)p));
		if (!n)
			buf_put(to, SPAN("\xef\xbf\xbd"));
		else if (*p < 0x20)
			put_control(to, *p);
		else
			buf_put(to, (struct span){ (char[]){ '\\', (char)*p }, 2 });
		plain = ++p;
	}
	buf_put(to, span_from((const char *)plain, (const char *)end));
	buf_byte(to, '"');
}
