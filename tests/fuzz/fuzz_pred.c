/*
 * pred: the first line is a condition, the rest the metadata of an event.
 * Whatever is taken can be matched, leaves the caller's buffer alone, and says
 * the same again; a term more that always holds changes nothing.
 */
#include "pred.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
match(const char *text, const struct event *e, bool *yes)
{
	struct buf scratch = { 0 };
	const char *why = NULL;
	struct pred *p = pred_new(text, &why);

	if (!p != !!why)
		abort();
	if (!p)
		return false;
	buf_put(&scratch, SPAN("kept"));
	*yes = pred_match(p, e, &scratch);
	if (pred_match(p, e, &scratch) != *yes || !span_is(buf_span(&scratch), "kept"))
		abort();
	buf_free(&scratch);
	pred_free(p);
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = { (const char *)data, size }, line = span_cut(&rest, '\n');
	struct event e = { .event = SPAN("purchase"), .metadata = SPAN("{}") };
	struct buf text = { 0 };
	struct jscan scan = { 0 };
	bool once, twice;

	if (!jscan_object(&scan, rest))
		e.metadata = rest;
	/* jpath wants the object itself, without white space around it. */
	while (e.metadata.n && e.metadata.p[0] != '{')
		e.metadata = span_after(e.metadata, 1);
	buf_put(&text, line);
	if (match(buf_text(&text), &e, &once) && !memchr(line.p, '\0', line.n)) {
		text.n = 0;
		buf_put(&text, line);
		buf_put(&text, SPAN(",event!=\"\\u0000\""));
		if (match(buf_text(&text), &e, &twice) && once != twice)
			abort();
	}
	buf_free(&text);
	jscan_free(&scan);
	return 0;
}
