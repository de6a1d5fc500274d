#include "page.h"

#include <math.h>
#include <stdarg.h>

#include "jtext.h"
#include "num.h"

void
page_free(struct page *p)
{
	buf_free(&p->buf);
}

/* ---- the one place that escapes ---- */

static void
put_byte(struct buf *b, char c)
{
	switch (c) {
	case '&':
		buf_put(b, SPAN("&amp;"));
		break;
	case '<':
		buf_put(b, SPAN("&lt;"));
		break;
	case '>':
		buf_put(b, SPAN("&gt;"));
		break;
	case '"':
		buf_put(b, SPAN("&quot;"));
		break;
	default:
		if ((unsigned char)c < 0x20 || c == 0x7f)
			buf_put(b, SPAN("\xef\xbf\xbd"));
		else
			buf_byte(b, c);
	}
}

/* U+FFFE and U+FFFF are UTF-8, and no characters of XML. */
static bool
no_character(struct span s)
{
	return span_starts(s, SPAN("\xef\xbf\xbe")) || span_starts(s, SPAN("\xef\xbf\xbf"));
}

void
page_text(struct page *p, struct span text)
{
	while (text.n) {
		size_t good = text.n;

		if (!jtext_utf8(text, &good) && good == 0) {
			buf_put(&p->buf, SPAN("\xef\xbf\xbd"));
			text = span_after(text, 1);
			continue;
		}
		for (; good; good--, text = span_after(text, 1)) {
			if (no_character(text)) {
				buf_put(&p->buf, SPAN("\xef\xbf\xbd"));
				text = span_after(text, 2);
				good -= 2;
			} else {
				put_byte(&p->buf, *text.p);
			}
		}
	}
}

void
page_say(struct page *p, const char *format, ...)
{
	char text[1024];
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	if (n > 0)
		page_text(p, (struct span){ text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1 });
}

void
page_put(struct page *p, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (n < 0)
		return;
	va_start(ap, format);
	vsnprintf(buf_room(&p->buf, (size_t)n + 1), (size_t)n + 1, format, ap);
	va_end(ap);
	p->buf.n += (size_t)n;
}

/* ---- names ---- */

static bool
plain(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

/* U+2066 to U+2069 begin and end isolation, U+2028 and U+2029 a line: with one of
 * them a name would get out of its own. */
static bool
gets_out(struct span s)
{
	return (span_starts(s, SPAN("\xe2\x81")) && s.n > 2 && (unsigned char)s.p[2] >= 0xa6 &&
	    (unsigned char)s.p[2] <= 0xa9) || span_starts(s, SPAN("\xe2\x80\xa8")) ||
	    span_starts(s, SPAN("\xe2\x80\xa9"));
}

/* Isolated by U+2068 and U+2069, which hold in attributes and SVG as well. */
void
page_name(struct page *p, struct span name)
{
	if (plain(name)) {
		page_text(p, name);
		return;
	}
	buf_put(&p->buf, SPAN("\xe2\x81\xa8"));
	while (name.n) {
		size_t n = 0;

		while (n < name.n && !gets_out(span_after(name, n)))
			n++;
		page_text(p, (struct span){ name.p, n });
		name = span_after(name, n);
		if (!name.n)
			break;
		buf_put(&p->buf, SPAN("\xef\xbf\xbd"));
		name = span_after(name, 3);
	}
	buf_put(&p->buf, SPAN("\xe2\x81\xa9"));
}

void
page_name_short(struct page *p, struct span name, size_t most)
{
	struct span part = { name.p, 0 };
	size_t letters = 0;
	char text[512];

	/* Bytes that go on with a letter do not begin one. */
	for (size_t i = 0; i < name.n; i++) {
		if (((unsigned char)name.p[i] & 0xc0) != 0x80 && ++letters == most)
			part.n = i;
	}
	if (letters <= most) {
		page_name(p, name);
		return;
	}
	if (part.n > sizeof text - 4)
		part.n = sizeof text - 4;
	memcpy(text, part.p, part.n);
	memcpy(text + part.n, "\xe2\x80\xa6", 3);
	page_name(p, (struct span){ text, part.n + 3 });
}

/* ---- numbers for people ---- */

void
page_count(struct page *p, uint64_t n)
{
	char text[NUM_GROUPED];

	page_text(p, span_of(num_grouped(n, text)));
}

static int
digits_of(struct interval ci)
{
	double wide = 100 * (ci.hi - ci.lo);

	if (!isfinite(wide))
		return 1;
	return wide > 20 ? 0 : wide > 0.5 ? 1 : 2;
}

/* Whole parts in groups of three; what rounds to 0 has no sign. */
static void
number(struct page *p, double x, int digits, bool sign)
{
	char text[64], whole[NUM_GROUPED];
	const char *point;

	snprintf(text, sizeof text, "%.*f", digits, fabs(x));
	point = strchr(text, '.');
	if (strspn(text, "0.") == strlen(text))
		sign = false;
	else if (x < 0)
		page_put(p, "\xe2\x88\x92");
	if (sign && x > 0)
		page_put(p, "+");
	if (fabs(x) < 1e15)
		page_put(p, "%s%s", num_grouped((uint64_t)strtoull(text, NULL, 10), whole),
		    point ? point : "");
	else
		page_put(p, "%s", text);
}

static void
dash(struct page *p)
{
	page_put(p, "\xe2\x80\x93");
}

void
page_share(struct page *p, double share, struct interval ci, int how)
{
	if (!isfinite(share)) {
		dash(p);
		return;
	}
	number(p, 100 * share, digits_of(ci), how & PAGE_SIGN);
	if (!(how & PAGE_POINTS))
		page_put(p, "\xc2\xa0%%");
}

void
page_range(struct page *p, struct interval ci, int how)
{
	int digits = digits_of(ci);

	if (isnan(ci.lo) || isnan(ci.hi)) {
		dash(p);
		return;
	}
	number(p, 100 * ci.lo, digits, how & PAGE_SIGN);
	page_put(p, isinf(ci.hi) ? " and more" : " to ");
	if (!isinf(ci.hi))
		number(p, 100 * ci.hi, digits, how & PAGE_SIGN);
}

void
page_both(struct page *p, double share, struct interval ci, int how)
{
	page_share(p, share, ci, how);
	if (how & PAGE_POINTS)
		page_put(p, " points");
	if (isnan(ci.lo))
		return;
	page_put(p, " (");
	page_range(p, ci, how);
	page_put(p, ")");
}

void
page_p(struct page *p, double value)
{
	if (isnan(value))
		dash(p);
	else if (value < 0.0001)
		page_put(p, "&lt;\xc2\xa0""0.0001");
	else
		page_put(p, value < 0.01 ? "%.4f" : value < 0.1 ? "%.3f" : "%.2f", value);
}
