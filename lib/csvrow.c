#include "csvrow.h"

#include "diag.h"

static int
never(unsigned char c)
{
	(void)c;
	return 0;
}

static int
is_lf(unsigned char c)
{
	return c == '\n';
}

static void
no_memory(void)
{
	die_errno(DIAG_STOPPED, "memory for the cells of a row");
}

void
csvrow_init(struct csvrow *w, char delim, char quote)
{
	*w = (struct csvrow){ .delim = delim, .quote = quote, .text.max = SIZE_MAX / 2 };
	if (csv_init(&w->parser, CSV_STRICT | CSV_EMPTY_IS_NULL))
		no_memory();
	csv_set_delim(&w->parser, (unsigned char)delim);
	csv_set_quote(&w->parser, (unsigned char)quote);
	csv_set_space_func(&w->parser, never);
	csv_set_term_func(&w->parser, is_lf);
}

void
csvrow_free(struct csvrow *w)
{
	csv_free(&w->parser);
	buf_free(&w->text);
	free(w->cell);
}

static void
add_cell(struct csvrow *w, struct span cell)
{
	if (w->n == w->cap) {
		w->cap = w->cap ? 2 * w->cap : 32;
		if (!(w->cell = reallocarray(w->cell, w->cap, sizeof *w->cell)))
			no_memory();
	}
	w->cell[w->n++] = cell;
}

void
csvrow_plain(struct csvrow *w, struct span line)
{
	size_t n;

	w->n = 0;
	while ((n = span_find(line, w->delim)) < line.n) {
		add_cell(w, (struct span){ n ? line.p : NULL, n });
		line = span_after(line, n + 1);
	}
	add_cell(w, (struct span){ line.n ? line.p : NULL, line.n });
}

/* The text may move while it grows: cells point into it at the row's end. */
static void
take_cell(void *cell, size_t n, void *row)
{
	struct csvrow *w = row;

	buf_put(&w->text, (struct span){ cell, n });
	add_cell(w, (struct span){ cell ? "" : NULL, n });
}

void
csvrow_begin(struct csvrow *w)
{
	/* It keeps its state after a mistake; this alone resets it. */
	if (csv_fini(&w->parser, NULL, NULL, NULL))
		no_memory();
	w->text.n = w->n = 0;
	w->open = false;
}

int
csvrow_feed(struct csvrow *w, struct span text, size_t *at)
{
	*at = csv_parse(&w->parser, text.p, text.n, take_cell, NULL, w);
	if (*at != text.n) {
		if (csv_error(&w->parser) != CSV_EPARSE)
			no_memory();
		return -1;
	}
	/* In a row without mistakes quotes come in pairs. */
	for (size_t i = 0; i < text.n; i++)
		w->open ^= text.p[i] == w->quote;
	return 0;
}

void
csvrow_end(struct csvrow *w)
{
	const char *p = NULL;
	size_t at;

	if (csvrow_feed(w, SPAN("\n"), &at))
		return;
	p = w->text.p;
	for (size_t i = 0; i < w->n; i++)
		if (w->cell[i].n) {
			w->cell[i].p = p;
			p += w->cell[i].n;
		}
}

void
csvrow_resize(struct csvrow *w, size_t n)
{
	while (w->n < n)
		add_cell(w, (struct span){ NULL, 0 });
	w->n = n;
}

/* The quote that closes the cell at the start of the line; 0: none does. The
 * first quote that is neither doubled nor at the cell's end decides. */
static size_t
closing_quote(const struct csvrow *w, struct span line)
{
	for (size_t i = 1; i < line.n; i++) {
		if (line.p[i] != w->quote)
			continue;
		if (i + 1 == line.n || line.p[i + 1] == w->delim)
			return i;
		if (line.p[++i] != w->quote)
			return 0;
	}
	return 0;
}

/* The bytes between the quotes, with doubled ones made single. */
static void
add_unquoted(struct csvrow *w, struct span inside)
{
	struct span cell = { w->text.p + w->text.n, 0 };

	for (size_t i = 0; i < inside.n; i++) {
		buf_byte(&w->text, inside.p[i]);
		i += inside.p[i] == w->quote;
	}
	cell.n = (size_t)(w->text.p + w->text.n - cell.p);
	add_cell(w, cell);
}

void
csvrow_loose(struct csvrow *w, struct span line)
{
	size_t end;

	w->text.n = w->n = 0;
	/* So that the text does not move while cells point into it. */
	buf_room(&w->text, line.n + 1);
	for (;;) {
		if (line.n && *line.p == w->quote && (end = closing_quote(w, line))) {
			add_unquoted(w, (struct span){ line.p + 1, end - 1 });
			end++;
		} else {
			end = span_find(line, w->delim);
			add_cell(w, (struct span){ end ? line.p : NULL, end });
		}
		if (end == line.n)
			return;
		line = span_after(line, end + 1);
	}
}
