#include "store_az.h"

#include "az_error.h"
#include "diag.h"
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
	buf_put(&q->url, az_auth_base(z->auth));
	buf_byte(&q->url, '/');
	uri_encode(&q->url, container);
	return header_put(z->config->header, q, why);
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
	header_hide(z->config->header, why);
	az_auth_hide(z->auth, why);
	if (ask_is_passing(status))
		return ASK_AGAIN;
	if ((status == 401 || az_error_is_unknown(&e)) && az_auth_refuse(z->auth, t))
		return ASK_RENEW;
	return ASK_FAIL;
}

/* ---- an object's bytes ---- */

static int
az_ask(struct store *s, const struct store_object *o, uint64_t from, struct http_request *q,
    struct fault *why)
{
	struct store_az *z = (struct store_az *)s;
	struct span container, name;

	store_split(s->kind, o->uri, &container, &name);
	if (store_az_begin(z, container, q, why) || store_http_pin(o, from, q, why))
		return -1;
	buf_byte(&q->url, '/');
	uri_encode_path(&q->url, name);
	return store_az_end(z, q, why);
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
	store_http_facts(o, t);
	if (!o->sums.has_md5)
		take_md5(&o->sums, t);
}

static enum ask_answer
az_reply(struct store *s, struct store_object *o, const struct http_transfer *t,
    struct fault *why)
{
	enum ask_answer answer = store_http_reply(o, t, why);

	(void)s;
	if (answer == ASK_TAKE)
		store_az_facts(o, t);
	return answer;
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
	.next = store_list_next,
	.close = store_list_close,
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
