/*
 * Lines of any bytes, plain or compressed: how the input is cut into reads
 * changes neither the lines nor how they end. The first byte is the size of the
 * pieces. One excuse: of damaged data, libzstd and ISA-L give more or less of
 * what stands before the damage, as their input is cut.
 */
#include "line.h"
#include "../pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stops after 1 MiB of lines: a few bytes may stand for gigabytes. Returns as
 * line_next. */
static int
read_all(struct span bytes, size_t piece, struct buf *to)
{
	struct pieces p = { bytes, piece, false };
	struct line_reader r;
	struct input in;
	struct span line;
	int rc = 1;

	to->n = 0;
	input_from(&in, "pieces", pieces_give, &p);
	line_init(&r, &in, 200);
	while (to->n < 1 << 20 && (rc = line_next(&r, &line)) > 0) {
		if (line.n > 200)
			abort();
		buf_printf(to, "%llu %d %d %zu:", (unsigned long long)r.line, r.over, r.torn, line.n);
		buf_put(to, line);
		buf_byte(to, '\n');
	}
	buf_printf(to, "%d %s", rc, rc < 0 ? r.why.text : "");
	line_free(&r);
	input_close(&in);
	return rc;
}

static bool
is_compressed(struct span bytes)
{
	return span_starts(bytes, SPAN("\x1f\x8b")) || span_starts(bytes, SPAN("\x28\xb5\x2f\xfd")) ||
	    span_starts(bytes, SPAN("\x50\x2a\x4d\x18"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = { 0 }, cut = { 0 };
	struct span bytes;
	int rc, other;

	if (!size)
		return 0;
	bytes = (struct span){ (const char *)data + 1, size - 1 };
	rc = read_all(bytes, SIZE_MAX, &whole);
	other = read_all(bytes, (size_t)data[0] + 1, &cut);
	if (is_compressed(bytes) && (rc < 0 || other < 0)) {
		/* One may meet the damage before the limit, the other behind it. */
		if (!rc || !other)
			abort();
	} else if (rc != other || !span_eq(buf_span(&whole), buf_span(&cut))) {
		abort();
	}
	buf_free(&whole);
	buf_free(&cut);
	return 0;
}
