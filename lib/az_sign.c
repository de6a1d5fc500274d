/* First: it has parameters named as what banned.h poisons. */
#include <openssl/hmac.h>

#include "az_sign.h"

#include "base64.h"
#include "diag.h"
#include "uri.h"

/* A name and its value, of a header or a query. */
struct pair {
	struct span name, value;
};

/* ---- pairs in their order ---- */

struct pairs {
	struct pair *pair;
	size_t n;
	struct buf text;           /* what the pairs point into */
};

static void
pairs_free(struct pairs *p)
{
	free(p->pair);
	buf_free(&p->text);
}

/* Room for n pairs of so many bytes in all: nothing moves later. */
static void
pairs_init(struct pairs *p, size_t n, size_t bytes)
{
	*p = (struct pairs){ 0 };
	if (!(p->pair = calloc(n + 1, sizeof *p->pair)))
		die_errno(DIAG_STOPPED, "no memory to sign with");
	buf_room(&p->text, bytes + 1);
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static struct span
put_lower(struct buf *to, struct span s)
{
	size_t start = to->n;

	for (size_t i = 0; i < s.n; i++)
		buf_byte(to, lower(s.p[i]));
	return (struct span){ to->p + start, s.n };
}

static int
order(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int by_name = span_cmp(x->name, y->name);

	return by_name ? by_name : span_cmp(x->value, y->value);
}

static void
pairs_sort(struct pairs *p)
{
	qsort(p->pair, p->n, sizeof *p->pair, order);
}

/* ---- headers ---- */

static struct span
trimmed(struct span s)
{
	while (s.n && (*s.p == ' ' || *s.p == '\t'))
		s = span_after(s, 1);
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

static struct pair
split_header(const struct buf *header)
{
	struct pair p = { .value = buf_span(header) };

	p.name = span_cut(&p.value, ':');
	p.value = trimmed(p.value);
	return p;
}

static struct span
header_value(const struct az_sign_request *q, const char *name)
{
	for (size_t i = 0; i < q->headers; i++) {
		struct pair p = split_header(&q->header[i]);

		if (p.name.n == strlen(name) && !strncasecmp(p.name.p, name, p.name.n))
			return p.value;
	}
	return SPAN("");
}

/* A line each, empty where there is no such header. */
static void
put_standard(struct buf *to, const struct az_sign_request *q)
{
	static const char *const names[] = {
		"Content-Encoding", "Content-Language", "Content-Length", "Content-MD5",
		"Content-Type", "Date", "If-Modified-Since", "If-Match", "If-None-Match",
		"If-Unmodified-Since", "Range",
	};
	bool dated = header_value(q, "x-ms-date").n;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!dated || strcmp(names[i], "Date") != 0)
			buf_put(to, header_value(q, names[i]));
		buf_byte(to, '\n');
	}
}

/* "x-ms-NAME:VALUE" by name. */
static void
put_x_ms(struct buf *to, const struct az_sign_request *q)
{
	struct pairs p;
	size_t bytes = 0;

	for (size_t i = 0; i < q->headers; i++)
		bytes += q->header[i].n;
	pairs_init(&p, q->headers, bytes);
	for (size_t i = 0; i < q->headers; i++) {
		struct pair h = split_header(&q->header[i]);

		h.name = put_lower(&p.text, h.name);
		if (span_starts(h.name, SPAN("x-ms-")))
			p.pair[p.n++] = h;
	}
	pairs_sort(&p);
	for (size_t i = 0; i < p.n; i++)
		buf_printf(to, "%.*s:%.*s\n", (int)p.pair[i].name.n, p.pair[i].name.p,
		    (int)p.pair[i].value.n, p.pair[i].value.p);
	pairs_free(&p);
}

/* ---- the resource ---- */

static struct span
put_decoded(struct buf *to, struct span s)
{
	size_t start = to->n;

	uri_decode(to, s);
	return (struct span){ to->p + start, to->n - start };
}

static void
take_query(struct pairs *p, struct span query)
{
	size_t n = 1;

	for (size_t i = 0; i < query.n; i++)
		n += query.p[i] == '&';
	pairs_init(p, n, 2 * query.n);
	while (query.n) {
		struct span value = span_cut(&query, '&');
		struct span name = put_decoded(&p->text, span_cut(&value, '='));

		name = put_lower(&p->text, name);
		p->pair[p->n++] = (struct pair){ name, put_decoded(&p->text, value) };
	}
}

/* "NAME:VALUE", by name; values of one name side by side. */
static void
put_query(struct buf *to, struct span query)
{
	struct pairs p;

	take_query(&p, query);
	pairs_sort(&p);
	for (size_t i = 0; i < p.n; i++) {
		if (i && span_eq(p.pair[i].name, p.pair[i - 1].name)) {
			buf_byte(to, ',');
		} else {
			buf_byte(to, '\n');
			buf_put(to, p.pair[i].name);
			buf_byte(to, ':');
		}
		buf_put(to, p.pair[i].value);
	}
	pairs_free(&p);
}

/* "/ACCOUNT/PATH", the path as it is sent, and the query decoded. */
static void
put_resource(struct buf *to, struct span account, struct span url)
{
	size_t scheme = span_find(url, ':'), path;
	struct span query = url;

	if (scheme + 3 <= url.n)
		query = span_after(url, scheme + 3);
	url = span_cut(&query, '?');
	path = span_find(url, '/');
	buf_byte(to, '/');
	buf_put(to, account);
	if (path < url.n)
		buf_put(to, span_after(url, path));
	else
		buf_byte(to, '/');
	put_query(to, query);
}

void
az_sign_text(struct buf *to, const struct az_sign_request *q)
{
	buf_printf(to, "%s\n", q->verb);
	put_standard(to, q);
	put_x_ms(to, q);
	put_resource(to, q->account, q->url);
}

void
az_sign(struct buf *to, struct span key, struct span text)
{
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned n = 0;

	if (key.n > INT32_MAX || !HMAC(EVP_sha256(), key.p, (int)key.n,
	    (const unsigned char *)text.p, text.n, sum, &n))
		die(DIAG_STOPPED, "OpenSSL makes no HMAC");
	base64_encode(to, (struct span){ (const char *)sum, n });
}
