/*
 * Link headers: what is found lies in the text between '<' and '>', a link put
 * before a header changes nothing, and "next" is found where it is put first.
 */
#include "buf.h"
#include "link_header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
is_bracketed(struct span value, struct span target)
{
	if (target.p <= value.p || target.p + target.n >= value.p + value.n ||
	    target.p[-1] != '<' || target.p[target.n] != '>' || span_find(target, '>') < target.n)
		abort();
}

static void
in_front(struct span value, int want, struct span target)
{
	static const char link[] = "<u,v;w>; title=\"a,\\\"b\"; rel=prev, ";
	struct buf b = { 0 };
	struct span again;

	buf_put(&b, SPAN("<u,v;w>; title=\"a,\\\"b\"; rel=prev, "));
	buf_put(&b, value);
	if (link_header_find(buf_span(&b), SPAN("next"), &again) != want)
		abort();
	if (want > 0 && (!span_eq(again, target) ||
	    (size_t)(again.p - b.p) != (size_t)(target.p - value.p) + sizeof link - 1))
		abort();
	b.n = 0;
	buf_put(&b, SPAN("<x>; rel=\"a next\", "));
	buf_put(&b, value);
	if (link_header_find(buf_span(&b), SPAN("next"), &again) != 1 || !span_is(again, "x"))
		abort();
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span value = { (const char *)data, size }, target = { 0 };
	int rc = link_header_find(value, SPAN("next"), &target);

	if (rc > 0)
		is_bracketed(value, target);
	in_front(value, rc, target);
	return 0;
}
