/*
 * JSON documents, and whatever the sniffing makes of bytes: whole and cut into
 * pieces the same; each record is one valid line; and where jansson takes the
 * whole text as an array, its objects are the records. An array that jansson
 * refuses does not pass without a word.
 */
#include <jansson.h>

#include "decode.h"
#include "../pieces.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct result {
	struct buf all;        /* places, records, counts, end */
	struct buf array;      /* the records as one JSON array */
	size_t rejected;
	bool failed;
};

static void
take(void *arg, const struct record *r)
{
	struct result *result = arg;
	struct jscan again = { 0 };

	if (jscan_object(&again, r->text) || memchr(r->text.p, '\n', r->text.n) ||
	    again.n != r->json->n || *r->text.p != '{' || r->text.p[r->text.n - 1] != '}')
		abort();
	jscan_free(&again);
	buf_printf(&result->all, "%d:%d:", (int)r->at.line, (int)r->at.byte);
	buf_put(&result->all, r->text);
	buf_byte(&result->all, '\n');
	buf_byte(&result->array, result->array.n ? ',' : '[');
	buf_put(&result->array, r->text);
}

static void
decode(struct span bytes, size_t piece, const struct decode_format *from, const char *path,
    size_t max, struct result *result)
{
	struct run run = { .rejects.quiet = true, .progress.mode = PROGRESS_NEVER, .max_line = max };
	struct decode d = { .run = &run, .sink = take, .arg = result, .from = from };
	struct pieces p = { bytes, piece, false };
	struct fault why = { 0 };
	struct input in;

	rejects_begin(&run.rejects, &run.tally, &run.notes);
	if (decode_take_records(&d.records, path))
		abort();
	input_from(&in, "fuzz", pieces_give, &p);
	result->all.n = result->array.n = 0;
	result->failed = decode_run(&d, &in, &why);
	if (result->failed)
		buf_printf(&result->all, "failed: %s\n", why.text);
	for (size_t i = 0; i < run.tally.rows; i++)
		buf_printf(&result->all, "%s %d\n", run.tally.row[i].name, (int)run.tally.row[i].n);
	result->rejected = tally_sum(&run.tally, TALLY_REJECTED);
	input_close(&in);
	jpath_free(&d.records);
}

static void
free_result(struct result *r)
{
	buf_free(&r->all);
	buf_free(&r->array);
}

static void
any_pieces(struct span bytes, const struct decode_format *from, const char *path)
{
	static const size_t piece[] = { 1, 2, 7 };
	struct result whole = { 0 }, cut = { 0 };

	decode(bytes, SIZE_MAX, from, path, 100, &whole);
	for (size_t i = 0; i < sizeof piece / sizeof *piece; i++) {
		decode(bytes, piece[i], from, path, 100, &cut);
		if (!span_eq(buf_span(&whole.all), buf_span(&cut.all))) {
			fprintf(stderr, "whole: %s\ncut into %zu: %s\n", buf_text(&whole.all), piece[i],
			    buf_text(&cut.all));
			abort();
		}
	}
	free_result(&whole);
	free_result(&cut);
}

/* What is JSON to us, and not to it; and what is an array with something behind it. */
static bool
excused(const json_error_t *e)
{
	return strstr(e->text, "invalid Unicode '") || strstr(e->text, "too big ") ||
	    strstr(e->text, "real number overflow") || strstr(e->text, "NUL byte in object key") ||
	    strstr(e->text, "end of file expected");
}

static void
refused(struct span bytes, const json_error_t *e)
{
	struct result result = { 0 };

	decode(bytes, SIZE_MAX, &decode_json, "", 1 << 20, &result);
	if (!result.failed && !result.rejected) {
		fprintf(stderr, "%s\ntaken: %s\n", e->text, buf_text(&result.all));
		abort();
	}
	free_result(&result);
}

/* The objects among the elements, in order. */
static void
against_jansson(struct span bytes)
{
	struct result result = { 0 };
	json_error_t e;
	json_t *tree = json_loadb(bytes.p, bytes.n, JSON_ALLOW_NUL, &e), *ours;
	size_t objects = 0;

	/* It lets a NUL byte pass behind a number; its depth limit is another. */
	if (!tree && bytes.n && *bytes.p == '[' && !excused(&e))
		refused(bytes, &e);
	if (!json_is_array(tree) || memchr(bytes.p, 0, bytes.n)) {
		json_decref(tree);
		return;
	}
	decode(bytes, 3, &decode_json, "", 1 << 20, &result);
	if (result.failed)
		abort();
	if (!result.array.n)
		buf_byte(&result.array, '[');
	buf_byte(&result.array, ']');
	ours = json_loadb(result.array.p, result.array.n, JSON_ALLOW_NUL, &e);
	for (size_t i = 0; i < json_array_size(tree); i++)
		if (json_is_object(json_array_get(tree, i)) &&
		    !json_equal(json_array_get(tree, i), json_array_get(ours, objects++)))
			abort();
	if (json_array_size(ours) != objects || json_array_size(tree) != objects + result.rejected)
		abort();
	json_decref(ours);
	json_decref(tree);
	free_result(&result);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = { (const char *)data, size };

	/* How much of a damaged block zstd gives depends on the pieces. */
	if (span_starts(bytes, SPAN("\x28\xb5\x2f\xfd")) || span_starts(bytes, SPAN("\x50\x2a\x4d\x18")))
		return 0;
	any_pieces(bytes, NULL, "");
	any_pieces(bytes, &decode_json, "");
	any_pieces(bytes, &decode_json, "/d/1");
	any_pieces(bytes, &decode_ndjson, "");
	against_jansson(bytes);
	return 0;
}
