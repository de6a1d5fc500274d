/* Signature Version 4: the examples of AWS's documentation; the vectors of botocore
 * and of AWS's own suite, where they are present. */
#include "unit.h"

#include <jansson.h>

#include "aws_sign.h"

enum { HEADERS = 16 };

/* https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
#define EXAMPLE_ID "AKIAIOSFODNN7EXAMPLE"
#define EXAMPLE_SECRET "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
#define EXAMPLE_WHEN "20130524T000000Z"
#define EXAMPLE_SCOPE EXAMPLE_ID "/20130524/us-east-1/s3/aws4_request"

static const struct aws_sign_scope example = {
	{ EXAMPLE_ID, sizeof EXAMPLE_ID - 1 }, { EXAMPLE_SECRET, sizeof EXAMPLE_SECRET - 1 },
	{ "us-east-1", 9 }, { "s3", 2 },
};

static void
signs(const struct aws_sign_request *r, const struct aws_sign_scope *s, const char *when,
    const char *text)
{
	struct buf to = { 0 };

	aws_sign(r, s, when, &to);
	assert_string_equal(buf_text(&to), text);
	buf_free(&to);
}

static void
canonical(const struct aws_sign_request *r, const char *text)
{
	struct buf to = { 0 };

	aws_sign_canonical(r, &to);
	assert_string_equal(buf_text(&to), text);
	buf_free(&to);
}

static void
documented_get(void **state)
{
	const struct span header[] = {
		SPAN("Range: bytes=0-9"), SPAN("x-amz-date: " EXAMPLE_WHEN),
		SPAN("x-amz-content-sha256: " AWS_SIGN_EMPTY),
		SPAN("Host: examplebucket.s3.amazonaws.com"),
	};
	const struct aws_sign_request r = {
		.method = "GET", .path = SPAN("/test.txt"), .header = header, .headers = 4,
		.payload = SPAN(AWS_SIGN_EMPTY),
	};

	(void)state;
	canonical(&r, "GET\n/test.txt\n\nhost:examplebucket.s3.amazonaws.com\nrange:bytes=0-9\n"
	    "x-amz-content-sha256:" AWS_SIGN_EMPTY "\nx-amz-date:" EXAMPLE_WHEN "\n\n"
	    "host;range;x-amz-content-sha256;x-amz-date\n" AWS_SIGN_EMPTY);
	signs(&r, &example, EXAMPLE_WHEN, "AWS4-HMAC-SHA256 Credential=" EXAMPLE_SCOPE
	    ", SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature="
	    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

static void
documented_query(const char *query, const char *signature)
{
	const struct span header[] = {
		SPAN("host:examplebucket.s3.amazonaws.com"),
		SPAN("X-Amz-Date:" EXAMPLE_WHEN),
		SPAN("x-amz-content-sha256:" AWS_SIGN_EMPTY),
	};
	const struct aws_sign_request r = {
		.method = "GET", .path = SPAN("/"), .query = span_of(query), .header = header,
		.headers = 3, .payload = SPAN(AWS_SIGN_EMPTY),
	};
	struct buf text = { 0 };

	buf_printf(&text, "AWS4-HMAC-SHA256 Credential=" EXAMPLE_SCOPE
	    ", SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=%s", signature);
	signs(&r, &example, EXAMPLE_WHEN, buf_text(&text));
	buf_free(&text);
}

static void
documented_queries(void **state)
{
	(void)state;
	documented_query("prefix=J&max-keys=2",
	    "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
	documented_query("lifecycle",
	    "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
}

static void
queries(void **state)
{
	static const struct { const char *query, *text; } rows[] = {
		{ "", "" },
		{ "b=2&a=1", "a=1&b=2" },
		{ "a=2&a=1", "a=1&a=2" },
		{ "b&a", "a=&b=" },
		{ "ab=1&a=1", "a=1&ab=1" },
		{ "a%2F=1&a=1&a-b=2", "a=1&a%2F=1&a-b=2" },
		{ "B=1&a=2&_=3", "B=1&_=3&a=2" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct aws_sign_request r = { .method = "GET", .query = span_of(rows[i].query),
			.payload = SPAN("x") };
		struct buf text = { 0 };

		buf_printf(&text, "GET\n/\n%s\n\n\nx", rows[i].text);
		canonical(&r, buf_text(&text));
		buf_free(&text);
	}
}

static void
headers(void **state)
{
	const struct span header[] = {
		SPAN("X-B: 2"), SPAN("x-a:  one   two\t three "), SPAN("x-b:1"), SPAN("X-Empty:"),
	};
	const struct aws_sign_request r = { .method = "GET", .path = SPAN("/a//../b"),
		.header = header, .headers = 4, .payload = SPAN("x") };

	(void)state;
	canonical(&r, "GET\n/a//../b\n\nx-a:one two three\nx-b:2,1\nx-empty:\n\nx-a;x-b;x-empty\nx");
}

static void
times(void **state)
{
	char when[AWS_SIGN_WHEN];

	(void)state;
	aws_sign_when(1700000000, when);
	assert_string_equal(when, "20231114T221320Z");
	aws_sign_when(0, when);
	assert_string_equal(when, "19700101T000000Z");
}

/* ---- vectors of others ---- */

