#include "store_az.h"

#include "az_error.h"
#include "diag.h"
#include "num.h"
#include "tstamp.h"
#include "uri.h"

/* Fixed: a later one may mean something else. */
#define VERSION "2021-12-02"

/* ---- every request ---- */

static int
find_auth(struct store_az *z, struct fault *why)
{
	z->auth = az_auth_new(&z->config->auth, z->http, z->policy, why);
	return z->auth ? 0 : -1;
}

int
store_az_begin(struct store_az *z, struct span container, struct http_request *q,
    struct fault *why)
{
	if (!z->auth && find_auth(z, why))
		return -1;
	buf_put(http_header_put(q), SPAN("x-ms-version: " VERSION));
	header_put(z->config->header, q);
	buf_put(&q->url, az_auth_base(z->auth));
	buf_byte(&q->url, '/');
	uri_encode(&q->url, container);
	return 0;
}

int
store_az_end(struct store_az *z, struct http_request *q, struct fault *why)
{
	return az_auth_put(z->auth, q, why);
}

/* ---- refusals ---- */

enum ask_answer
store_az_refuse(struct store_az *z, const struct http_transfer *t, struct span body, bool pinned,
    struct fault *why)
{
	const char *principal = az_auth_principal(z->auth);
	const struct az_error_case at = {
		.anonymous = !principal, .sas = az_auth_is_sas(z->auth), .pinned = pinned,
	};
	struct az_error e;
	long status = http_status(t);
	bool shown = principal && (status == 401 || status == 403);

	az_error_read(&e, http_header(t, "x-ms-error-code", 0), body);
	fault_set(why, "%ld%s%s%s%s%s%s%s%s", status, *e.code ? " " : "", e.code,
	    *e.message ? ": " : "", e.message, az_error_hint(&e, &at), shown ? " (as " : "",
	    shown ? principal : "", shown ? ")" : "");
	if (ask_is_passing(status))
		return ASK_AGAIN;
	if ((status == 401 || az_error_is_unknown(&e)) && az_auth_refuse(z->auth, t))
		return ASK_RENEW;
	return ASK_FAIL;
}

/* ---- an object's bytes ---- */

/* Object records may come from anywhere, and this becomes a header. */
static bool
is_etag(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~' || *text == '"')
			return false;
	return true;
}

static int
az_ask(struct store *s, const struct store_object *o, uint64_t from, struct http_request *q,
    struct fault *why)
{
	struct store_az *z = (struct store_az *)s;
	struct span container, name;

	store_split(s->kind, o->uri, &container, &name);
	if (o->version && !is_etag(o->version))
		return fault_set(why, "its etag is none: it has quotes or control bytes");
	if (store_az_begin(z, container, q, why))
		return -1;
	buf_byte(&q->url, '/');
	uri_encode_path(&q->url, name);
	if (o->version)
		buf_printf(http_header_put(q), "If-Match: \"%s\"", o->version);
	if (from)
		buf_printf(http_header_put(q), "Range: bytes=%llu-", (unsigned long long)from);
	return store_az_end(z, q, why);
}

char *
store_az_time(struct span text)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char at[TSTAMP_TEXT];
	struct tstamp t;
	const char *month;
	size_t n;

	/* "Mon, 23 Nov 2026 16:09:45 GMT" */
	if (text.n != 29 || !span_ends(text, SPAN(" GMT")) ||
	    !(month = memmem(months, sizeof months - 1, text.p + 8, 3)) || (month - months) % 3)
		return NULL;
	snprintf(at, sizeof at, "%.4s-%02d-%.2sT%.8sZ", text.p + 12,
	    (int)(month - months) / 3 + 1, text.p + 5, text.p + 17);
	if (tstamp_parse(span_of(at), &t))
		return NULL;
	n = tstamp_format(t.ns, 3, at);
	return store_text((struct span){ at, n });
}

