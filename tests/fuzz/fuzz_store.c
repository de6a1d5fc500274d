/*
 * What fetchers read from others: object records, URIs, patterns, base64, what
 * Google says when it refuses. The first byte says which.
 *   - a record that is read and written reads the same again
 *   - the parts of a URI lie within it
 *   - base64 that is decoded and encoded is the same text but for padding and
 *     alphabet
 */
#include "base64.h"
#include "gcs_error.h"
#include "store.h"
#include "wildcard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct store_kind gs = { .scheme = "gs", .version = "generation", .buckets = true };

static void
record(struct span line)
{
	struct store_object o, again;
	struct buf once = { 0 }, twice = { 0 };
	struct fault why;

	if (!store_read(&gs, line, &o, &why)) {
		store_write(&gs, &o, &once);
		if (store_read(&gs, buf_span(&once), &again, &why))
			abort();
		store_write(&gs, &again, &twice);
		if (!span_eq(buf_span(&once), buf_span(&twice)))
			abort();
		store_object_free(&again);
	}
	store_object_free(&o);
	buf_free(&once);
	buf_free(&twice);
}

static void
within(struct span part, struct span all)
{
	if (part.n && (part.p < all.p || part.p + part.n > all.p + all.n))
		abort();
}

static void
place(struct span uri)
{
	struct store_place at;
	struct fault why;

	if (store_parse(&gs, uri, &at, &why))
		return;
	within(at.bucket, uri);
	within(at.name, uri);
	within(at.prefix, at.name);
	within(at.version, uri);
	if (at.what == STORE_PATTERN && uri.n < 512)
		wildcard_match(at.name, uri);
}

static void
base64(struct span text)
{
	struct buf bytes = { 0 }, back = { 0 };

	if (!base64_decode(&bytes, text)) {
		base64_encode_url(&back, buf_span(&bytes));
		while (text.n && text.p[text.n - 1] == '=')
			text.n--;
		if (back.n != text.n)
			abort();
		for (size_t i = 0; i < back.n; i++)
			if (back.p[i] != text.p[i] && !(back.p[i] == '-' && text.p[i] == '+') &&
			    !(back.p[i] == '_' && text.p[i] == '/'))
				abort();
	}
	buf_free(&bytes);
	buf_free(&back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = { (const char *)data + 1, size ? size - 1 : 0 };
	struct gcs_error e;

	if (!size)
		return 0;
	switch (*data) {
	case 'r':
		record(rest);
		break;
	case 'u':
		place(rest);
		break;
	case 'b':
		base64(rest);
		break;
	case 'e':
		gcs_error_read(&e, rest);
		break;
	case 'w':
		/* Its time grows with the cube. */
		if (rest.n < 512)
			wildcard_match(span_cut(&rest, '\n'), rest);
		break;
	default:
		break;
	}
	return 0;
}
