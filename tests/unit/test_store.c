/* URIs of objects, and object records both ways. */
#include "unit.h"

#include "buf.h"
#include "store.h"

static const struct store_kind gs = { .scheme = "gs", .version = "generation", .buckets = true };
static const struct store_kind file = { .scheme = "file", .version = "version" };

static void
places(void **state)
{
	static const struct {
		const char *uri, *bucket, *name, *prefix, *version;
		int what;
	} rows[] = {
		{ "gs://b", "b", "", "", "", STORE_PREFIX },
		{ "gs://b/", "b", "", "", "", STORE_PREFIX },
		{ "gs://b/p/", "b", "p/", "p/", "", STORE_PREFIX },
		{ "gs://b/o", "b", "o", "o", "", STORE_ONE },
		{ "gs://b//o", "b", "/o", "/o", "", STORE_ONE },
		{ "gs://b/a/o.gz#1623407283000001", "b", "a/o.gz", "a/o.gz", "1623407283000001",
		  STORE_ONE },
		{ "gs://b/o#", "b", "o#", "o#", "", STORE_ONE },
		{ "gs://b/o#part2", "b", "o#part2", "o#part2", "", STORE_ONE },
		{ "gs://b/o#1#2", "b", "o#1", "o#1", "2", STORE_ONE },
		{ "gs://b/2021-06-*/x", "b", "2021-06-*/x", "2021-06-", "", STORE_PATTERN },
		{ "gs://b/*/", "b", "*/", "", "", STORE_PATTERN },
		{ "gs://b/a%2Fb", "b", "a%2Fb", "a%2Fb", "", STORE_ONE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct store_place at;
		struct fault why;

		assert_int_equal(store_parse(&gs, span_of(rows[i].uri), &at, &why), 0);
		assert_true(span_is(at.bucket, rows[i].bucket));
		assert_true(span_is(at.name, rows[i].name));
		assert_true(span_is(at.prefix, rows[i].prefix));
		assert_true(span_is(at.version, rows[i].version));
		assert_int_equal(at.what, rows[i].what);
	}
}

static void
places_of_files(void **state)
{
	struct store_place at;
	struct fault why;

	(void)state;
	assert_int_equal(store_parse(&file, SPAN("file:///a/b#1"), &at, &why), 0);
	assert_span(at.bucket, "");
	assert_span(at.name, "/a/b#1");
	assert_int_equal(at.what, STORE_ONE);
	assert_int_equal(store_parse(&file, SPAN("file://a/*.gz"), &at, &why), 0);
	assert_span(at.prefix, "a/");
	assert_int_equal(store_parse(&file, SPAN("file://"), &at, &why), -1);
}

static void
wrong_uris(void **state)
{
	static const struct { const char *uri, *why; } rows[] = {
		{ "gs://", "names no bucket" }, { "gs:///o", "names no bucket" },
		{ "gs://b*/o", "has a wildcard in the bucket's name" },
		{ "gs://b/p/#12", "gives a generation for more than one object" },
		{ "gs://b/*#12", "gives a generation for more than one object" },
		{ "gs:/b/o", "is no gs:// URI" }, { "GS://b/o", "is no gs:// URI" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct store_place at;
		struct fault why;

		assert_int_equal(store_parse(&gs, span_of(rows[i].uri), &at, &why), -1);
		assert_string_equal(why.text, rows[i].why);
	}
}

static void
whose_uri(void **state)
{
	struct store a = { &gs }, b = { &file };
	struct store *const both[] = { &a, &b, NULL };
	struct fault why;

	(void)state;
	assert_ptr_equal(store_of(both, SPAN("gs://b/o"), &why), &a);
	assert_ptr_equal(store_of(both, SPAN("file:///o"), &why), &b);
	assert_null(store_of(both, SPAN("s3://b/o"), &why));
	assert_string_equal(why.text, "is not for this program; try s3-fetch");
	assert_null(store_of(both, SPAN("/etc/passwd"), &why));
	assert_string_equal(why.text, "is no URI; a file's is file://PATH");
	assert_null(store_of(both, SPAN("gs://b/o\0x"), &why));
	assert_string_equal(why.text, "has a NUL byte");
}

static void
records_there_and_back(void **state)
{
	static const char *const rows[] = {
		"{\"uri\":\"gs://b/o\"}",
		"{\"uri\":\"gs://b/a \\\"*#?[x]/\\n\\u0001\xc3\xa9\",\"size\":0}",
		"{\"uri\":\"gs://b/o\",\"size\":9223372036854775807,"
		"\"updated\":\"2021-06-11T10:41:23.000Z\",\"generation\":\"1623407283000001\","
		"\"crc32c\":\"4waSgw==\",\"md5\":\"JfnnlDI7RTiF9RgfG2JNCw==\"}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct store_object o;
		struct fault why;
		struct buf line = { 0 };

		assert_int_equal(store_read(&gs, span_of(rows[i]), &o, &why), 0);
		store_write(&gs, &o, &line);
		assert_true(span_is(buf_span(&line), rows[i]));
		store_object_free(&o);
		buf_free(&line);
	}
}

/* What jq and people make of a record. */
static void
records_of_others(void **state)
{
	struct store_object o;
	struct fault why;

	(void)state;
	assert_int_equal(store_read(&gs, SPAN(" { \"size\" : \"12\", \"x\":[1], \"generation\":123,"
	    "\"md5\":null, \"\\u0075ri\":\"gs:\\/\\/b\\/o\" } "), &o, &why), 0);
	assert_string_equal(o.uri, "gs://b/o");
	assert_string_equal(o.version, "123");
	assert_int_equal(o.size, 12);
	assert_false(o.sums.has_md5 || o.sums.has_crc32c);
	store_object_free(&o);
	assert_int_equal(store_read(&gs, SPAN("{\"uri\":\"gs://b/o\",\"crc32c\":\"4waSgw==\"}"), &o,
	    &why), 0);
	assert_true(o.size == -1 && o.sums.crc32c == 0xe3069283);
	store_object_free(&o);
}

static void
wrong_records(void **state)
{
	static const struct { const char *line, *why; } rows[] = {
		{ "{}", "no object record: it has no uri" },
		{ "{\"uri\":\"\"}", "no object record: it has no uri" },
		{ "{\"uri\":\"gs://b/o\",\"size\":-1}", "size: not a number of bytes" },
		{ "{\"uri\":\"gs://b/o\",\"size\":1.5}", "size: not a number of bytes" },
		{ "{\"uri\":\"gs://b/o\",\"crc32c\":\"x\"}", "crc32c: not base64 of 4 bytes" },
		{ "{\"uri\":\"gs://b/o\",\"md5\":\"AAAA\"}", "md5: not base64 of 16 bytes" },
		{ "{\"uri\":\"gs://b/o\\u0000x\"}", "uri: not a text" },
		{ "{\"uri\":\"gs://b/\\ud800\"}", "uri: not a text" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct store_object o;
		struct fault why;

		assert_int_equal(store_read(&gs, span_of(rows[i].line), &o, &why), -1);
		assert_string_equal(why.text, rows[i].why);
		store_object_free(&o);
	}
}

static void
left_out(void **state)
{
	static const struct { const char *uri; int64_t size; bool yes; } rows[] = {
		{ "gs://b/p/", 0, true }, { "gs://b/p/", 3, false }, { "gs://b/p/_SUCCESS", 0, true },
		{ "gs://b/manifest.json", 9, true }, { "gs://b/dummy-object.txt", 1, true },
		{ "gs://b/my-manifest.json", 9, false }, { "gs://b/_SUCCESS/x", 9, false },
		{ "gs://b/empty", 0, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct store_object o = { .uri = store_text(span_of(rows[i].uri)),
			.size = rows[i].size };

		assert_int_equal(store_ignores(&o), rows[i].yes);
		store_object_free(&o);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(places),
	cmocka_unit_test(places_of_files),
	cmocka_unit_test(wrong_uris),
	cmocka_unit_test(whose_uri),
	cmocka_unit_test(records_there_and_back),
	cmocka_unit_test(records_of_others),
	cmocka_unit_test(wrong_records),
	cmocka_unit_test(left_out),
};

UNIT_MAIN
