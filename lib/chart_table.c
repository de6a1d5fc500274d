/* The numbers of a chart as a table, for who reads numbers or cannot see lines. */
#include <math.h>

#include "chart.h"
#include "tstamp.h"

static void
x_head(struct page *p, const struct chart *c, double x)
{
	char text[TSTAMP_TEXT];

	page_put(p, "<tr class=\"row\"><th scope=\"row\">");
	if (c->dates)
		page_text(p, (struct span){ text, tstamp_format_date((int32_t)x, text) });
	else
		page_say(p, "%.4g", x);
	page_put(p, "</th>");
}

static const struct chart_point *
point_at(const struct chart_series *s, double x)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->point[i].x == x)
			return &s->point[i];
	return NULL;
}

/* Of the longest series every so many a point, and the last. */
static void
rows(struct page *p, const struct chart *c, const struct chart_series *longest, size_t most)
{
	int how = c->points ? PAGE_SIGN | PAGE_POINTS : 0;
	size_t each = (longest->n + most - 1) / most;

	for (size_t i = 0; i < longest->n; i++) {
		if ((longest->n - 1 - i) % each)
			continue;
		x_head(p, c, longest->point[i].x);
		for (size_t s = 0; s < c->n; s++) {
			const struct chart_point *at = point_at(&c->series[s], longest->point[i].x);

			page_put(p, "<td>");
			if (at)
				page_share(p, at->y, at->ci, how);
			page_put(p, "</td><td>");
			if (at)
				page_range(p, at->ci, how);
			page_put(p, "</td>");
		}
		page_put(p, "</tr>\n");
	}
}

void
chart_table(struct page *p, const struct chart *c, const char *head, size_t most)
{
	const struct chart_series *longest = &c->series[0];

	for (size_t s = 1; s < c->n; s++)
		if (c->series[s].n > longest->n)
			longest = &c->series[s];
	page_put(p, "<details>\n<summary>The numbers</summary>\n");
	page_box(p, c->title);
	page_put(p, "<table>\n<thead><tr><th scope=\"col\" class=\"name\">");
	page_say(p, "%s", head);
	page_put(p, "</th>");
	for (size_t s = 0; s < c->n; s++) {
		page_put(p, "<th scope=\"col\">");
		page_name_short(p, c->series[s].name, 24);
		page_put(p, "</th><th scope=\"col\">95\xc2\xa0%%</th>");
	}
	page_put(p, "</tr></thead>\n<tbody>\n");
	rows(p, c, longest, most);
	page_put(p, "</tbody>\n</table>\n");
	page_box_end(p);
	page_put(p, "</details>\n");
}
