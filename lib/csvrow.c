#include "csvrow.h"

#include "csvrow_isa.h"
#include "diag.h"
#include "jscan_isa.h"

static const struct csvrow_isa *
isa_of(enum jscan_set set)
{
	return set == JSCAN_AVX512 ? &csvrow_avx512 : set == JSCAN_AVX2 ? &csvrow_avx2 :
	    set == JSCAN_SSE2 ? &csvrow_sse2 : &csvrow_plain;
}

void
csvrow_init(struct csvrow *w, char delim, char quote)
{
	*w = (struct csvrow){ .delim = delim, .quote = quote, .text.max = SIZE_MAX / 2,
		.isa = isa_of(jscan_set()) };
}

void
csvrow_free(struct csvrow *w)
{
	buf_free(&w->text);
	free(w->cell);
	free(w->end);
}

void
csvrow_grow(struct csvrow *w, size_t n)
{
	if (n < w->cap)
		return;
	w->cap = n + n / 2 + 32;
	w->cell = reallocarray(w->cell, w->cap, sizeof *w->cell);
	w->end = reallocarray(w->end, w->cap, sizeof *w->end);
	if (!w->cell || !w->end)
		die_errno(DIAG_STOPPED, "memory for the cells of a row");
}

void
csvrow_begin(struct csvrow *w)
{
	w->n = w->fed = w->last_special = 0;
	w->special = 1;
	w->open = w->quoted = w->doubled = w->high = false;
}

int
csvrow_feed(struct csvrow *w, struct span text, size_t *at)
{
	struct span row;
	size_t stop;

	if (w->isa->feed(w, text, at))
		return 0;
	row = (struct span){ text.p + text.n - w->fed, w->fed };
	stop = csvrow_ask(w, row);
	if (stop == row.n || stop + text.n < row.n)
		die(DIAG_STOPPED, "a row of CSV that libcsv takes: a mistake of this program");
	*at = stop + text.n - row.n;
	return -1;
}

size_t
csvrow_whole(const struct csvrow *w, struct span text, uint64_t *lines)
{
	return w->isa->whole(w, text, lines);
}

char *
csvrow_escape(const struct csvrow *w, char *to, struct span cell)
{
	return w->isa->escape(w, to, cell);
}

void
csvrow_end(struct csvrow *w, struct span all, const char *limit)
{
	size_t start = 0;

	csvrow_grow(w, w->n + 1);
	w->end[w->n++] = all.n;
	for (size_t i = 0; i < w->n; i++) {
		const char *p = all.p + start;
		size_t n = w->end[i] - start;

		if (w->quoted && n && *p == w->quote)
			w->cell[i] = (struct span){ p + 1, n - 2 };
		else
			w->cell[i] = (struct span){ n ? p : NULL, n };
		start = w->end[i] + 1;
	}
	w->first = w->special > w->last_special ? NULL : all.p + w->special;
	w->last = all.p + w->last_special;
	w->limit = limit;
}

void
csvrow_resize(struct csvrow *w, size_t n)
{
	csvrow_grow(w, n);
	while (w->n < n)
		w->cell[w->n++] = (struct span){ NULL, 0 };
	w->n = n;
}

/* ---- cells that are copied ---- */

/* The text does not move: it has room for all of them. */
static void
add_cell(struct csvrow *w, struct span text)
{
	const char *p = text.n ? w->text.p + w->text.n : text.p;

	buf_put(&w->text, text);
	csvrow_grow(w, w->n + 1);
	w->cell[w->n++] = (struct span){ p, text.n };
}

/* With doubled quotes made single. */
static void
add_unquoted(struct csvrow *w, struct span inside)
{
	struct span cell = { w->text.p + w->text.n, 0 };

	for (size_t i = 0; i < inside.n; i++) {
		buf_byte(&w->text, inside.p[i]);
		i += inside.p[i] == w->quote;
	}
	cell.n = (size_t)(w->text.p + w->text.n - cell.p);
	csvrow_grow(w, w->n + 1);
	w->cell[w->n++] = cell;
}

static void
begin_copies(struct csvrow *w, size_t room)
{
	w->text.n = w->n = 0;
	buf_room(&w->text, room + 1);
}

static void
end_copies(struct csvrow *w)
{
	w->first = w->text.p;
	w->last = w->limit = w->text.p + w->text.n;
	w->doubled = false;
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

void
csvrow_loose(struct csvrow *w, struct span line)
{
	size_t end;

	begin_copies(w, line.n);
	for (;;) {
		if (line.n && *line.p == w->quote && (end = closing_quote(w, line))) {
			add_unquoted(w, (struct span){ line.p + 1, end - 1 });
			end++;
		} else {
			end = span_find(line, w->delim);
			add_cell(w, (struct span){ end ? line.p : NULL, end });
		}
		if (end == line.n)
			break;
		line = span_after(line, end + 1);
	}
	end_copies(w);
	/* feed has stopped before it saw all of them. */
	w->high = true;
}

void
csvrow_undouble(struct csvrow *w)
{
	size_t n = w->n, room = 0;

	for (size_t i = 0; i < n; i++)
		room += w->cell[i].n;
	begin_copies(w, room);
	for (size_t i = 0; i < n; i++)
		if (w->cell[i].p)
			add_unquoted(w, w->cell[i]);
		else
			w->n++;
	end_copies(w);
}
