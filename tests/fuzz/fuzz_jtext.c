/*
 * JSON strings: what is encoded decodes to the same, and what jscan takes as a
 * string decodes as jansson says, but for lone surrogates, which both refuse.
 */
#include <jansson.h>

#include "jscan.h"
#include "jtext.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
both_ways(struct span text)
{
	struct buf quoted = { 0 }, scratch = { 0 };
	struct span back;
	size_t bad;

	jtext_encode(&quoted, text);
	if (jtext_decode(buf_span(&quoted), &scratch, &back))
		abort();
	if (jtext_utf8(text, &bad) ? !span_eq(back, text) : bad >= text.n)
		abort();
	if (!jtext_utf8(back, &bad))
		abort();
	buf_free(&quoted);
	buf_free(&scratch);
}

/* The text between quotes, in an array, as jscan and jansson read it. */
static void
against_jansson(struct span text)
{
	struct buf array = { 0 }, scratch = { 0 };
	struct jscan s = { 0 };

	buf_put(&array, SPAN("[\""));
	buf_put(&array, text);
	buf_put(&array, SPAN("\"]"));
	if (!jscan_array(&s, buf_span(&array)) && s.n == 1) {
		json_t *j = json_loadb(array.p, array.n, JSON_ALLOW_NUL, NULL), *string;
		struct span got;
		int rc = jtext_decode(s.member[0].value, &scratch, &got);

		string = json_array_get(j, 0);
		if (!rc != (string != NULL))
			abort();
		if (string && !span_eq(got, (struct span){ json_string_value(string),
		    json_string_length(string) }))
			abort();
		json_decref(j);
	}
	jscan_free(&s);
	buf_free(&array);
	buf_free(&scratch);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = { (const char *)data, size };

	both_ways(text);
	against_jansson(text);
	return 0;
}
