/*
 * CSV rows by two ways: a line without quotes, split in place and by libcsv,
 * must have the same cells; and a whole input, whole and cut into pieces, must
 * give the same records, each one valid JSON whose members lie where it says.
 */
#include "csvrow.h"
#include "decode.h"
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

static void
same_cells(struct span line, char delim)
{
	struct csvrow plain, quoted;
	size_t at;

	if (!line.n || memchr(line.p, '"', line.n))
		return;
	csvrow_init(&plain, delim, '"');
	csvrow_init(&quoted, delim, '"');
	csvrow_plain(&plain, line);
	csvrow_begin(&quoted);
	if (csvrow_feed(&quoted, line, &at) || quoted.open)
		abort();
	csvrow_end(&quoted);
	if (plain.n != quoted.n)
		abort();
	for (size_t i = 0; i < plain.n; i++)
		if (!span_eq(plain.cell[i], quoted.cell[i]))
			abort();
	csvrow_free(&plain);
	csvrow_free(&quoted);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = { (const char *)data, size }, rest = bytes;

	while (rest.n) {
		struct span line = span_cut(&rest, '\n');

		same_cells(line, ',');
		same_cells(line, '\t');
	}
	/* How much of a damaged block zstd gives depends on the pieces. */
	if (span_starts(bytes, SPAN("\x28\xb5\x2f\xfd")) || span_starts(bytes, SPAN("\x50\x2a\x4d\x18")))
		return 0;
	any_pieces(bytes, &decode_csv);
	any_pieces(bytes, &decode_tsv);
	return 0;
}
