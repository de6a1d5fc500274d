/*
 * CSV rows by two ways: what csvrow says of one, with each instruction set and
 * fed in parts, must be what libcsv says, strict: the cells, or where the first
 * byte is that is misplaced; the cells must be the same as JSON. And a whole
 * input, whole and cut into pieces, must give the same records, each one valid
 * JSON whose members lie where it says.
 */
#include <csv.h>

#include "csvrow_isa.h"
#include "decode.h"
#include "jscan_isa.h"
#include "jtext.h"
#include "../pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
take(void *arg, const struct record *r)
{
	struct buf *all = arg;
	struct jscan again = { 0 };

	if (jscan_object(&again, r->text) || again.n != r->json->n || again.escapes != r->json->escapes)
		abort();
	for (size_t i = 0; i < again.n; i++)
		if (!span_eq(again.member[i].key, r->json->member[i].key) ||
		    !span_eq(again.member[i].value, r->json->member[i].value))
			abort();
	buf_printf(all, "%d:", (int)r->at.line);
	buf_put(all, r->text);
	buf_byte(all, '\n');
	jscan_free(&again);
}

/* Records, counts, and how it ended. */
static void
decode(struct span bytes, size_t piece, const struct decode_format *from, struct buf *all)
{
	struct run run = { .rejects.quiet = true, .progress.mode = PROGRESS_NEVER, .max_line = 200 };
	struct decode d = { .run = &run, .sink = take, .arg = all, .from = from,
		.lenient = bytes.n % 2 };
	struct pieces p = { bytes, piece, false };
	struct fault why = { 0 };
	struct input in;

	rejects_begin(&run.rejects, &run.tally, &run.notes);
	input_from(&in, "fuzz", pieces_give, &p);
	if (decode_run(&d, &in, &why))
		buf_printf(all, "failed: %s\n", why.text);
	for (size_t i = 0; i < run.tally.rows; i++)
		buf_printf(all, "%s %d\n", run.tally.row[i].name, (int)run.tally.row[i].n);
	input_close(&in);
}

static void
any_pieces(struct span bytes, const struct decode_format *from)
{
	static const size_t piece[] = { 1, 2, 7 };
	struct buf whole = { 0 }, cut = { 0 };

	decode(bytes, SIZE_MAX, from, &whole);
	for (size_t i = 0; i < sizeof piece / sizeof *piece; i++) {
		cut.n = 0;
		decode(bytes, piece[i], from, &cut);
		if (!span_eq(buf_span(&whole), buf_span(&cut))) {
			fprintf(stderr, "whole: %s\ncut into %zu: %s\n", buf_text(&whole), piece[i], buf_text(&cut));
			abort();
		}
	}
	buf_free(&whole);
	buf_free(&cut);
}

/* ---- rows, and what libcsv makes of them ---- */

struct oracle {
	struct csv_parser parser;
	struct buf text;
	struct span cell[4096];
	size_t n, at;          /* at: where it stopped */
};

static int
never(unsigned char c)
{
	(void)c;
	return 0;
}

static void
take_cell(void *cell, size_t n, void *oracle)
{
	struct oracle *o = oracle;

	if (o->n < sizeof o->cell / sizeof *o->cell)
		o->cell[o->n++] = (struct span){ cell ? o->text.p + o->text.n : NULL, n };
	buf_put(&o->text, (struct span){ cell, n });
}

/* Line breaks are data: the row is all of it. */
static void
ask_libcsv(struct oracle *o, struct span text, char delim, char quote)
{
	*o = (struct oracle){ .text.n = 0 };
	buf_room(&o->text, text.n + 1);
	if (csv_init(&o->parser, CSV_STRICT | CSV_EMPTY_IS_NULL))
		abort();
	csv_set_delim(&o->parser, (unsigned char)delim);
	csv_set_quote(&o->parser, (unsigned char)quote);
	csv_set_space_func(&o->parser, never);
	csv_set_term_func(&o->parser, never);
	o->at = csv_parse(&o->parser, text.p, text.n, take_cell, NULL, o);
	if (o->at == text.n && csv_fini(&o->parser, take_cell, NULL, o))
		abort();
	csv_free(&o->parser);
}

/* A cell as JSON, byte by byte. */
static void
encode(struct buf *to, struct span cell)
{
	static const char letters[] = "\bb\ff\nn\rr\tt\"\"\\\\";

	for (size_t i = 0; i < cell.n; i++) {
		const char *known = cell.p[i] ? strchr(letters, cell.p[i]) : NULL;

		if (known && !((known - letters) % 2))
			buf_printf(to, "\\%c", known[1]);
		else if (cell.p[i] == '"' || cell.p[i] == '\\')
			buf_printf(to, "\\%c", cell.p[i]);
		else if ((unsigned char)cell.p[i] < 0x20)
			buf_printf(to, "\\u%04x", (unsigned)cell.p[i]);
		else
			buf_byte(to, cell.p[i]);
	}
}