/* The ETag as listings have it, without quotes. */
static struct span
etag_of(const struct http_transfer *t)
{
	const char *text = http_header(t, "ETag", 0);
	struct span etag = span_of(text ? text : "");

	if (etag.n >= 2 && *etag.p == '"' && etag.p[etag.n - 1] == '"')
		etag = (struct span){ etag.p + 1, etag.n - 2 };
	return etag;
}

/* Of the whole object, whatever part of it comes. */
static void
take_size(struct store_object *o, const struct http_transfer *t)
{
	const char *text = http_header(t, "Content-Length", 0);
	struct span size = span_of(text ? text : "");

	if (http_status(t) == 206) {
		text = http_header(t, "Content-Range", 0);
		size = span_of(text ? text : "");
		span_cut(&size, '/');
	}
	(void)num_int(size, 0, INT64_MAX, &o->size);
}

/* Of a part, Content-MD5 would be the part's. */
static void
take_md5(struct digest *sums, const struct http_transfer *t)
{
	const char *text = http_header(t, "x-ms-blob-content-md5", 0);

	if (!text && http_status(t) == 200)
		text = http_header(t, "Content-MD5", 0);
	if (text)
		digest_take_md5(sums, span_of(text));
}

void
store_az_facts(struct store_object *o, const struct http_transfer *t)
{
	struct span etag = etag_of(t);
	const char *encoding = http_header(t, "Content-Encoding", 0);
	const char *updated = http_header(t, "Last-Modified", 0);

	if (!o->version && etag.n)
		o->version = store_text(etag);
	if (!o->updated && updated)
		o->updated = store_az_time(span_of(updated));
	if (o->size < 0)
		take_size(o, t);
	if (o->encoding == STORE_UNKNOWN)
		o->encoding = encoding && !strcmp(encoding, "gzip") ? STORE_GZIP : STORE_IDENTITY;
	if (!o->sums.has_md5)
		take_md5(&o->sums, t);
}

static enum ask_answer
az_reply(struct store *s, struct store_object *o, const struct http_transfer *t,
    struct fault *why)
{
	struct span etag = etag_of(t);
	const char *coding = http_header(t, "Content-Encoding", 0);

	(void)s;
	/* A weak ETag is of bytes that were changed on the way. */
	if (span_starts(etag, SPAN("W/")) ||
	    (coding && !strcmp(coding, "gzip") && o->encoding == STORE_IDENTITY)) {
		fault_set(why, "is compressed on the way");
		return ASK_PLAIN;
	}
	if (o->version && etag.n && !span_is(etag, o->version)) {
		fault_set(why, "ETag %.*s came instead of %s: overwritten since it was listed",
		    SPAN_SHOW(etag), o->version);
		return ASK_FAIL;
	}
	store_az_facts(o, t);
	return ASK_TAKE;
}

static enum ask_answer
az_refuse(struct store *s, const struct store_object *o, const struct http_transfer *t,
    struct span body, struct fault *why)
{
	return store_az_refuse((struct store_az *)s, t, body, o->version, why);
}

/* ---- the store ---- */

static const struct store_kind kind = {
	.scheme = "az",
	.version = "etag",
	.buckets = true,
	.whole_names = true,
	.list = store_az_list,
	.next = store_az_next,
	.close = store_az_close,
	.ask = az_ask,
	.reply = az_reply,
	.refuse = az_refuse,
};

struct store *
store_az_new(const struct store_az_config *c, struct http *h, struct retry_policy *p,
    struct fault *why)
{
	struct store_az *z = calloc(1, sizeof *z);

	if (!z)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *z);
	*z = (struct store_az){ .store = { &kind }, .config = c, .http = h, .policy = p };
	/* A key that was named is looked at before anything else is begun. */
	if (!c->auth.key || !find_auth(z, why))
		return &z->store;
	store_az_free(&z->store);
	return NULL;
}

void
store_az_free(struct store *s)
{
	struct store_az *z = (struct store_az *)s;

	if (!z)
		return;
	az_auth_free(z->auth);
	free(z);
}
