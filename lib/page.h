/*
 * page.h - one HTML page for people, written into memory and then to a file.
 *
 * The page is HTML that is well-formed XML too. Markup of ours goes through
 * page_put; all that came from outside, and all sentences, go through page_text,
 * page_name or page_say, and these escape in one place. So no name can become
 * markup. What XML cannot hold (control bytes, no UTF-8) becomes U+FFFD.
 *
 * Numbers are those that people read: 12,345; 3.4 %; +17 %, with a true minus and
 * no break before the unit. Shown are as many digits as the interval lets stand:
 * none behind the point where it is wider than 20 points, one down to half a
 * point, else two.
 *
 * Nothing here looks at a clock or a locale: the same calls give the same bytes.
 */
#ifndef EVKIT_PAGE_H
#define EVKIT_PAGE_H

#include "buf.h"
#include "dist.h"
#include "fault.h"

/* A zeroed struct is an empty page. */
struct page {
	struct buf buf;
};

void page_free(struct page *p);

/* From the doctype to the beginning of the body, with the style; and its end. */
void page_begin(struct page *p, const char *title);
void page_end(struct page *p);

/* The style alone, as CSS: page_begin's. */
void page_style(struct page *p);

/* Markup of ours; nothing from outside may be among the arguments. */
void page_put(struct page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Text, escaped: as it is; made of a format; a name, which is kept from turning
 * round the text beside it where it is of right-to-left letters. */
void page_text(struct page *p, struct span text);
void page_say(struct page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
void page_name(struct page *p, struct span name);

/* The same, no longer than `most` letters: an ellipsis stands for the rest. */
void page_name_short(struct page *p, struct span name, size_t most);

/* 12,345 */
void page_count(struct page *p, uint64_t n);

/* 0.0341 as "3.4 %", "+3.4 %"; "−" with PAGE_SIGN below 0; PAGE_POINTS: without "%".
 * A dash where it cannot be said. ci says how many digits. */
enum { PAGE_SIGN = 1, PAGE_POINTS = 2 };
void page_share(struct page *p, double share, struct interval ci, int how);

/* "2.9 to 4.0": no unit, no parentheses. */
void page_range(struct page *p, struct interval ci, int how);

/* "3.4 % (2.9 to 4.0)", "+1.2 points (0.3 to 2.1)" */
void page_both(struct page *p, double share, struct interval ci, int how);

/* "0.043", "< 0.0001"; a dash for NAN. */
void page_p(struct page *p, double value);

/*
 * A figure: its section with heading, and a box that scrolls sideways where the
 * screen is narrow, reachable by keys. `id` is a word of ours, unique in the page.
 * Between begin and caption: svg.h, or a table. After caption: a sentence by
 * page_say and its like, then end.
 */
void page_figure(struct page *p, const char *id, const char *heading);
void page_box(struct page *p, const char *label);
void page_box_end(struct page *p);
void page_caption(struct page *p);
void page_figure_end(struct page *p);

/* Writes it to a file: whole, or not at all where there is a folder to write beside
 * it (a device is written as it is). 0, or -1 and *why, which names the file. */
int page_save(const struct page *p, const char *path, struct fault *why);

#endif