static void
same_escapes(const struct csvrow *w, struct span cell, struct span plain)
{
	struct buf expected = { 0 }, got = { 0 };
	bool special = w->first && cell.n && cell.p + cell.n > w->first && cell.p <= w->last;

	encode(&expected, plain);
	buf_room(&got, JTEXT_ROOM(cell.n));
	got.n = (size_t)((w->doubled ? csvrow_escape(w, got.p, cell) : jtext_escape(got.p, cell)) -
	    got.p);
	if (!span_eq(buf_span(&expected), buf_span(&got)))
		abort();
	if (!special && !span_eq(buf_span(&expected), cell))
		abort();
	buf_free(&expected);
	buf_free(&got);
}

/* Feeds it in two parts, where the first leaves quotes open. */
static bool
feed(struct csvrow *w, struct span text, size_t cut, size_t *at)
{
	csvrow_begin(w);
	if (!csvrow_feed(w, (struct span){ text.p, cut }, at) && w->open) {
		if (!csvrow_feed(w, span_after(text, cut), at))
			return true;
		*at += cut;
		return false;
	}
	csvrow_begin(w);
	return !csvrow_feed(w, text, at);
}

static void
same_row(struct csvrow *w, struct span text, size_t cut, const struct oracle *o)
{
	size_t at;

	if (!feed(w, text, cut, &at)) {
		if (at != o->at)
			abort();
		return;
	}
	if (o->at != text.n)
		abort();
	if (w->open)
		return;
	csvrow_end(w, text, text.p + text.n);
	if (w->n != (o->n ? o->n : 1) && o->n < sizeof o->cell / sizeof *o->cell)
		abort();
	for (size_t i = 0; i < o->n && (w->quote == '"' || !w->doubled); i++)
		same_escapes(w, w->cell[i], o->cell[i]);
	if (w->doubled)
		csvrow_undouble(w);
	for (size_t i = 0; i < o->n; i++)
		if (!span_eq(w->cell[i], o->cell[i]) || !w->cell[i].p != !o->cell[i].p)
			abort();
}

/* What is said to be whole rows, read line by line. */
static void
read_whole(struct csvrow *w, struct span text, uint64_t lines)
{
	struct span line, row = { text.p, 0 };
	size_t at;

	for (csvrow_begin(w); text.n; lines--) {
		line = span_cut(&text, '\n');
		row.n = (size_t)(line.p + line.n - row.p);
		row.n -= span_ends(line, SPAN("\r"));
		if (csvrow_feed(w, span_after(row, w->fed), &at))
			abort();
		if (!w->open) {
			row = text;
			csvrow_begin(w);
		}
	}
	if (w->open || lines)
		abort();
}

static void
same_whole(struct csvrow *w, struct span text, size_t *whole)
{
	uint64_t lines;
	size_t n = csvrow_whole(w, text, &lines);

	if (n > text.n || (*whole != SIZE_MAX && *whole != n))
		abort();
	*whole = n;
	read_whole(w, (struct span){ text.p, n }, lines);
}

static void
same_rows(struct span text, char delim, char quote, size_t cut)
{
	static const struct {
		const char *name;
		const struct csvrow_isa *isa;
	} sets[] = {
		{ "plain", &csvrow_plain }, { "sse2", &csvrow_sse2 }, { "avx2", &csvrow_avx2 },
		{ "avx512", &csvrow_avx512 },
	};
	static struct oracle o;
	size_t whole = SIZE_MAX;
	struct csvrow w;

	csvrow_init(&w, delim, quote);
	ask_libcsv(&o, text, delim, quote);
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
		w.isa = sets[i].isa;
		if (!jscan_runs(sets[i].name))
			continue;
		same_row(&w, text, cut, &o);
		same_whole(&w, text, &whole);
	}
	csvrow_free(&w);
	buf_free(&o.text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = { (const char *)data, size }, rest = bytes;

	while (rest.n) {
		struct span line = span_cut(&rest, '\n');

		same_rows(line, ',', '"', line.n / 2);
		same_rows(line, '\t', '\'', line.n / 3);
	}
	same_rows(bytes, ',', '"', size ? data[0] % size : 0);
	/* How much of a damaged block zstd gives depends on the pieces. */
	if (span_starts(bytes, SPAN("\x28\xb5\x2f\xfd")) || span_starts(bytes, SPAN("\x50\x2a\x4d\x18")))
		return 0;
	any_pieces(bytes, &decode_csv);
	any_pieces(bytes, &decode_tsv);
	return 0;
}
