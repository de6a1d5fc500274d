/* The canonical event: read in any order and spelling, and each way to refuse one. */
#include "unit.h"

#include "event.h"

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
	cmocka_unit_test(refused),
	cmocka_unit_test(who),
};

UNIT_MAIN
