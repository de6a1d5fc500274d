/* The canonical event: read in any order and spelling, and each way to refuse one. */
#include "unit.h"

#include "event.h"
#include "hash.h"

#define T "\"timestamp\":\"2021-06-11T10:41:23.000Z\""

static void
taken(void **state)
{
	static const struct { const char *line, *user_id, *anonymous_id, *event, *event_id,
	    *metadata; } rows[] = {
		{ "{\"user_id\":\"u\"," T ",\"event\":\"e\",\"event_id\":\"m\","
		  "\"metadata\":{ \"a\":1.0}}",
		  "u", "", "e", "m", "{ \"a\":1.0}" },
		{ "{\"metadata\":{},\"x\":[1],\"event\":\"e\"," T ",\"anonymous_id\":\"a\"}", "",
		  "a", "e", "", "{}" },
		{ "{\"\\u0075ser_id\":\"\\u0041\\/\",\"event\":\"\\u00e9\\n\"," T "}", "A/", "",
		  "\xc3\xa9\n", "", "{}" },
		{ "{\"user_id\":\"\\u0062\",\"anonymous_id\":\"\\u0063\",\"event\":\"\\u0064\","
		  "\"event_id\":\"\\u0065\","
		  "\"time\\u0073tamp\":\"2021-06-11T12:41:23\\u002b02:00\"}", "b", "c", "d", "e",
		  "{}" },
		{ "{\"user_id\":null,\"anonymous_id\":\"a\",\"event\":\"e\"," T "}", "", "a", "e",
		  "", "{}" },
		{ "{\"user_id\":\"\",\"anonymous_id\":\"a\",\"event_id\":\"\","
		  "\"event\":\"e\"," T "}",
		  "", "a", "e", "", "{}" },
		{ " {\"user_id\":\"u\",\"user_id\":\"u\",\"event\":\"e\"," T "} ", "u", "", "e", "",
		  "{}" },
	};
	struct event_reader r;

	(void)state;
	event_init(&r);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct reject why;
		struct event e;

		if (event_read(&r, span_of(rows[i].line), &e, &why))
			fail_msg("%s: %s", rows[i].line, why.reason);
		assert_true(span_is(e.user_id, rows[i].user_id) && span_is(e.event, rows[i].event));
		assert_true(span_is(e.anonymous_id, rows[i].anonymous_id));
		assert_true(span_is(e.event_id, rows[i].event_id));
		assert_true(span_is(e.metadata, rows[i].metadata));
		assert_true(e.timestamp.ns == 1623408083 * TSTAMP_SECOND);
	}
	event_free(&r);
}

/* Texts are lent until the next call: what is decoded after them moves none. */
static void
long_texts(void **state)
{
	char id[601], name[301], line[2048];

	(void)state;
	memset(id, 'u', sizeof id);
	memset(name, 'e', sizeof name);
	for (int n = 1; n <= 600; n += 7) {
		struct event_reader r;
		struct reject why;
		struct event e;

		event_init(&r);
		snprintf(line, sizeof line, "{\"user_id\":\"\\/%.*s\",\"event\":\"\\/%.*s\","
		    "\"event_id\":\"\\/%.*s\",\"anonymous_id\":\"\\/%.*s\"," T "}", n, id,
		    n / 2, name, n, id, n / 3, name);
		assert_int_equal(event_read(&r, span_of(line), &e, &why), 0);
		assert_int_equal(e.user_id.n, n + 1);
		assert_int_equal(e.user_id.p[0], '/');
		assert_memory_equal(e.user_id.p + 1, id, (size_t)n);
		assert_int_equal(e.event.n, n / 2 + 1);
		assert_int_equal(e.event.p[0], '/');
		assert_memory_equal(e.event.p + 1, name, (size_t)n / 2);
		/* One behind the other: no memory was taken in between. */
		assert_ptr_equal(e.event.p, e.user_id.p + e.user_id.n);
		assert_ptr_equal(e.event_id.p, e.event.p + e.event.n);
		assert_ptr_equal(e.anonymous_id.p, e.event_id.p + e.event_id.n);
		event_free(&r);
	}
}

