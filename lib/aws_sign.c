/* First: they have parameters named as what banned.h poisons. */
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "aws_sign.h"

#include <ctype.h>

#include "diag.h"

#define ALGORITHM "AWS4-HMAC-SHA256"

enum { SHA256 = 32, DAY = 8 };

/* ---- hashes ---- */

static void
hmac(const unsigned char *key, size_t n, struct span text, unsigned char to[SHA256])
{
	if (!HMAC(EVP_sha256(), key, (int)n, (const unsigned char *)text.p, text.n, to, NULL))
		die(DIAG_STOPPED, "OpenSSL makes no HMAC");
}

static void
put_hex(struct buf *to, const unsigned char *bytes)
{
	for (size_t i = 0; i < SHA256; i++)
		buf_printf(to, "%02x", bytes[i]);
}

static void
put_hash(struct buf *to, struct span text)
{
	unsigned char hash[EVP_MAX_MD_SIZE];

	if (!EVP_Digest(text.p, text.n, hash, NULL, EVP_sha256(), NULL))
		die(DIAG_STOPPED, "OpenSSL has no SHA-256");
	put_hex(to, hash);
}

/* ---- pairs, of a query or of headers ---- */

struct pair {
	struct span name, value;
	size_t at;             /* its place as sent */
};

static struct pair *
pairs_new(size_t n)
{
	struct pair *p = calloc(n + 1, sizeof *p);

	if (!p)
		die_errno(DIAG_STOPPED, "%zu pairs", n);
	return p;
}

/* By bytes, after encoding (botocore#1951: sorted before is another order). */
static int
by_name_value(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int order = span_cmp(x->name, y->name);

	return order ? order : span_cmp(x->value, y->value);
}

static int
name_cmp(struct span a, struct span b)
{
	int order = strncasecmp(a.p, b.p, a.n < b.n ? a.n : b.n);

	return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* Values of one name stay in the order in which they were sent. */
static int
by_name_place(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int order = name_cmp(x->name, y->name);

	return order ? order : (x->at > y->at) - (x->at < y->at);
}

static void
put_query(struct span query, struct buf *to)
{
	struct span rest = query;
	struct pair *pair;
	size_t n = 0;

	for (size_t i = 0; i < query.n; i++)
		n += query.p[i] == '&';
	pair = pairs_new(n + 1);
	for (n = 0; rest.n;) {
		struct span part = span_cut(&rest, '&');

		if (!part.n)
			continue;
		pair[n].name = span_cut(&part, '=');
		pair[n++].value = part;
	}
	qsort(pair, n, sizeof *pair, by_name_value);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_byte(to, '&');
		buf_put(to, pair[i].name);
		buf_byte(to, '=');
		buf_put(to, pair[i].value);
	}
	free(pair);
}

static struct pair *
sorted_headers(const struct aws_sign_request *r)
{
	struct pair *pair = pairs_new(r->headers);

	for (size_t i = 0; i < r->headers; i++) {
		struct span rest = r->header[i];

		pair[i] = (struct pair){ .name = span_cut(&rest, ':'), .at = i };
		pair[i].value = rest;
	}
	qsort(pair, r->headers, sizeof *pair, by_name_place);
	return pair;
}

static bool
repeats(const struct pair *pair, size_t i)
{
	return i && !name_cmp(pair[i - 1].name, pair[i].name);
}

static void
put_name(struct span name, struct buf *to)
{
	for (size_t i = 0; i < name.n; i++)
		buf_byte(to, (char)tolower((unsigned char)name.p[i]));
}

/* Without white space around it, and with one space for several inside. */
static void
put_value(struct span value, struct buf *to)
{
	bool gap = false, begun = false;

	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == ' ' || value.p[i] == '\t') {
			gap = begun;
			continue;
		}
		if (gap)
			buf_byte(to, ' ');
		buf_byte(to, value.p[i]);
		begun = true;
		gap = false;
	}
}

static void
put_names(const struct pair *pair, size_t n, struct buf *to)
{
	for (size_t i = 0; i < n; i++) {
		if (repeats(pair, i))
			continue;
		if (i)
			buf_byte(to, ';');
		put_name(pair[i].name, to);
	}
}

/* ---- the texts ---- */

static void
put_canonical(const struct aws_sign_request *r, const struct pair *pair, struct buf *to)
{
	buf_printf(to, "%s\n", r->method);
	buf_put(to, r->path.n ? r->path : SPAN("/"));
	buf_byte(to, '\n');
	put_query(r->query, to);
	for (size_t i = 0; i < r->headers; i++) {
		if (repeats(pair, i)) {
			buf_byte(to, ',');
		} else {
			buf_byte(to, '\n');
			put_name(pair[i].name, to);
			buf_byte(to, ':');
		}
		put_value(pair[i].value, to);
	}
	buf_put(to, SPAN("\n\n"));
	put_names(pair, r->headers, to);
	buf_byte(to, '\n');
	buf_put(to, r->payload);
}

void
aws_sign_canonical(const struct aws_sign_request *r, struct buf *to)
{
	struct pair *pair = sorted_headers(r);

	put_canonical(r, pair, to);
	free(pair);
}

static void
put_scope(const struct aws_sign_scope *s, const char *when, struct buf *to)
{
	buf_put(to, (struct span){ when, DAY });
	buf_byte(to, '/');
	buf_put(to, s->region);
	buf_byte(to, '/');
	buf_put(to, s->service);
	buf_put(to, SPAN("/aws4_request"));
}

static void
put_signature(const struct aws_sign_scope *s, const char *when, struct span text, struct buf *to)
{
	unsigned char key[SHA256];
	struct buf secret = { 0 };

	buf_put(&secret, SPAN("AWS4"));
	buf_put(&secret, s->secret);
	hmac((const unsigned char *)secret.p, secret.n, (struct span){ when, DAY }, key);
	hmac(key, sizeof key, s->region, key);
	hmac(key, sizeof key, s->service, key);
	hmac(key, sizeof key, SPAN("aws4_request"), key);
	hmac(key, sizeof key, text, key);
	put_hex(to, key);
	buf_free(&secret);
}

void
aws_sign(const struct aws_sign_request *r, const struct aws_sign_scope *s, const char *when,
    struct buf *to)
{
	struct pair *pair = sorted_headers(r);
	struct buf canonical = { 0 }, text = { 0 };

	put_canonical(r, pair, &canonical);
	buf_printf(&text, ALGORITHM "\n%s\n", when);
	put_scope(s, when, &text);
	buf_byte(&text, '\n');
	put_hash(&text, buf_span(&canonical));
	buf_put(to, SPAN(ALGORITHM " Credential="));
	buf_put(to, s->id);
	buf_byte(to, '/');
	put_scope(s, when, to);
	buf_put(to, SPAN(", SignedHeaders="));
	put_names(pair, r->headers, to);
	buf_put(to, SPAN(", Signature="));
	put_signature(s, when, buf_span(&text), to);
	free(pair);
	buf_free(&canonical);
	buf_free(&text);
}

void
aws_sign_when(int64_t seconds, char to[AWS_SIGN_WHEN])
{
	time_t at = (time_t)seconds;
	struct tm utc;

	if (!gmtime_r(&at, &utc) || strftime(to, AWS_SIGN_WHEN, "%Y%m%dT%H%M%SZ", &utc) != 16)
		die(DIAG_STOPPED, "the clock is out of range");
}
