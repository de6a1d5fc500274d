/*
 * user_record: any line is taken or refused with a reason; what is taken is the same
 * record with a member more behind the others, as ev-assign writes it.
 */
#include "jwrite.h"
#include "user_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
same(const struct user_record *a, const struct user_record *b)
{
	if (!span_eq(a->user_id, b->user_id) || !span_eq(a->segment, b->segment) ||
	    !span_eq(a->activity, b->activity) || !b->has_message || !span_is(b->message, "m"))
		abort();
	for (int i = 0; i < USER_NUMBERS; i++)
		if (a->number[i] != b->number[i] || a->has[i] != b->has[i] || a->number[i] < 0)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span line = { (const char *)data, size };
	struct user_record one, two;
	struct user_reader r, again;
	struct buf longer = { 0 };
	struct reject why;
	size_t bad;

	user_reader_init(&r);
	user_reader_init(&again);
	if (user_record_read(&r, line, &one, &why)) {
		if (!why.reason || !why.text || why.at.byte > size + 1)
			abort();
	} else {
		if (!one.user_id.n || !jtext_utf8(one.user_id, &bad))
			abort();
		while (line.p[line.n - 1] != '}')
			line.n--;
		buf_put(&longer, (struct span){ line.p, line.n - 1 });
		buf_put(&longer, SPAN(",\"message\":\"m\"}"));
		if (!one.has_message && user_record_read(&again, buf_span(&longer), &two, &why))
			abort();
		if (!one.has_message)
			same(&one, &two);
	}
	user_reader_free(&r);
	user_reader_free(&again);
	buf_free(&longer);
	return 0;
}
