#include "rejects.h"

#include <fcntl.h>
#include <errno.h>

#include "diag.h"
#include "jwrite.h"
#include "num.h"
#include "opt.h"

int
rejects_why(struct reject *why, struct span record, struct span field, struct span value,
    const char *reason, const char *text)
{
	why->field = field;
	why->reason = reason;
	why->text = text;
	if (value.n && value.p >= record.p && value.p < record.p + record.n)
		why->at.byte = (uint64_t)(value.p - record.p) + 1;
	return -1;
}

const char *
rejects_limit(void *rejects, const char *text)
{
	struct rejects *r = rejects;
	struct span s = span_of(text);

	r->percent = span_ends(s, SPAN("%"));
	if (r->percent)
		s.n--;
	if (num_int(s, 0, r->percent ? 100 : INT64_MAX, &r->allowed))
		return "not a count such as 10 or a share such as 2%";
	return NULL;
}

void
rejects_begin(struct rejects *r, struct tally *t, struct notes *n)
{
	int fd;

	r->tally = t;
	r->notes = n;
	if (!r->path)
		return;
	fd = open(r->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0)
		opt_wrong("--rejects '%s': %s", r->path, strerror(errno));
	out_init(&r->file, fd, r->path);
}

void
rejects_lane(struct rejects *r, const struct rejects *whole, struct tally *t, struct notes *n)
{
	r->tally = t;
	r->notes = n;
	r->quiet = whole->quiet;
	r->path = whole->path;
}

static void
show(struct rejects *r, const struct reject *x, uint64_t number)
{
	const char *text = x->text ? x->text : x->reason;

	if (x->field.n)
		notes_warn(r->notes, x->reason, number, "%s:%llu:%llu: %.*s: %s", x->at.source,
		    (unsigned long long)x->at.line, (unsigned long long)x->at.byte,
		    SPAN_SHOW(x->field), text);
	else
		notes_warn(r->notes, x->reason, number, "%s:%llu:%llu: %s", x->at.source,
		    (unsigned long long)x->at.line, (unsigned long long)x->at.byte, text);
}

/* RFC 4648. Small and only for rejects: no reason to link a library. */
static void
put_base64(struct buf *b, struct span s)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < s.n; i += 3) {
		uint32_t three = 0;

		for (size_t k = 0; k < 3; k++)
			three = three << 8 | (i + k < s.n ? (unsigned char)s.p[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			buf_byte(b, i + k <= s.n ? digits[three >> (18 - 6 * k) & 63] : '=');
	}
}

static void
keep(struct rejects *r, const struct reject *x)
{
	struct buf *b = &r->file.buf;
	size_t bad;

	jwrite_begin(b);
	jwrite_string(b, SPAN("source"), span_of(x->at.source));
	jwrite_int(b, SPAN("line"), (int64_t)x->at.line);
	jwrite_int(b, SPAN("byte"), (int64_t)x->at.byte);
	jwrite_string(b, SPAN("field"), x->field);
	jwrite_key(b, SPAN("reason"));
	if (x->text) {
		struct buf reason = { 0 };

		buf_printf(&reason, "%s: %s", x->reason, x->text);
		jtext_encode(b, buf_span(&reason));
		buf_free(&reason);
	} else {
		jtext_encode(b, span_of(x->reason));
	}
	if (jtext_utf8(x->raw, &bad)) {
		jwrite_string(b, SPAN("raw"), x->raw);
	} else {
		jwrite_key(b, SPAN("raw_base64"));
		buf_byte(b, '"');
		put_base64(b, x->raw);
		buf_byte(b, '"');
	}
	jwrite_end(b);
	out_end_line(&r->file);
}

static uint64_t
count_of(const struct tally *t, const char *reason)
{
	for (size_t i = 0; i < t->rows; i++)
		if (t->row[i].kind == TALLY_REJECTED && !strcmp(t->row[i].name, reason))
			return t->row[i].n;
	return 0;
}

bool
rejects_shown(const struct tally *before, const char *reason, uint64_t number)
{
	return count_of(before, reason) + number <= REJECTS_SHOWN;
}

void
rejects_add(struct rejects *r, const struct reject *x)
{
	uint64_t number;

	tally_add(r->tally, TALLY_REJECTED, x->reason, 1);
	number = count_of(r->tally, x->reason);
	if (!r->quiet && number <= REJECTS_SHOWN)
		show(r, x, number);
	if (r->path)
		keep(r, x);
}

bool
rejects_end(struct rejects *r)
{
	const struct tally *t = r->tally;
	uint64_t sum = tally_sum(t, TALLY_REJECTED);
	char more[NUM_GROUPED];

	for (size_t i = 0; i < t->rows && !r->quiet; i++)
		if (t->row[i].kind == TALLY_REJECTED && t->row[i].n > REJECTS_SHOWN)
			warn("%s more like this: %s",
			    num_grouped(t->row[i].n - REJECTS_SHOWN, more), t->row[i].name);
	if (r->path)
		out_close(&r->file);
	/* In percent without rounding: rejected / read > allowed / 100. */
	return r->percent ? (double)sum * 100 > (double)t->read * (double)r->allowed
	                  : sum > (uint64_t)r->allowed;
}
