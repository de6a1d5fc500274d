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

static char *
put_utf8(char *to, uint32_t c)
{
	if (c < 0x80) {
		*to++ = (char)c;
		return to;
	}
	if (c < 0x800) {
		*to++ = (char)(0xc0 | c >> 6);
	} else {
		if (c < 0x10000) {
			*to++ = (char)(0xe0 | c >> 12);
		} else {
			*to++ = (char)(0xf0 | c >> 18);
			*to++ = (char)(0x80 | (c >> 12 & 0x3f));
		}
		*to++ = (char)(0x80 | (c >> 6 & 0x3f));
	}
	*to++ = (char)(0x80 | (c & 0x3f));
	return to;
}

/* The \u escape at p, which is checked grammar; its length, 0 for a lone surrogate. */
static size_t
put_unicode(char **to, const char *p, const char *end)
{
	uint32_t c = hex4(p + 2), low;

	if (c < 0xd800 || c > 0xdfff) {
		*to = put_utf8(*to, c);
		return 6;
	}
	if (c > 0xdbff || end - p < 12 || p[6] != '\\' || p[7] != 'u')
		return 0;
	low = hex4(p + 8);
	if (low < 0xdc00 || low > 0xdfff)
		return 0;
	*to = put_utf8(*to, 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00));
	return 12;
}

static const char meant[128] = { ['"'] = '"', ['\\'] = '\\', ['/'] = '/', ['b'] = '\b',
	['f'] = '\f', ['n'] = '\n', ['r'] = '\r', ['t'] = '\t' };

static inline size_t
put_escape(char **to, const char *p, const char *end)
{
	if (p[1] == 'u')
		return put_unicode(to, p, end);
	*(*to)++ = meant[p[1] & 0x7f];
	return 2;
}

/*
 * Texts are copied so many bytes at once, whatever of that is wanted: the escapes
 * of JSON that is in a string are a few bytes apart, and a copy of constant length
 * is four instructions.
 */
enum { STEP = 32 };

/* The backslashes among STEP bytes, first byte lowest. */
static inline uint32_t
backslashes(const char *p)
{
#ifdef __SSE2__
	__m128i wanted = _mm_set1_epi8('\\');
	__m128i low = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i high = _mm_loadu_si128((const __m128i *)(const void *)(p + 16));

	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(low, wanted)) |
	    (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(high, wanted)) << 16;
#else
	uint32_t found = 0;

	for (unsigned i = 0; i < STEP; i++)
		found |= (uint32_t)(p[i] == '\\') << i;
	return found;
#endif
}

/* Decodes the next n bytes, at most STEP, and the escape that begins in them; NULL
 * where that is a lone surrogate. 2 * STEP bytes may be read at *p. */
static inline char *
decode_step(char *to, const char **p, size_t n, const char *end)
{
	const char *block = *p;
	uint32_t rest = backslashes(block);
	size_t from = 0;

	while (rest) {
		size_t at = (size_t)__builtin_ctz(rest), used;

		memcpy(to, block + from, STEP);
		to += at - from;
		/* Most mean themselves: all that is left out is the backslash. */
		if (at + 1 < STEP && meant[block[at + 1] & 0x7f] == block[at + 1]) {
			from = at + 1;
			rest &= ~(UINT32_C(3) << at);
			continue;
		}
		if (!(used = put_escape(&to, block + at, end)))
			return NULL;
		from = at + used;
		rest = from < STEP ? rest >> from << from : 0;
	}
	if (from < n) {
		memcpy(to, block + from, STEP);
		to += n - from;
		from = n;
	}
	*p = block + from;
	return to;
}

/* No byte is written behind as many as the text has: of its last ones STEP are too
 * many, so they are put elsewhere first. */
static char *
decode(char *to, const char *p, const char *end)
{
	char last[4 * STEP] = { 0 }, text[4 * STEP], *at = text;

	while (to && end - p >= 2 * STEP)
		to = decode_step(to, &p, STEP, end);
	if (!to)
		return NULL;
	memcpy(last, p, (size_t)(end - p));
	end = last + (end - p);
	for (p = last; at && p < end;)
		at = decode_step(at, &p, end - p < STEP ? (size_t)(end - p) : STEP, end);
	if (!at)
		return NULL;
	memcpy(to, text, (size_t)(at - text));
	return to + (at - text);
}

int
jtext_decode(struct span quoted, struct buf *scratch, struct span *to)
{
	struct span s = { quoted.p + 1, quoted.n - 2 };
	char *start, *end;

	if (!memchr(s.p, '\\', s.n)) {
		*to = s;
		return 0;
	}
	/* Decoded text is never longer: one allocation, so the span stays put. */
	start = buf_room(scratch, s.n);
	if (!(end = decode(start, s.p, s.p + s.n)))
		return -1;
	*to = span_from(start, end);
	scratch->n += to->n;
	return 0;
}

/* ---- encoding ---- */

enum { PIECE = 16 };

/* The bytes of a piece that must be escaped, first byte lowest. */
static inline unsigned
find_escaped(const char *p)
{
#ifdef __SSE2__
	__m128i piece = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i top = _mm_set1_epi8(0x1f);
	__m128i either = _mm_or_si128(_mm_cmpeq_epi8(piece, _mm_set1_epi8('\\')),
	    _mm_cmpeq_epi8(piece, _mm_set1_epi8('"')));

	return (unsigned)_mm_movemask_epi8(_mm_or_si128(either,
	    _mm_cmpeq_epi8(_mm_max_epu8(piece, top), top)));
#else
	unsigned found = 0;

	for (unsigned i = 0; i < PIECE; i++)
		found |= (unsigned)(p[i] == '\\' || p[i] == '"' || (unsigned char)p[i] < 0x20) << i;
	return found;
#endif
}

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

/* Writes the first n bytes of a piece, up to what must be escaped and with it;
 * *read: how many that were. */
static inline char *
escape_piece(char *to, const char *p, size_t n, size_t *read)
{
	unsigned stop = find_escaped(p) & ((1u << n) - 1);

	memcpy(to, p, PIECE);
	*read = stop ? (size_t)__builtin_ctz(stop) : n;
	to += *read;
	return stop ? put_escaped(to, (unsigned char)p[(*read)++]) : to;
}

char *
jtext_escape(char *to, struct span text)
{
	char last[PIECE] = { 0 };
	size_t read;

	for (; text.n >= PIECE; text = span_after(text, read))
		to = escape_piece(to, text.p, PIECE, &read);
	for (; text.n; text = span_after(text, read)) {
		memcpy(last, text.p, text.n);
		to = escape_piece(to, last, text.n, &read);
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

		to->n += (size_t)(jtext_escape(p, part) - p);
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
