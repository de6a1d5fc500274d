#include "jtext.h"

#include <errno.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

/* ---- encoding ---- */

enum { PIECE = 16 };

/* One bit a byte of a piece, first byte lowest. */
struct escaped {
	unsigned quote;
	unsigned other;        /* '\' and control bytes */
};

#ifdef __SSE2__
static inline struct escaped
find_escaped(const char *p)
{
	__m128i piece = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i top = _mm_set1_epi8(0x1f);
	__m128i other = _mm_or_si128(_mm_cmpeq_epi8(piece, _mm_set1_epi8('\\')),
	    _mm_cmpeq_epi8(_mm_max_epu8(piece, top), top));

	return (struct escaped){
		(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(piece, _mm_set1_epi8('"'))),
		(unsigned)_mm_movemask_epi8(other),
	};
}
#else
static inline struct escaped
find_escaped(const char *p)
{
	struct escaped e = { 0 };

	for (unsigned i = 0; i < PIECE; i++) {
		e.quote |= (unsigned)(p[i] == '"') << i;
		e.other |= (unsigned)(p[i] == '\\' || (unsigned char)p[i] < 0x20) << i;
	}
	return e;
}
#endif

static char *
put_escaped(char *to, unsigned char c)
{
	static const char letters[] = "\bb\ff\nn\rr\tt\\\\\"\"", hex[] = "0123456789abcdef";
	const char *known = c ? strchr(letters, c) : NULL;

	*to++ = '\\';
	if (known) {
		*to++ = known[1];
		return to;
	}
	memcpy(to, "u00", 3);
	to[3] = hex[c >> 4];
	to[4] = hex[c & 15];
	return to + 5;
}

/* Of pairs of quotes, the first becomes a backslash. How many of the n bytes that
 * is right for: one less where a pair's second quote is not among them. */
static inline size_t
mend_pairs(char *to, unsigned quote, size_t n)
{
	for (; quote; quote &= quote - 1) {
		size_t i = (size_t)__builtin_ctz(quote);

		if (i + 1 == n)
			return i;
		to[i] = '\\';
		quote &= quote - 1;
	}
	return n;
}

/* Writes the first n bytes of a piece, up to what must be escaped and with it;
 * *read: how many that were. */
static inline char *
escape_piece(char *to, const char *p, size_t n, bool doubled, size_t *read)
{
	struct escaped e = find_escaped(p);
	unsigned all = n < PIECE ? (1u << n) - 1 : ~0u, stop = (e.other | (doubled ? 0 : e.quote)) & all;

	memcpy(to, p, PIECE);
	if (stop)
		n = (size_t)__builtin_ctz(stop);
	*read = n;
	if (doubled && (e.quote &= (1u << n) - 1))
		*read = mend_pairs(to, e.quote, n);
	if (!stop || *read < n)
		return to + *read;
	++*read;
	return put_escaped(to + n, (unsigned char)p[n]);
}

char *
jtext_escape(char *to, struct span text, bool doubled)
{
	char last[PIECE] = { 0 };
	size_t read;

	for (; text.n >= PIECE; text = span_after(text, read))
		to = escape_piece(to, text.p, PIECE, doubled, &read);
	for (; text.n; text = span_after(text, read)) {
		memcpy(last, text.p, text.n);
		to = escape_piece(to, last, text.n, doubled, &read);
	}
	return to;
}

static void
encode_checked(struct buf *to, struct span text)
{
	enum { MOST = 4096 };

	/* Cut anywhere: more than ASCII is only copied. */
	while (text.n) {
		struct span part = { text.p, text.n < MOST ? text.n : MOST };
		char *p = buf_room(to, JTEXT_ROOM(part.n));

		to->n += (size_t)(jtext_escape(p, part, false) - p);
		text = span_after(text, part.n);
	}
}

void
jtext_encode(struct buf *to, struct span text)
{
	size_t bad;

	buf_byte(to, '"');
	while (!jtext_utf8(text, &bad)) {
		encode_checked(to, (struct span){ text.p, bad });
		buf_put(to, SPAN("\xef\xbf\xbd"));
		text = span_after(text, bad + 1);
	}
	encode_checked(to, text);
	buf_byte(to, '"');
}
