#include "decode.h"

#include "jtext.h"
#include "jwrite.h"

/* How much of the input is looked at to tell its format, and shown of it. */
enum { HEAD = 64 << 10, SHOWN = 40 };

/* A new format is a row here. */
static const struct decode_format *const formats[] = {
	&decode_ndjson, &decode_json, &decode_csv, &decode_tsv, &decode_snowplow,
};
enum { FORMATS = sizeof formats / sizeof *formats };

const char *
decode_take_format(void *to, const char *text)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (!strcmp(text, formats[i]->name)) {
			*(const struct decode_format **)to = formats[i];
			return NULL;
		}
	return "not ndjson, json, csv, tsv or snowplow";
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct span
decode_skip_blank(struct span text)
{
	while (text.n && is_blank(*text.p))
		text = span_after(text, 1);
	return text;
}

struct span
decode_trim(struct span text)
{
	while (text.n && is_blank(text.p[text.n - 1]))
		text.n--;
	return decode_skip_blank(text);
}

/* ---- what every input is looked at for ---- */

#define BOM SPAN("\xef\xbb\xbf")

static struct span
without_bom(struct span head)
{
	return span_starts(head, BOM) ? span_after(head, 3) : head;
}

/* Four bytes tell, by a BOM or by where the zeros of ASCII in 16 or 32 bits are. */
static const char *
wide_encoding(struct span head)
{
	unsigned char b[4] = { 1, 1, 1, 1 };

	memcpy(b, head.p, head.n < 4 ? head.n : 4);
	if ((b[0] == 0xff && b[1] == 0xfe && !b[2] && !b[3]) ||
	    (!b[0] && !b[1] && b[2] == 0xfe && b[3] == 0xff))
		return "UTF-32";
	if ((b[0] == 0xff && b[1] == 0xfe) || (b[0] == 0xfe && b[1] == 0xff))
		return "UTF-16";
	if ((b[0] && !b[1] && !b[2] && !b[3]) || (!b[0] && !b[1] && !b[2] && b[3]))
		return "UTF-32";
	if ((b[0] && !b[1] && b[2] && !b[3]) || (!b[0] && b[1] && !b[2] && b[3]))
		return "UTF-16";
	return NULL;
}

/* 1 text, 0 more bytes would tell, -1 and *why. Only the first line: bytes that
 * are wrong further on cost their record, not the file. */
static int
check_text(struct span head, bool all, struct fault *why)
{
	size_t end = span_find(head, '\n'), at, bad;
	bool cut = end == head.n;

	if (cut && !all)
		return 0;
	for (at = 0; at < end; at++)
		if ((unsigned char)head.p[at] < 0x20 && head.p[at] != '\t' && head.p[at] != '\r')
			break;
	/* Where the line is cut, so may its last character be. */
	if (!jtext_utf8((struct span){ head.p, at }, &bad) && !(cut && bad + 4 > end))
		at = bad;
	if (at == end)
		return 1;
	if ((unsigned char)head.p[at] < 0x20)
		return fault_set(why, "not text: byte 0x%02x at %zu", (unsigned char)head.p[at], at + 1);
	return fault_set(why, "not text in UTF-8: byte 0x%02x at %zu; Latin-1 is converted by "
	    "iconv -f LATIN1 -t UTF-8 FILE | ...", (unsigned char)head.p[at], at + 1);
}

/* Whether it begins as JSON does, whatever is wrong with it further on. */
static bool
begins_json(struct span head)
{
	struct span body = decode_skip_blank(head);

	if (!span_starts(body, SPAN("{")))
		return span_starts(body, SPAN("["));
	body = decode_skip_blank(span_after(body, 1));
	return !body.n || *body.p == '"' || *body.p == '}';
}

static int
sniff(struct span head, bool all, const struct decode_format **f)
{
	bool unsure = false;
	int best = 0;

	for (size_t i = 0; i < FORMATS; i++) {
		int sure = formats[i]->sniff(head, all);

		unsure |= sure < 0;
		if (sure > best) {
			best = sure;
			*f = formats[i];
		}
	}
	return best && !unsure;
}

/* The format of what begins with head: 1, 0 more bytes would tell, -1 refused. */
static int
choose(const struct decode *d, struct span head, bool all, const struct decode_format **f,
    struct fault *why)
{
	const char *wide;
	struct span body;
	int rc;

	if (!all && head.n < 4 && (span_find(head, '\n') == head.n || span_find(head, 0) < head.n))
		return 0;
	if (span_starts(head, SPAN("\x1f\x8b")))
		return fault_set(why, "compressed twice; unpack it once: gzip -dc FILE | ..., of an "
		    "object by --raw | gzip -dc | ev-decode");
	if ((wide = wide_encoding(head)))
		return fault_set(why, "%s text; convert it: iconv -f %s -t UTF-8 FILE | ...", wide, wide);
	head = without_bom(head);
	body = decode_skip_blank(head);
	if (span_starts(body, SPAN("<"))) {
		size_t n = span_find(body, '\n');

		if (n == body.n && n < SHOWN && !all)
			return 0;
		return fault_set(why, "HTML or XML, not data: it begins with '%.*s'",
		    (int)(n < SHOWN ? n : SHOWN), body.p);
	}
	*f = d->from ? d->from : d->records.n ? &decode_json : d->delim ? &decode_csv : NULL;
	if (*f)
		return 1;
	if (!begins_json(head) && (rc = check_text(head, all, why)) <= 0)
		return rc;
	return sniff(head, all, f);
}