static void
refused(void **state)
{
	static const struct { const char *line, *field, *reason; const char *at; } rows[] = {
		{ "{\"user_id\":\"u\"", "", "bad_json", NULL },
		{ "[]", "", "bad_json", "[" },
		{ "{\"user_id\":\"u\",\"event\":\"e\"}", "timestamp", "bad_ts", "{" },
		{ "{\"user_id\":\"u\",\"event\":\"e\",\"timestamp\":\"x\"}", "timestamp", "bad_ts",
		  "\"x" },
		{ "{\"user_id\":\"u\",\"event\":\"e\",\"timestamp\":7}", "timestamp", "bad_ts",
		  "7" },
		{ "{\"user_id\":\"u\"," T "}", "event", "no_event", "{" },
		{ "{\"user_id\":\"u\"," T ",\"event\":\"\"}", "event", "no_event", "\"\"" },
		{ "{\"user_id\":\"u\"," T ",\"event\":7}", "event", "bad_field", "7}" },
		{ "{\"user_id\":7," T ",\"event\":\"e\"}", "user_id", "bad_field", "7," },
		{ "{\"user_id\":\"\\ud83d\"," T ",\"event\":\"e\"}", "user_id", "bad_field",
		  "\"\\ud" },
		{ "{" T ",\"event\":\"e\"}", "user_id", "no_identity", "{" },
		{ "{\"user_id\":null,\"anonymous_id\":\"\"," T ",\"event\":\"e\"}", "user_id",
		  "no_identity", "null" },
		{ "{\"user_id\":\"u\"," T ",\"event\":\"e\",\"metadata\":[]}", "metadata",
		  "bad_field", "[" },
		{ "{\"user_id\":\"u\",\"user_id\":\"v\"," T ",\"event\":\"e\"}", "user_id",
		  "dup_key", "\"v" },
		{ "{\"user_id\":\"u\"," T "," T ",\"event\":\"e\",\"\\u0065vent\":\"f\"}", "event",
		  "dup_key", "\"f" },
	};
	struct event_reader r;

	(void)state;
	event_init(&r);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *line = rows[i].line, *at = rows[i].at;
		struct reject why;
		struct event e;

		if (!event_read(&r, span_of(line), &e, &why))
			fail_msg("taken: %s", line);
		assert_string_equal(why.reason, rows[i].reason);
		assert_true(span_is(why.field, rows[i].field));
		assert_int_equal(why.at.byte,
		    (at ? (size_t)(strstr(line, at) - line) : strlen(line)) + 1);
	}
	event_free(&r);
}

static void
same_event(const struct event *a, const struct event *b)
{
	assert_true(span_eq(a->user_id, b->user_id) && span_eq(a->anonymous_id, b->anonymous_id));
	assert_true(span_eq(a->event, b->event) && span_eq(a->event_id, b->event_id));
	assert_true(span_eq(a->metadata, b->metadata) && a->timestamp.ns == b->timestamp.ns);
}

/*
 * Lines in the order of ev-event(5) have a way of their own. Members are left out,
 * swapped, repeated and renamed; a member of no name of ours at the end makes the
 * same line one for the other way: both must say the same.
 */
static void
in_order_or_not(void **state)
{
	static const char *const members[] = { "\"user_id\":\"u\"", T, "\"event\":\"e\"",
		"\"event_id\":\"i\"", "\"anonymous_id\":\"a\"",
		"\"received_at\":\"2021-06-12T00:00:00.000Z\"", "\"source\":\"s\"",
		"\"flags\":[]", "\"metadata\":{\"m\":1}", "\"context\":{}",
		"\"user_id\":\"v\"", "\"metadatb\":{\"x\":1}", "\"event\":\"\"",
		"\"anonymous_id\":\"\\u0061\"", "\"\\u0065vent\":\"e\"" };
	enum { ORDERED = 10, ALL = sizeof members / sizeof *members };
	struct event_reader r, other;
	struct buf line = { 0 };
	uint64_t dice = 3;
	int good = 0;

	(void)state;
	event_init(&r);
	event_init(&other);
	buf_room(&line, 4096);
	for (int round = 0; round < 20000; round++) {
		struct reject why, because;
		struct event e, f;
		int rc;

		line.n = 0;
		buf_byte(&line, '{');
		for (size_t i = 0; i < ORDERED; i++) {
			uint64_t d = hash_random(&dice);
			size_t which = d % 16 ? i : (d >> 8) % ALL;

			if (d >> 20 & 7 || i < 3)
				buf_printf(&line, "%s%s", line.n > 1 ? "," : "", members[which]);
		}
		buf_byte(&line, '}');
		rc = event_read(&r, buf_span(&line), &e, &why);
		line.n--;
		buf_put(&line, SPAN(",\"\":0}"));
		assert_int_equal(event_read(&other, buf_span(&line), &f, &because), rc);
		if (!rc)
			same_event(&e, &f);
		else
			assert_true(why.at.byte == because.at.byte && !strcmp(why.text, because.text));
		good += !rc;
	}
	assert_true(good > 5000 && good < 19000);
	event_free(&r);
	event_free(&other);
	buf_free(&line);
}

static void
who(void **state)
{
	struct buf scratch = { 0 };

	(void)state;
	assert_span(event_user(&(struct event){ .user_id = SPAN("u"), .anonymous_id = SPAN("a") },
	    &scratch), "u");
	assert_span(event_user(&(struct event){ .anonymous_id = SPAN("a") }, &scratch), "anon:a");
	buf_free(&scratch);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(taken),
	cmocka_unit_test(long_texts),
	cmocka_unit_test(refused),
	cmocka_unit_test(in_order_or_not),
	cmocka_unit_test(who),
};

UNIT_MAIN
