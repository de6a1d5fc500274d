/*
 * What is no record: rejected with a true reason.
 */
#include "decode.h"
#include "jtext.h"

bool
decode_broken_line(struct decode *d, const struct line_reader *r, struct span line)
{
	struct reject x = { .at = { .line = r->line, .byte = 1 }, .raw = line };

	if (r->over) {
		x.reason = "too_long";
		x.text = "longer than --max-line";
	} else if (r->torn) {
		x.reason = "torn";
		x.text = "the input ends inside the line";
	} else {
		return false;
	}
	decode_reject(d, &x);
	return true;
}

/* One JSON value of any kind. */
static bool
is_value(struct span body)
{
	struct jscan s = { 0 };
	struct buf b = { .max = SIZE_MAX / 2 };
	bool good;

	buf_byte(&b, '[');
	buf_put(&b, body);
	buf_byte(&b, ']');
	good = !jscan_array(&s, buf_span(&b)) && s.n == 1;
	jscan_free(&s);
	buf_free(&b);
	return good;
}

bool
decode_is_scalar(struct span text)
{
	struct span body = decode_trim(text);

	return body.n && *body.p != '[' && *body.p != '{' && is_value(body);
}

void
decode_bad_json(struct decode *d, const struct jscan *s, struct span text, struct place at)
{
	struct reject x = { .at = at, .reason = "bad_json", .text = s->why, .raw = text };
	struct span body = decode_trim(text);
	size_t bad;

	x.at.byte += s->at;
	if (!jtext_utf8(text, &bad) && bad == s->at) {
		x.reason = "bad_utf8";
	} else if (body.n && *body.p != '{' && is_value(body)) {
		x.reason = "not_object";
		x.text = *body.p == '[' ? "an array, not an object" : "a single value, not an object";
	}
	decode_reject(d, &x);
}

bool
decode_is_notice(struct span line)
{
	return span_is(line, "terminated early") || span_is(line, "export terminated early");
}

void
decode_bad_line(struct decode *d, struct jscan *s, struct span line, uint64_t number)
{
	struct place at = { d->in->name, number, 1 };
	struct span body = decode_trim(line);

	if (!body.n)
		tally_add(&d->run->tally, TALLY_NOTE, "blank_lines", 1);
	else if (decode_is_notice(body))
		d->cut_short = number;
	else if (!d->lenient || !decode_mend(d, s, line, at))
		decode_bad_json(d, s, line, at);
}

int
decode_end_of_lines(const struct decode *d, struct fault *why)
{
	return !d->cut_short ? 0 : fault_set(why, "the export was terminated early: line %llu says so",
	    (unsigned long long)d->cut_short);
}
