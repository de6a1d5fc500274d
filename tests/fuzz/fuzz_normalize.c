/*
 * Any record that is taken is an event: its line can be read, and made again it
 * is the same line, byte for byte. Nothing made of a record is moved: the room
 * that normal_record reserves is enough. The items of a batch are records, and
 * all that is said of their places lies within it. The first byte chooses the
 * options.
 */
#include "event.h"
#include "provider.h"
#include "unroll.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TZ = 1, KEEP = 2, CONTEXT = 4, PLACEHOLDERS = 8, NOW = 16, FIELDS = 32, LENIENT = 64 };

static const struct mapping_rename renamed[] = { { "a", "\"b\\" }, { "\"b\\", "c" } };
static const char *const dropped[] = { "d", "a.c", "/a/0/b", NULL };

/* Every field from the same place, or another that is asked when it says nothing. */
static const struct mapping deep = {
	.rule = {
		[MAPPING_USER_ID] = { .path = { "a.b", "a" } },
		[MAPPING_ANONYMOUS_ID] = { .path = { "a.b" } },
		[MAPPING_EVENT_ID] = { .path = { "a.b", "/a/0", "a" } },
		[MAPPING_TIMESTAMP] = { .path = { "timestamp", "a", "t" }, .constant = "1" },
		[MAPPING_EVENT] = { .path = { "a.b", "a" }, .constant = "\"a\"" },
		[MAPPING_METADATA] = { .path = { "a.b", "a" } },
		[MAPPING_RECEIVED_AT] = { .path = { "timestamp", "a" } },
	},
	.rest = MAPPING_REST_CONTEXT,
	.source = "s\"",
	.rename = renamed,
	.renames = 2,
	.drop = dropped,
};

static void
set_up(struct normal *n, struct tally *t, struct provider_finder *f, unsigned options)
{
	*n = (struct normal){ .tally = t, .zone = { .name = "UTC", .fixed = true } };
	*f = (struct provider_finder){ 0 };
	n->placeholder.off = options & PLACEHOLDERS;
	n->context = options & CONTEXT;
	if (options & TZ) {
		n->local_epochs = true;
		zone_take(&n->zone, "-03:30");
	}
	if (options & KEEP && (normal_keep(n, "a\"b") || normal_keep(n, "context.page") ||
	    normal_keep(n, "/metadata/a")))
		abort();
	if (options & NOW)
		tstamp_parse(SPAN("2021-06-11T10:41:23Z"), &n->now);
	if (options & FIELDS) {
		f->forced = &provider_fields;
		n->map = &deep;
	}
	n->lenient = options & LENIENT;
	n->clamp = options & LENIENT;
}

/* 0: the event is in *to; -1 with a reason that is named. */
static int
convert(struct span text, unsigned options, struct buf *to)
{
	static struct normal n;
	struct provider_finder f;
	struct normal_event e = { 0 };
	struct span value[PROVIDER_KEYS];
	struct jscan json = { 0 };
	struct tally t = { 0 };
	struct reject why = { .at = { .byte = 1 } };
	struct record r = { .text = text, .json = &json };
	const struct provider *p;
	uint64_t differing;
	const char *made;
	int rc = -1;

	set_up(&n, &t, &f, options);
	if (jscan_object(&json, text))
		abort();
	normal_begin(&n);
	normal_record(&n, &r);
	made = n.made.p;
	if ((p = provider_find(&f, &json, value, &differing))) {
		rc = p->read(&n, &r, value, &e, &why);
		if (!rc)
			rc = normal_write(&n, &e, &r, to, &why);
		if (n.made.p != made || (rc && (!why.reason || !why.text || !why.field.n)) ||
		    why.at.byte < 1 || why.at.byte > text.n)
			abort();
	}
	normal_free(&n);
	jscan_free(&json);
	return rc;
}

static void
check(struct span line, unsigned options)
{
	struct buf again = { 0 };
	struct event_reader r;
	struct reject why;
	struct event e;

	if (memchr(line.p, '\n', line.n))
		abort();
	event_init(&r);
	if (event_read(&r, line, &e, &why)) {
		fprintf(stderr, "%s: %s\n%.*s\n", why.reason, why.text, (int)line.n, line.p);
		abort();
	}
	event_free(&r);
	if (convert(line, options & ~(unsigned)(TZ | FIELDS | KEEP | LENIENT), &again) ||
	    !span_eq(line, buf_span(&again))) {
		fprintf(stderr, "%.*s\n%.*s\n", (int)line.n, line.p, (int)again.n, again.p);
		abort();
	}
	buf_free(&again);
}

static void
take(struct span text, unsigned options)
{
	struct buf line = { 0 };

	if (!convert(text, options, &line))
		check(buf_span(&line), options);
	buf_free(&line);
}

static bool
is_within(struct span batch, struct span part)
{
	return part.p >= batch.p && part.p + part.n <= batch.p + batch.n;
}

/* If it is a batch: its items. */
static void
take_items(struct span text, const struct jscan *json, unsigned options)
{
	struct provider_finder f = { 0 };
	struct record batch = { .text = text, .json = json }, item;
	struct span value[PROVIDER_KEYS], items = { 0 };
	struct unroll u = { 0 };
	struct reject why;
	uint64_t differing;
	const struct provider *p = provider_find(&f, json, value, &differing);
	int rc;

	if (p && p->items)
		items = p->items(value);
	rc = items.n && !unroll_begin(&u, &batch, items, &why);
	while (rc && (rc = unroll_next(&u, &item, &why))) {
		if (!is_within(text, unroll_raw(&u)))
			abort();
		for (size_t at = 0; rc > 0 && at < item.text.n; at++)
			if (unroll_at(&u, at) >= text.n)
				abort();
		if (rc > 0)
			take(item.text, options);
	}
	unroll_free(&u);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = { (const char *)data, size };
	struct jscan s = { 0 };
	unsigned options = size ? data[0] : 0;

	if (size)
		text = span_after(text, 1);
	/* As from a line: no break, no white space around; not as deep as can be,
	 * since what becomes metadata lies one level deeper. */
	if (size && !memchr(text.p, '\n', text.n) && text.n < 1000 && !jscan_object(&s, text) &&
	    text.p[0] == '{' && text.p[text.n - 1] == '}') {
		take(text, options);
		take_items(text, &s, options);
	}
	jscan_free(&s);
	return 0;
}
