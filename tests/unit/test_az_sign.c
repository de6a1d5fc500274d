/* Shared Key: vectors that a server accepted (where they are present), and
 * strings written by hand after Microsoft's page; openssl(1) signs them too. */
#include "unit.h"

#include <jansson.h>

#include "az_sign.h"
#include "base64.h"

static void
put_header(struct buf *header, size_t *n, const char *name, const char *value)
{
	if (value)
		buf_printf(&header[(*n)++], "%s: %s", name, value);
}

static void
expect(const struct az_sign_request *q, const char *text)
{
	struct buf to = { 0 };

	az_sign_text(&to, q);
	assert_string_equal(buf_text(&to), text);
	buf_free(&to);
}

static void
headers(void **state)
{
	struct buf header[8] = { { 0 } };
	struct az_sign_request q = { .verb = "GET", .account = SPAN("acct"), .header = header,
		.url = SPAN("https://acct.blob.core.windows.net/c/a%20b") };

	(void)state;
	put_header(header, &q.headers, "x-ms-version", "2021-12-02");
	put_header(header, &q.headers, "X-Ms-Date", " \tMon, 23 Nov 2026 16:09:45 GMT ");
	put_header(header, &q.headers, "if-match", "\"0x1\"");
	put_header(header, &q.headers, "Range", "bytes=5-");
	put_header(header, &q.headers, "x-ms-client-request-id", "1:2");
	put_header(header, &q.headers, "Date", "left out");
	put_header(header, &q.headers, "Accept-Encoding", "gzip");
	expect(&q, "GET\n\n\n\n\n\n\n\n\"0x1\"\n\n\nbytes=5-\n"
	    "x-ms-client-request-id:1:2\nx-ms-date:Mon, 23 Nov 2026 16:09:45 GMT\n"
	    "x-ms-version:2021-12-02\n/acct/c/a%20b");
	for (size_t i = 0; i < q.headers; i++)
		buf_free(&header[i]);
}

static void
queries(void **state)
{
	static const struct { const char *url, *resource; } rows[] = {
		{ "https://h", "/acct/" },
		{ "https://h/", "/acct/" },
		{ "https://h/c/%C3%A9?", "/acct/c/%C3%A9" },
		{ "http://h/c?restype=container&Comp=list", "/acct/c\ncomp:list\nrestype:container" },
		{ "http://h/c?b=%2F%26%3D&a=x%20y+z", "/acct/c\na:x y+z\nb:/&=" },
		{ "http://h/c?include=z&include=a&x", "/acct/c\ninclude:a,z\nx:" },
		{ "http://h/c?p=a?b/c:d", "/acct/c\np:a?b/c:d" },
		{ "http://127.0.0.1:1/acct/c", "/acct/acct/c" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct az_sign_request q = { .verb = "HEAD", .account = SPAN("acct"),
			.url = span_of(rows[i].url) };
		struct buf want = { 0 };

		buf_printf(&want, "HEAD\n\n\n\n\n\n\n\n\n\n\n\n%s", rows[i].resource);
		expect(&q, buf_text(&want));
		buf_free(&want);
	}
}

/* The same HMAC by another program. */
static void
by_openssl(void **state)
{
	static const char command[] = "printf 'GET\\n\\nx\\n' | "
	    "openssl dgst -sha256 -mac HMAC -macopt hexkey:00ff6b6579 -binary | base64";
	struct buf to = { 0 };
	char want[128] = "";
	FILE *p = popen(command, "re");

	(void)state;
	assert_non_null(p);
	assert_non_null(fgets(want, sizeof want, p));
	assert_int_equal(pclose(p), 0);
	want[strcspn(want, "\n")] = '\0';
	az_sign(&to, (struct span){ "\0\377key", 5 }, SPAN("GET\n\nx\n"));
	assert_string_equal(buf_text(&to), want);
	buf_free(&to);
}

static void
vector(const json_t *v, struct span account, struct span key)
{
	static const char *const names[] = { "x-ms-date", "x-ms-version", "Range", "If-Match" };
	struct buf header[4] = { { 0 } }, text = { 0 }, signature = { 0 };
	struct az_sign_request q = { .account = account, .header = header,
		.verb = json_string_value(json_object_get(v, "method")),
		.url = span_of(json_string_value(json_object_get(v, "url"))) };

	for (size_t i = 0; i < 4; i++)
		put_header(header, &q.headers, names[i],
		    json_string_value(json_object_get(v, names[i])));
	az_sign_text(&text, &q);
	az_sign(&signature, key, buf_span(&text));
	assert_string_equal(buf_text(&text), json_string_value(json_object_get(v, "string_to_sign")));
	assert_string_equal(buf_text(&signature), json_string_value(json_object_get(v, "signature")));
	for (size_t i = 0; i < q.headers; i++)
		buf_free(&header[i]);
	buf_free(&text);
	buf_free(&signature);
}

static void
vectors(void **state)
{
	const char *corpus = getenv("CORPUS");
	struct buf path = { 0 }, key = { 0 };
	json_t *all, *list, *v;
	size_t i;

	(void)state;
	buf_printf(&path, "%s/../vectors/azure_sharedkey_vectors.json",
	    corpus && *corpus ? corpus : "/none");
	if (!(all = json_load_file(buf_text(&path), 0, NULL))) {
		buf_free(&path);
		skip();
	}
	list = json_object_get(all, "vectors");
	assert_true(json_array_size(list) > 0);
	assert_int_equal(base64_decode(&key,
	    span_of(json_string_value(json_object_get(all, "key")))), 0);
	json_array_foreach(list, i, v)
		vector(v, span_of(json_string_value(json_object_get(all, "account"))),
		    buf_span(&key));
	json_decref(all);
	buf_free(&path);
	buf_free(&key);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(headers),
	cmocka_unit_test(queries),
	cmocka_unit_test(by_openssl),
	cmocka_unit_test(vectors),
};

UNIT_MAIN
