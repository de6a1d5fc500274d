/*
 * JSON documents: objects, or arrays of objects, over any number of lines. One
 * value is held at a time.
 */
#include "decode.h"
#include "jgather.h"
#include "jtext.h"
#include "num.h"

enum { OVER_SHOWN = 80 };

struct reader {
	struct decode *d;
	struct jtokens tokens;
	struct jscan scan;
	uint64_t line, column; /* where the current token begins */

	/* The way to the records. Brackets 1 to `on` lie on the path. */
	size_t on;
	int64_t index[JPATH_STEPS + 1];   /* of the element, in those that are arrays */
	bool hit;              /* the key before the value is the path's step */
	struct buf key;
	size_t list;           /* depth inside the array of records; 0: outside */
	bool found;            /* the path was there in this document */
	uint64_t doc_line, doc_column;

	/* The record that is being gathered. */
	bool gathering;
	bool scalar;           /* it ends with the next token */
	bool ended;            /* an element has: it counts once ',' or ']' follows */
	size_t level;          /* depth outside of it */
	struct jgather record;
};

/* ---- one record ---- */

static void
begin_record(struct reader *j, const struct jtoken *t)
{
	j->gathering = true;
	j->scalar = t->kind == JTOKEN_SCALAR;
	j->level = j->tokens.depth - (t->kind == JTOKEN_OPEN);
	jgather_begin(&j->record, j->line, j->column);
}

static bool
ends_record(const struct reader *j, const struct jtoken *t)
{
	return j->tokens.depth == j->level &&
	    (t->kind == JTOKEN_CLOSE || (t->kind == JTOKEN_STRING && t->ends));
}

static struct place
find_place(const struct reader *j, size_t at)
{
	struct place place = { .source = j->d->in->name };

	jgather_place(&j->record, at, &place.line, &place.byte);
	return place;
}

static void
reject(struct reader *j, const char *reason, const char *text)
{
	struct reject x = { .at = find_place(j, 0), .reason = reason, .text = text,
		.raw = buf_span(&j->record.text) };

	if (j->record.over)
		x.raw.n = x.raw.n < OVER_SHOWN ? x.raw.n : OVER_SHOWN;
	decode_reject(j->d, &x);
}

static void
reject_bad(struct reader *j)
{
	struct place at = find_place(j, j->scan.at);

	/* It adds the offset itself, which is right where it is one line. */
	at.byte -= j->scan.at;
	decode_bad_json(j->d, &j->scan, buf_span(&j->record.text), at);
}

/* A scalar outside of all documents: a BOM between joined files is none. */
static bool
is_nothing(const struct reader *j)
{
	struct span text = buf_span(&j->record.text);

	if (!j->level)
		return span_is(text, "\xef\xbb\xbf");
	/* "events":null is how some write an empty list. */
	return !j->list && span_is(text, "null");
}

static void
give(struct reader *j)
{
	struct record record = { .text = buf_span(&j->record.text), .json = &j->scan,
		.at = find_place(j, 0), .gathered = &j->record };

	j->ended = false;
	if (is_nothing(j))
		return;
	if (j->record.over)
		reject(j, "too_long", "longer than --max-line");
	else if (!j->level && j->d->records.n)
		reject(j, "no_records", "the document has nothing at the --records path");
	else if (!jscan_object(&j->scan, record.text))
		decode_give(j->d, &record);
	else if (!j->d->lenient || !decode_mend(j->d, &j->scan, record.text, record.at))
		reject_bad(j);
}

static void
end_record(struct reader *j)
{
	j->gathering = j->scalar = false;
	j->ended = j->level;
	if (!j->ended)
		give(j);
}

/* ---- the way to the records ---- */

static struct span
next_step(const struct reader *j)
{
	return j->d->records.step[j->on - 1];
}

static bool
step_leads_here(const struct reader *j)
{
	int64_t index;

	if (j->index[j->on] < 0)
		return j->hit;
	return !num_int(next_step(j), 0, INT64_MAX, &index) && index == j->index[j->on];
}

/* The key as gathered, with its quotes, is that of the step. */
static bool
key_is_step(struct reader *j)
{
	struct span key = buf_span(&j->key), plain;
	struct buf object = { 0 }, scratch = { 0 };
	struct jscan s = { 0 };
	bool same;

	if (!memchr(key.p, '\\', key.n))
		return span_eq((struct span){ key.p + 1, key.n - 2 }, next_step(j));
	buf_printf(&object, "{%.*s:0}", (int)key.n, key.p);
	same = !jscan_object(&s, buf_span(&object)) && !jtext_decode(key, &scratch, &plain) &&
	    span_eq(plain, next_step(j));
	jscan_free(&s);
	buf_free(&object);
	buf_free(&scratch);
	return same;
}

static void
gather_key(struct reader *j, const struct jtoken *t)
{
	/* As long as the step can be with every byte written as \uXXXX. */
	size_t longest = 6 * next_step(j).n + 2;

	if (t->begins)
		j->key.n = 0;
	if (j->key.n <= longest)
		buf_put(&j->key, t->text);
	j->hit = t->ends && j->key.n <= longest && key_is_step(j);
}

/* What the path leads to: an array of records, or one record. */
static void
begin_records(struct reader *j, const struct jtoken *t)
{
	j->found = true;
	if (t->kind == JTOKEN_OPEN && *t->text.p == '[')
		j->list = j->tokens.depth;
	else
		begin_record(j, t);
}