/* NULL: they are not there. */
static json_t *
vectors(const char *name)
{
	const char *corpus = getenv("CORPUS");
	struct buf path = { 0 };
	json_t *all;

	if (!corpus || !*corpus)
		return NULL;
	buf_printf(&path, "%s/../vectors/%s", corpus, name);
	all = json_load_file(buf_text(&path), 0, NULL);
	buf_free(&path);
	return all;
}

static const char *
text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

static void
put_header(struct buf *header, size_t *n, const char *name, const char *value)
{
	if (*value)
		buf_printf(&header[(*n)++], "%s: %s", name, value);
}

/* As ours are sent: the path and the query from the URL, as they stand there. */
static void
s3_vector(const json_t *all, const json_t *v)
{
	struct buf line[HEADERS] = { { 0 } };
	struct span header[HEADERS], rest = span_of(text_of(v, "url"));
	struct aws_sign_request r = { .method = text_of(v, "method"), .header = header,
		.payload = span_of(text_of(v, "x-amz-content-sha256")) };
	const struct aws_sign_scope s = { span_of(text_of(all, "access_key")),
		span_of(text_of(all, "secret_key")), span_of(text_of(all, "region")), SPAN("s3") };
	struct buf host = { 0 };
	const char *name;
	json_t *value;

	span_cut(&rest, '/'), span_cut(&rest, '/');
	buf_put(&host, span_cut(&rest, '/'));
	rest = (struct span){ rest.p - 1, rest.n + 1 };
	r.path = span_cut(&rest, '?');
	r.query = rest;
	put_header(line, &r.headers, "Host", buf_text(&host));
	put_header(line, &r.headers, "x-amz-date", text_of(v, "x-amz-date"));
	put_header(line, &r.headers, "x-amz-content-sha256", text_of(v, "x-amz-content-sha256"));
	put_header(line, &r.headers, "x-amz-security-token", text_of(v, "session_token"));
	json_object_foreach(json_object_get(v, "extra_headers"), name, value)
		put_header(line, &r.headers, name, json_string_value(value));
	for (size_t i = 0; i < r.headers; i++)
		header[i] = buf_span(&line[i]);
	canonical(&r, text_of(v, "canonical_request"));
	signs(&r, &s, text_of(v, "x-amz-date"), text_of(v, "authorization"));
	for (size_t i = 0; i < r.headers; i++)
		buf_free(&line[i]);
	buf_free(&host);
}

static void
of_botocore(void **state)
{
	json_t *all = vectors("aws_s3_sigv4_vectors.json"), *v;
	size_t i;

	(void)state;
	if (!all)
		skip();
	assert_int_equal(json_array_size(json_object_get(all, "vectors")), 7);
	json_array_foreach(json_object_get(all, "vectors"), i, v)
		s3_vector(all, v);
	json_decref(all);
}

/* The line after the n-th '\n'. */
static struct span
line_of(const char *text, size_t n)
{
	struct span rest = span_of(text);

	while (n--)
		span_cut(&rest, '\n');
	return span_cut(&rest, '\n');
}

/*
 * The suite is of other services, whose paths are normalised first, and it signs
 * the headers that its canonical request names: both are taken from there. Left
 * to us: their order, the query's, and the signature.
 */
static void
suite_test(const json_t *t)
{
	const char *text = text_of(t, "canonical_request");
	const json_t *context = json_object_get(t, "context");
	const json_t *key = json_object_get(context, "credentials");
	const struct aws_sign_scope s = { span_of(text_of(key, "access_key_id")),
		span_of(text_of(key, "secret_access_key")), span_of(text_of(context, "region")),
		span_of(text_of(context, "service")) };
	struct span rest = span_of(text), header[HEADERS];
	struct span when = line_of(text_of(t, "string_to_sign"), 1);
	struct aws_sign_request r = { .method = "GET", .path = line_of(text, 1), .header = header,
		.query = line_of(text, 2) };
	struct buf to = { 0 }, at = { 0 };

	if (span_starts(rest, SPAN("POST")))
		r.method = "POST";
	span_cut(&rest, '\n'), span_cut(&rest, '\n'), span_cut(&rest, '\n');
	for (struct span line; (line = span_cut(&rest, '\n')).n;)
		header[r.headers++] = line;
	span_cut(&rest, '\n');
	r.payload = rest;
	/* Backwards, where no name repeats: the order has to be made. */
	for (size_t i = 0; i < r.headers / 2; i++) {
		struct span other = header[i];

		header[i] = header[r.headers - 1 - i];
		header[r.headers - 1 - i] = other;
	}
	canonical(&r, text);
	buf_put(&at, when);
	aws_sign(&r, &s, buf_text(&at), &to);
	assert_true(span_ends(buf_span(&to), span_of(text_of(t, "signature"))));
	buf_free(&to);
	buf_free(&at);
}

static void
of_aws(void **state)
{
	json_t *all = vectors("aws_sigv4_suite.json"), *t;
	size_t i;

	(void)state;
	if (!all)
		skip();
	assert_int_equal(json_array_size(json_object_get(all, "tests")), 38);
	json_array_foreach(json_object_get(all, "tests"), i, t)
		suite_test(t);
	json_decref(all);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(documented_get),
	cmocka_unit_test(documented_queries),
	cmocka_unit_test(queries),
	cmocka_unit_test(headers),
	cmocka_unit_test(times),
	cmocka_unit_test(of_botocore),
	cmocka_unit_test(of_aws),
};

UNIT_MAIN
