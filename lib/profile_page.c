#include "profile_page.h"

#include "num.h"

void
profile_page_whole_line(struct profile_page *g)
{
	columns_clean(&g->o->buf, buf_span(&g->text));
	out_end_line(g->o);
	g->text.n = 0;
	g->lines++;
}

void
profile_page_line(struct profile_page *g)
{
	struct buf clean = { 0 };

	columns_clean(&clean, buf_span(&g->text));
	g->text.n = 0;
	buf_put(&g->text, columns_fit(buf_span(&clean), g->width));
	buf_free(&clean);
	profile_page_whole_line(g);
}

void
profile_page_table(struct profile_page *g)
{
	g->lines += columns_end(&g->c, g->width, g->o);
}

void
profile_page_count(struct buf *b, uint64_t n)
{
	char text[NUM_GROUPED];

	buf_put(b, span_of(num_grouped(n, text)));
}

void
profile_page_distinct(struct buf *b, const struct sketch *s)
{
	if (!sketch_exact(s))
		buf_byte(b, '~');
	profile_page_count(b, sketch_distinct(s));
}

void
profile_page_cell(struct profile_page *g)
{
	columns_cell(&g->c, buf_span(&g->text));
	g->text.n = 0;
}

void
profile_page_count_cell(struct profile_page *g, uint64_t n)
{
	profile_page_count(&g->text, n);
	profile_page_cell(g);
}

/* "12.5 %"; "100 %" and "0 %" only for all and none. */
void
profile_page_share(struct buf *b, uint64_t n, uint64_t all)
{
	unsigned share = profile_permille(n, all);

	if (share == 1000)
		buf_put(b, SPAN("100 %"));
	else
		buf_printf(b, "%u.%u %%", share / 10, share % 10);
}

/* A value without its quotes. */
void
profile_page_value(struct buf *b, const struct sketch_entry *e)
{
	if (profile_type_of(e) == PROFILE_STRING && !e->length)
		buf_put(b, SPAN("\"\""));
	buf_put(b, sketch_text(e));
	if (e->cut)
		buf_put(b, SPAN("…"));
}