static void
step_into(struct reader *j, const struct jtoken *t)
{
	j->on++;
	j->index[j->on] = *t->text.p == '[' ? 0 : -1;
	j->hit = false;
}

static void
begin_document(struct reader *j, const struct jtoken *t)
{
	j->found = false;
	j->on = j->list = 0;
	j->doc_line = j->line;
	j->doc_column = j->column;
	if (t->kind != JTOKEN_OPEN)
		begin_record(j, t);
	else if (!j->d->records.n)
		begin_records(j, t);
	else
		step_into(j, t);
}

static int
begin_value(struct reader *j, const struct jtoken *t)
{
	size_t depth = j->tokens.depth - (t->kind == JTOKEN_OPEN);

	if (!depth)
		begin_document(j, t);
	else if (j->list && depth == j->list)
		begin_record(j, t);
	else if (!j->list && depth == j->on && step_leads_here(j) && j->on == j->d->records.n)
		begin_records(j, t);
	else if (!j->list && depth == j->on && step_leads_here(j) && t->kind == JTOKEN_OPEN)
		step_into(j, t);
	else if (t->kind == JTOKEN_SCALAR && !memchr("-0123456789tfn", *t->text.p, 14))
		return -1;
	return 0;
}

static void
close_bracket(struct reader *j)
{
	size_t depth = j->tokens.depth;

	if (depth < j->list)
		j->list = 0;
	if (depth < j->on)
		j->on = depth;
	if (depth || j->found)
		return;
	jgather_begin(&j->record, j->doc_line, j->doc_column);
	reject(j, "no_records", "the document has nothing at the --records path");
}

static int
walk(struct reader *j, const struct jtoken *t)
{
	switch (t->kind) {
	case JTOKEN_COMMA:
		if (j->tokens.depth == j->on && j->index[j->on] >= 0)
			j->index[j->on]++;
		return 0;
	case JTOKEN_CLOSE:
		close_bracket(j);
		return 0;
	case JTOKEN_STRING:
		if (t->key && j->on && j->tokens.depth == j->on)
			gather_key(j, t);
		return t->key || !t->begins ? 0 : begin_value(j, t);
	case JTOKEN_SCALAR:
		return t->begins ? begin_value(j, t) : 0;
	case JTOKEN_OPEN:
		return begin_value(j, t);
	case JTOKEN_SPACE:
	case JTOKEN_COLON:
		return 0;
	}
	return 0;
}

/* ---- the stream ---- */

static int
take_token(struct reader *j, int rc, const struct jtoken *t, struct fault *why)
{
	const char *wrong = j->tokens.why;

	if (j->scalar && (rc < 0 || t->kind != JTOKEN_SCALAR || t->begins))
		end_record(j);
	if (j->ended && rc > 0 && t->kind != JTOKEN_SPACE)
		give(j);
	/* Inside a record only brackets matter: jscan will say what is wrong. */
	if (rc < 0 && (!j->gathering || j->tokens.stuck))
		return fault_set(why, "line %llu, column %llu: %s", (unsigned long long)j->line,
		    (unsigned long long)j->column, wrong);
	if (!j->gathering && walk(j, t))
		return fault_set(why, "line %llu, column %llu: expected a value",
		    (unsigned long long)j->line, (unsigned long long)j->column);
	if (j->gathering) {
		jgather_add(&j->record, t, j->line, j->column);
		if (ends_record(j, t))
			end_record(j);
	}
	return 0;
}

static int
take_piece(struct reader *j, struct span piece, struct fault *why)
{
	struct jtoken t;
	int rc;

	for (;;) {
		j->line = j->tokens.line;
		j->column = j->tokens.column;
		if (!(rc = jtoken_next(&j->tokens, &piece, &t)))
			return 0;
		if (take_token(j, rc, &t, why))
			return -1;
	}
}

/* The input has ended, well or not. */
static int
finish(struct reader *j, const struct line_reader *r, struct fault *why)
{
	bool open = jtoken_open(&j->tokens);

	if (j->scalar && r->end > 0)
		end_record(j);
	if (j->gathering || j->ended)
		reject(j, "torn", "the input ends inside the record");
	if (r->end < 0)
		*why = r->why;
	else if (open)
		return fault_set(why, "truncated: ends inside the document that begins at line %llu",
		    (unsigned long long)j->doc_line);
	return r->end < 0 ? -1 : 0;
}

static int
run(struct decode *d, struct line_reader *r, struct fault *why)
{
	struct reader j = { .d = d, .record.max = d->run->max_line };
	struct span piece;
	int rc = 0;

	jtoken_init(&j.tokens);
	j.tokens.line = r->line + 1;
	while (!rc && line_block(r, &piece) > 0)
		rc = take_piece(&j, piece, why);
	if (!rc)
		rc = finish(&j, r, why);
	else if (j.gathering || j.ended)
		reject(&j, "torn", "the document is broken in or behind the record");
	jscan_free(&j.scan);
	jgather_free(&j.record);
	buf_free(&j.key);
	return rc;
}

static int
sniff(struct span head, bool all)
{
	struct span body = decode_skip_blank(head);

	if (span_starts(body, SPAN("{")))
		return jtoken_sniff(body, all);
	return span_starts(body, SPAN("["));
}

const struct decode_format decode_json = { "json", sniff, run };
