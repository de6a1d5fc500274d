#include "assign_records.h"

#include "diag.h"
#include "jwrite.h"

void
assign_records_init(struct assign_records *r, struct assign *a)
{
	*r = (struct assign_records){ .assign = a };
	user_reader_init(&r->reader);
}

void
assign_records_free(struct assign_records *r)
{
	user_reader_free(&r->reader);
	linefile_free(&r->lines);
	buf_free(&r->line);
}

static int
refuse(struct reject *why, struct span field, const char *reason, const char *text)
{
	*why = (struct reject){ .field = field, .reason = reason, .text = text };
	return -1;
}

int
assign_records_take(struct assign_records *r, struct span line, struct reject *why)
{
	struct user_record record;
	struct assign_user *u;
	struct fault fault;
	bool made;

	if (user_record_read(&r->reader, line, &record, why))
		return -1;
	if (record.has_message)
		return refuse(why, SPAN("message"), "has_message", "is there already");
	u = table_put(&r->assign->users, record.user_id, &made);
	if (!made)
		return refuse(why, SPAN("user_id"), "same_user", "was there before");
	*u = (struct assign_user){
		.events = record.number[USER_EVENTS],
		.recency = (int32_t)record.number[USER_RECENCY],
		.tenure = (int32_t)record.number[USER_TENURE],
		.l28 = (int32_t)record.number[USER_L28],
		.stratum = assign_strata_put(&r->assign->strata, record.activity, record.segment),
		.message = ASSIGN_NONE,
	};
	if (linefile_put(&r->lines, line, &u->at, &fault))
		die(DIAG_STOPPED, "%s", fault.text);
	if (r->last && span_cmp(table_key(&r->assign->users, r->last), record.user_id) > 0)
		r->shuffled = true;
	r->last = u;
	return 0;
}

/* The line without its last brace and the blanks around that. */
static struct span
opened(struct span line)
{
	while (line.p[line.n - 1] != '}')
		line.n--;
	line.n--;
	while (strchr(" \t\r\n", line.p[line.n - 1]))
		line.n--;
	return line;
}

static void
write_one(struct span line, struct span message, struct run *run)
{
	struct out *out = &run->out;

	buf_put(&out->buf, opened(line));
	jwrite_string(&out->buf, SPAN("message"), message);
	jwrite_end(&out->buf);
	out_end_line(out);
	run->tally.written++;
}

/* As they came. */
static int
write_along(struct assign_records *r, const struct assign_ledger *names, struct run *run,
    struct fault *why)
{
	struct table_walk walk = { 0 };
	const struct assign_user *u;
	struct span line;

	while ((u = table_next(&r->assign->users, &walk))) {
		if (linefile_next(&r->lines, &line, why) < 0)
			return -1;
		write_one(line, assign_ledger_name(names, u->message), run);
	}
	return 0;
}

static int
write_sorted(struct assign_records *r, const struct assign_ledger *names, struct run *run,
    struct fault *why)
{
	void **sorted = table_sorted(&r->assign->users);
	int rc = 0;

	for (size_t i = 0; i < r->assign->users.n && !rc; i++) {
		const struct assign_user *u = sorted[i];

		rc = linefile_get(&r->lines, u->at, &r->line, why);
		if (!rc)
			write_one(buf_span(&r->line), assign_ledger_name(names, u->message), run);
	}
	free(sorted);
	return rc;
}

void
assign_records_write(struct assign_records *r, const struct assign_ledger *names, struct run *run)
{
	struct fault why;
	int rc = linefile_rewind(&r->lines, &why);

	if (!rc)
		rc = r->shuffled ? write_sorted(r, names, run, &why) : write_along(r, names, run, &why);
	if (rc)
		die(DIAG_STOPPED, "%s", why.text);
}
