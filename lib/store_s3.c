#include "store_s3.h"

#include "aws_sign.h"
#include "diag.h"
#include "env.h"
#include "uri.h"

/* ---- what there is to know beforehand ---- */

/* The first that says something: an option, variables, the profile. */
static const char *
setting(const struct store_s3 *s, const char *option, const char *one, const char *other,
    const char *name)
{
	const char *text = option ? option : env_text(one);

	if (!text)
		text = env_text(other);
	return text ? text : aws_profile_get(&s->profile, name);
}

static int
check_region(const char *region, struct fault *why)
{
	return aws_error_is_region(span_of(region)) ? 0 :
	    fault_set(why, "the region is no name as \"eu-west-1\" is");
}

static int
find_place(struct store_s3 *s, struct fault *why)
{
	const char *endpoint = setting(s, s->config->endpoint, "AWS_ENDPOINT_URL_S3",
	    "AWS_ENDPOINT_URL", "endpoint_url");

	s->region = setting(s, s->config->region, "AWS_REGION", "AWS_DEFAULT_REGION", "region");
	if (!s->region)
		s->region = "us-east-1";
	s->base.n = 0;
	if (check_region(s->region, why))
		return -1;
	return endpoint ? uri_put_base(&s->base, span_of(endpoint), why) : 0;
}

static int
find(struct store_s3 *s, struct fault *why)
{
	const struct store_s3_config *c = s->config;

	if (aws_profile_read(&s->profile, c->profile, why) || find_place(s, why)) {
		aws_profile_free(&s->profile);
		return -1;
	}
	if (!c->anonymous && !(s->credentials = aws_credentials_new(&s->profile, c->profile,
	    s->region, s->http, s->policy, why))) {
		aws_profile_free(&s->profile);
		return -1;
	}
	s->found = true;
	return 0;
}

/* ---- where a bucket is ---- */

const char *
store_s3_region(const struct store_s3 *s, struct span bucket)
{
	const char *moved = table_find(&s->regions, bucket);

	return moved ? moved : s->region;
}

/* Whether it can be part of a host's name; dots would not fit the certificate. */
static bool
is_host_label(struct span bucket)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	for (size_t i = 0; i < bucket.n; i++)
		if (!memchr(letters, bucket.p[i], sizeof letters - 1))
			return false;
	return bucket.n >= 3 && bucket.n <= 63 && *bucket.p != '-' &&
	    bucket.p[bucket.n - 1] != '-';
}

static void
put_bucket(const struct store_s3 *s, struct span bucket, struct buf *url)
{
	const char *region = store_s3_region(s, bucket);
	const char *china = span_starts(span_of(region), SPAN("cn-")) ? ".cn" : "";

	if (s->base.n) {
		buf_put(url, buf_span(&s->base));
		buf_byte(url, '/');
	} else if (is_host_label(bucket)) {
		buf_printf(url, "https://%.*s.s3.%s.amazonaws.com%s", (int)bucket.n, bucket.p,
		    region, china);
		return;
	} else {
		buf_printf(url, "https://s3.%s.amazonaws.com%s/", region, china);
	}
	uri_encode(url, bucket);
}

/* ---- every request ---- */

int
store_s3_begin(struct store_s3 *s, struct span bucket, struct http_request *q, struct fault *why)
{
	if (!s->found && find(s, why))
		return -1;
	if (span_is(bucket, ".") || span_is(bucket, ".."))
		return fault_set(why, "is no bucket's name");
	put_bucket(s, bucket, &q->url);
	if (header_put(s->config->header, q, why))
		return -1;
	if (s->config->request_payer)
		buf_put(http_header_put(q), SPAN("x-amz-request-payer: requester"));
	return 0;
}

/* As libcurl would write it, and now will. */
static void
put_host(struct http_request *q)
{
	struct span url = buf_span(&q->url), host = uri_host(url);
	struct span port = span_starts(url, SPAN("https:")) ? SPAN(":443") : SPAN(":80");

	if (span_ends(host, port))
		host.n -= port.n;
	buf_printf(http_header_put(q), "Host: %.*s", (int)host.n, host.p);
}

static bool
is_signed(struct span line)
{
	static const char *const names[] = { "host:", "range:", "if-match:", "x-amz-", NULL };

	for (const char *const *name = names; *name; name++)
		if (line.n >= strlen(*name) && !strncasecmp(line.p, *name, strlen(*name)))
			return true;
	return false;
}

/* "/path" and what stands behind '?'. */
static void
split_url(struct span url, struct span *path, struct span *query)
{
	struct span host = uri_host(url);

	*query = span_from(host.p + host.n, url.p + url.n);
	*path = span_cut(query, '?');
}

