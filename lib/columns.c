#include "columns.h"

#include <stdarg.h>
#include <sys/ioctl.h>

#include "diag.h"
#include "jtext.h"

enum { SCREEN = 80 };

/* ---- characters ---- */

/* The character at p, which is checked UTF-8; *n its bytes. */
static uint32_t
character(const char *p, size_t *n)
{
	const unsigned char *u = (const unsigned char *)p;
	uint32_t c;

	*n = u[0] < 0x80 ? 1 : u[0] < 0xe0 ? 2 : u[0] < 0xf0 ? 3 : 4;
	c = *n == 1 ? u[0] : u[0] & (0x7fu >> *n);
	for (size_t i = 1; i < *n; i++)
		c = c << 6 | (u[i] & 0x3f);
	return c;
}

struct range {
	uint32_t from, to;
};

/* Unicode 15: general categories Mn, Me and Cf, the blocks that real text has. */
static const struct range narrow[] = { { 0x300, 0x36f }, { 0x483, 0x489 }, { 0x591, 0x5bd },
	{ 0x610, 0x61a }, { 0x64b, 0x65f }, { 0x93a, 0x93a }, { 0x941, 0x948 }, { 0x94d, 0x94d },
	{ 0xe31, 0xe31 }, { 0xe34, 0xe3a }, { 0xe47, 0xe4e }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff },
	{ 0x200b, 0x200f }, { 0x202a, 0x202e }, { 0x2060, 0x2064 }, { 0x20d0, 0x20ff },
	{ 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff }, { 0xe0001, 0xe01ef } };

/* East_Asian_Width W and F, and emoji that are shown as pictures. */
static const struct range wide[] = { { 0x1100, 0x115f }, { 0x231a, 0x231b }, { 0x23e9, 0x23ec },
	{ 0x2614, 0x2615 }, { 0x26a1, 0x26a1 }, { 0x2705, 0x2705 }, { 0x274c, 0x274c },
	{ 0x2b50, 0x2b50 }, { 0x2e80, 0x303e }, { 0x3041, 0xa4cf }, { 0xa960, 0xa97c },
	{ 0xac00, 0xd7a3 }, { 0xf900, 0xfaff }, { 0xfe30, 0xfe6f }, { 0xff00, 0xff60 },
	{ 0xffe0, 0xffe6 }, { 0x16fe0, 0x1b2ff }, { 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff },
	{ 0x1f900, 0x1faff }, { 0x20000, 0x3fffd } };

static bool
among(uint32_t c, const struct range *range, size_t n)
{
	for (size_t i = 0; i < n && c >= range[i].from; i++)
		if (c <= range[i].to)
			return true;
	return false;
}

static size_t
places(uint32_t c)
{
	if (c < 0x300)
		return 1;
	if (among(c, narrow, sizeof narrow / sizeof *narrow))
		return 0;
	return among(c, wide, sizeof wide / sizeof *wide) ? 2 : 1;
}

/* How much of text fits; *used places. */
static size_t
fitting(struct span text, size_t width, size_t *used)
{
	size_t at = 0, n;

	*used = 0;
	for (; at < text.n; at += n) {
		size_t more = places(character(text.p + at, &n));

		if (*used + more > width)
			break;
		*used += more;
	}
	return at;
}

size_t
columns_width(struct span text)
{
	size_t used;

	fitting(text, SIZE_MAX / 2, &used);
	return used;
}

struct span
columns_fit(struct span text, size_t width)
{
	size_t used;

	return (struct span){ text.p, fitting(text, width, &used) };
}

/* C0, DEL and C1; marks that turn the direction of what follows. */
static bool
acts(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f ||
	    (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

void
columns_clean(struct buf *to, struct span text)
{
	while (text.n) {
		size_t good = text.n, n;

		if (!jtext_utf8(text, &good) && !good) {
			buf_byte(to, '?');
			text = span_after(text, 1);
			continue;
		}
		for (size_t at = 0; at < good; at += n)
			if (acts(character(text.p + at, &n)))
				buf_byte(to, '?');
			else
				buf_put(to, (struct span){ text.p + at, n });
		text = span_after(text, good);
	}
}

/* ---- the table ---- */

void
columns_begin(struct columns *c, const char *align)
{
	*c = (struct columns){ .align = align, .n = strlen(align) };
}

void
columns_cell(struct columns *c, struct span text)
{
	size_t column = c->cells % c->n, at = c->text.n;
	struct span clean;

	if (c->cells == c->cap) {
		c->cap = c->cap ? 2 * c->cap : 64;
		c->cell = reallocarray(c->cell, c->cap, sizeof *c->cell);
		if (!c->cell)
			die_errno(DIAG_STOPPED, "memory for a table");
	}
	columns_clean(&c->text, text);
	clean = (struct span){ c->text.p + at, c->text.n - at };
	c->cell[c->cells] = (struct columns_cell){ at, clean.n, columns_width(clean) };
	if (c->cell[c->cells].width > c->widest[column])
		c->widest[column] = c->cell[c->cells].width;
	c->cells++;
}

void
columns_print(struct columns *c, const char *format, ...)
{
	char text[512];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	columns_cell(c, (struct span){ text, n < 0 ? 0 : strnlen(text, sizeof text) });
}

static void
put_blanks(struct buf *b, size_t n)
{
	for (; n; n--)
		buf_byte(b, ' ');
}

/* A cell in `width` places; `last`: without blanks behind it. */
static void
put_cell(struct columns *c, const struct columns_cell *cell, size_t width, bool right, bool last,
    struct buf *to)
{
	struct span text = { c->text.p + cell->at, cell->n };
	bool cut = width && cell->width > width;
	size_t used = cell->width;

	if (used > width)
		text.n = fitting(text, width - cut, &used);
	used += cut;
	if (right)
		put_blanks(to, width - used);
	buf_put(to, text);
	if (cut)
		buf_put(to, SPAN("…"));
	if (!right && !last)
		put_blanks(to, width - used);
}

static void
put_row(struct columns *c, size_t first, const size_t *width, struct out *o)
{
	struct buf *b = &o->buf;

	for (size_t i = 0; i < c->n; i++) {
		if (i)
			put_blanks(b, COLUMNS_GAP);
		put_cell(c, &c->cell[first + i], width[i], c->align[i] == 'r', i == c->n - 1, b);
	}
	while (b->n > o->whole && b->p[b->n - 1] == ' ')
		b->n--;
	out_end_line(o);
}

/* What each column gets: the last one what the others leave, unless its cells are
 * numbers, which would be others if they were cut. */
static void
share_width(const struct columns *c, size_t total, size_t *width)
{
	size_t used = 0;

	for (size_t i = 0; i < c->n; i++) {
		width[i] = c->limit[i] && c->widest[i] > c->limit[i] ? c->limit[i] : c->widest[i];
		used += width[i] + (i ? COLUMNS_GAP : 0);
	}
	if (used > total && c->align[c->n - 1] == 'l') {
		size_t over = used - total, *last = &width[c->n - 1];

		*last -= over < *last ? over : *last;
	}
}

size_t
columns_end(struct columns *c, size_t width, struct out *o)
{
	size_t each[COLUMNS_MOST], lines = c->cells / c->n;

	share_width(c, width, each);
	for (size_t i = 0; i < lines; i++)
		put_row(c, i * c->n, each, o);
	buf_free(&c->text);
	free(c->cell);
	columns_begin(c, c->align);
	return lines;
}

size_t
columns_screen(int fd)
{
	struct winsize w;

	return ioctl(fd, TIOCGWINSZ, &w) || !w.ws_col ? SCREEN : w.ws_col;
}
