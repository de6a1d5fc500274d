/*
 * conversion_record: any line is taken or refused with a reason; what is taken says
 * the same with a member more behind the others.
 */
#include "conversion_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
same(const struct conversion_record *a, const struct conversion_record *b)
{
	if (!span_eq(a->user.user_id, b->user.user_id) || !span_eq(a->goal, b->goal) ||
	    !span_eq(a->window, b->window) || a->converted != b->converted ||
	    a->mature != b->mature || a->several_messages != b->several_messages)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span line = { (const char *)data, size };
	struct conversion_record one, two;
	struct conversion_reader r, again;
	struct buf longer = { 0 };
	struct reject why;

	conversion_reader_init(&r);
	conversion_reader_init(&again);
	if (conversion_record_read(&r, line, &one, &why)) {
		if (!why.reason || !why.text || why.at.byte > size + 1)
			abort();
	} else {
		if (!one.user.user_id.n)
			abort();
		while (line.p[line.n - 1] != '}')
			line.n--;
		buf_put(&longer, (struct span){ line.p, line.n - 1 });
		buf_put(&longer, SPAN(",\"estimand\":\"user\"}"));
		if (conversion_record_read(&again, buf_span(&longer), &two, &why) == 0)
			same(&one, &two);
		else if (!span_is(SPAN("dup_key"), why.reason))
			abort();
	}
	conversion_reader_free(&r);
	conversion_reader_free(&again);
	buf_free(&longer);
	return 0;
}