static void
sign(const struct store_s3 *s, const struct aws_key *key, struct span bucket,
    struct http_request *q)
{
	struct span header[HTTP_HEADERS];
	struct aws_sign_request r = {
		.method = q->head ? "HEAD" : "GET", .header = header, .payload = SPAN(AWS_SIGN_EMPTY),
	};
	const struct aws_sign_scope scope = {
		buf_span(&key->id), buf_span(&key->secret), span_of(store_s3_region(s, bucket)), SPAN("s3"),
	};
	char when[AWS_SIGN_WHEN];
	struct buf *to;

	aws_sign_when((int64_t)time(NULL) + s->skew_s, when);
	buf_printf(http_header_put(q), "x-amz-date: %s", when);
	buf_put(http_header_put(q), SPAN("x-amz-content-sha256: " AWS_SIGN_EMPTY));
	if (key->token.n) {
		to = http_header_put(q);
		buf_put(to, SPAN("x-amz-security-token: "));
		buf_put(to, buf_span(&key->token));
	}
	for (size_t i = 0; i < q->headers; i++)
		if (is_signed(buf_span(&q->header[i])))
			header[r.headers++] = buf_span(&q->header[i]);
	split_url(buf_span(&q->url), &r.path, &r.query);
	to = http_header_put(q);
	buf_put(to, SPAN("Authorization: "));
	aws_sign(&r, &scope, when, to);
}

int
store_s3_end(struct store_s3 *s, struct span bucket, struct http_request *q, struct fault *why)
{
	const struct aws_key *key = NULL;

	if (s->credentials && aws_credentials_get(s->credentials, &key, why))
		return -1;
	put_host(q);
	if (key)
		sign(s, key, bucket, q);
	s->found_none = s->credentials && !key;
	q->mark = s->epoch;
	return 0;
}

/* ---- an object's bytes ---- */

static int
s3_ask(struct store *store, const struct store_object *o, uint64_t from, struct http_request *q,
    struct fault *why)
{
	struct store_s3 *s = (struct store_s3 *)store;
	struct span bucket, name;

	store_split(store->kind, o->uri, &bucket, &name);
	if (store_s3_begin(s, bucket, q, why) || store_http_pin(o, from, q, why))
		return -1;
	buf_byte(&q->url, '/');
	uri_encode_path(&q->url, name);
	buf_put(http_header_put(q), SPAN("x-amz-checksum-mode: ENABLED"));
	return store_s3_end(s, bucket, q, why);
}

static enum ask_answer
s3_reply(struct store *store, struct store_object *o, const struct http_transfer *t,
    struct fault *why)
{
	enum ask_answer answer = store_http_reply(o, t, why);

	(void)store;
	if (answer == ASK_TAKE)
		store_s3_facts(o, t);
	return answer;
}

static enum ask_answer
s3_refuse(struct store *store, const struct store_object *o, const struct http_transfer *t,
    struct span body, struct fault *why)
{
	struct span bucket, name;

	store_split(store->kind, o->uri, &bucket, &name);
	return store_s3_refuse((struct store_s3 *)store, bucket, t, body, o->version, why);
}

/* ---- the store ---- */

static const struct store_kind kind = {
	.scheme = "s3",
	.version = "etag",
	.buckets = true,
	.whole_names = true,
	.list = store_s3_list,
	.next = store_list_next,
	.close = store_list_close,
	.ask = s3_ask,
	.reply = s3_reply,
	.refuse = s3_refuse,
};

struct store *
store_s3_new(const struct store_s3_config *c, struct http *h, struct retry_policy *p,
    struct fault *why)
{
	struct store_s3 *s = calloc(1, sizeof *s);

	if (!s)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *s);
	*s = (struct store_s3){ .store = { &kind }, .config = c, .http = h, .policy = p };
	table_init(&s->regions, sizeof ((struct aws_error *)NULL)->region);
	/* What was named is looked at before anything else is begun. */
	if ((!c->region || !check_region(c->region, why)) &&
	    (!c->endpoint || !uri_put_base(&s->base, span_of(c->endpoint), why)) &&
	    (!c->profile || !find(s, why)))
		return &s->store;
	store_s3_free(&s->store);
	return NULL;
}

void
store_s3_free(struct store *store)
{
	struct store_s3 *s = (struct store_s3 *)store;

	if (!s)
		return;
	aws_credentials_free(s->credentials);
	aws_profile_free(&s->profile);
	table_free(&s->regions);
	buf_free(&s->base);
	free(s);
}