/* The format of what comes next; NULL and *why where there is none that fits. */
static const struct decode_format *
find_format(const struct decode *d, struct line_reader *r, struct fault *why)
{
	const struct decode_format *f = NULL;
	size_t want = 1;

	for (;;) {
		struct span head = line_peek(r, want);
		bool all = r->end || head.n >= HEAD;
		int rc;

		/* Not what happens to be there as well: the answer would depend on it. */
		head.n = head.n < HEAD ? head.n : HEAD;
		if ((rc = choose(d, head, all, &f, why)))
			return rc > 0 ? f : NULL;
		if (all)
			break;
		want = head.n + 1;
	}
	if (r->end < 0)
		*why = r->why;
	else
		fault_set(why, "cannot tell what it is: the first line is no JSON and has no comma "
		    "or tab; say it with --from");
	return NULL;
}

/* Whether the next line is blank; where all that is left is, that is one. */
static bool
blank_is_next(struct line_reader *r)
{
	struct span head;
	size_t want = 1, at;

	for (;;) {
		head = line_peek(r, want);
		at = head.n - without_bom(head).n;
		while (at < head.n && is_blank(head.p[at]) && head.p[at] != r->end_byte)
			at++;
		if (at < head.n && (r->end || head.n >= BOM.n || !span_starts(BOM, head)))
			return head.p[at] == r->end_byte;
		if (r->end || head.n >= HEAD)
			return r->end && head.n;
		want = head.n + 1;
	}
}

static int
run_format(struct decode *d, struct line_reader *r, struct fault *why)
{
	const struct decode_format *f;
	struct span line;

	while (blank_is_next(r) && line_next(r, &line) > 0)
		tally_add(&d->run->tally, TALLY_NOTE, "blank_lines", 1);
	if (!line_peek(r, 1).n) {
		*why = r->why;
		return r->end < 0 ? -1 : 0;
	}
	f = find_format(d, r, why);
	return f ? f->run(d, r, why) : -1;
}

void
decode_count_bytes(struct decode *d)
{
	d->run->tally.bytes += d->whole->bytes - d->bytes;
	d->bytes = d->whole->bytes;
}

/* One stream of bytes, with lines of its own. */
static int
run_part(struct decode *d, struct input *in, struct fault *why)
{
	struct line_reader r;
	int rc;

	d->in = in;
	d->cut_short = 0;
	line_init(&r, in, d->run->max_line);
	if (d->cr)
		r.end_byte = '\r';
	rc = run_format(d, &r, why);
	line_free(&r);
	d->in = NULL;
	return rc;
}

int
decode_run(struct decode *d, struct input *in, struct fault *why)
{
	uint64_t entries = 0, failed = 0;
	struct input *part;
	int got = 1, rc = 0;

	d->whole = in;
	d->bytes = 0;
	while (!rc && (got = input_next(in, &part, why)) > 0) {
		rc = run_part(d, part, why);
		if (part == in)
			continue;
		entries++;
		if (rc)
			run_fault(d->run, part->name, why);
		failed += rc != 0;
		rc = 0;
	}
	decode_count_bytes(d);
	if (in->ignored)
		tally_add(&d->run->tally, TALLY_NOTE, "ignored_entries", in->ignored);
	if (rc || got < 0)
		return -1;
	return !failed ? 0 : fault_set(why, "not complete, entries that failed: %llu of %llu",
	    (unsigned long long)failed, (unsigned long long)entries);
}

/* ---- for the formats ---- */

void
decode_give(struct decode *d, const struct record *r)
{
	run_step(d->run);
	d->run->tally.read++;
	decode_count_bytes(d);
	progress_tick(&d->run->progress, &d->run->tally);
	d->sink(d->arg, r);
}

void
decode_reject(struct decode *d, const struct reject *x)
{
	struct reject named = *x;

	named.at.source = d->in->name;
	run_step(d->run);
	d->run->tally.read++;
	decode_count_bytes(d);
	run_reject(d->run, &named);
}

struct place
decode_place(const struct record *r, size_t at)
{
	struct place place = r->at;

	if (r->gathered)
		jgather_place(r->gathered, at, &place.line, &place.byte);
	else if (!r->made)
		place.byte += at;
	return place;
}

void
decode_one_line(const struct decode *d, struct span text)
{
	char *p = (char *)(uintptr_t)text.p, *end = p + text.n;

	while (d->cr && (p = memchr(p, '\n', (size_t)(end - p))))
		*p++ = ' ';
}

static bool
has_source(const struct record *r)
{
	return r->json->n && span_is(r->json->member[0].key, "_source");
}

void
decode_write(struct out *o, const struct record *r, bool source)
{
	struct buf *b = &o->buf;

	if (!source || has_source(r)) {
		out_line(o, r->text);
		return;
	}
	buf_put(b, SPAN("{\"_source\":"));
	jtext_encode(b, span_of(r->at.source));
	/* The line goes inside the quotes. */
	b->n--;
	buf_printf(b, ":%llu\"", (unsigned long long)r->at.line);
	if (r->json->n)
		buf_byte(b, ',');
	buf_put(b, span_after(r->text, 1));
	out_end_line(o);
}

void
decode_pass(void *decode, const struct record *r)
{
	struct decode *d = decode;

	decode_write(&d->run->out, r, d->source);
	d->run->tally.used++;
	d->run->tally.written++;
}
