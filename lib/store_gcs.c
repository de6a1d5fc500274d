#include "store_gcs.h"

#include "diag.h"
#include "env.h"
#include "gcs_error.h"
#include "num.h"
#include "uri.h"

#define ENDPOINT "https://storage.googleapis.com"

/* ---- every request ---- */

/* Credentials are wanted for the first time. */
static int
find_auth(struct store_gcs *g, struct fault *why)
{
	if (uri_exposed(buf_span(&g->base)))
		return fault_set(why, "would send the access token unencrypted to %.*s",
		    SPAN_SHOW(uri_host(buf_span(&g->base))));
	g->auth = gcs_auth_new(g->config->key, g->http, g->policy, why);
	return g->auth ? 0 : -1;
}

static int
put_auth(struct store_gcs *g, struct http_request *q, struct fault *why)
{
	if (g->open)
		return 0;
	if (!g->auth && find_auth(g, why))
		return -1;
	return gcs_auth_put(g->auth, q, why);
}

static void
put_project(const struct store_gcs *g, struct http_request *q)
{
	const char *project = g->config->user_project;

	if (!project && g->auth)
		project = gcs_auth_project(g->auth);
	if (project)
		buf_printf(http_header_put(q), "x-goog-user-project: %s", project);
}

int
store_gcs_begin(struct store_gcs *g, struct span bucket, struct http_request *q, struct fault *why)
{
	if (put_auth(g, q, why))
		return -1;
	put_project(g, q);
	buf_put(&q->url, buf_span(&g->base));
	buf_put(&q->url, SPAN("/storage/v1/b/"));
	uri_encode(&q->url, bucket);
	buf_put(&q->url, SPAN("/o"));
	return header_put(g->config->header, q, why);
}

/* ---- refusals ---- */

static bool
is_rate_limit(const struct gcs_error *e)
{
	return !strcmp(e->reason, "rateLimitExceeded") ||
	    !strcmp(e->reason, "userRateLimitExceeded");
}

/* What the user can do about it. */
static const char *
hint(const struct store_gcs *g, long status, const struct gcs_error *e, bool pinned)
{
	if (strstr(e->message, "requester pays"))
		return "; name a project that pays with --user-project";
	if (status == 401 && g->open)
		return "; it wants credentials";
	if (status == 404 && pinned)
		return "; that generation is no longer there";
	if (status == 412)
		return "; overwritten since it was listed";
	return "";
}

enum ask_answer
store_gcs_refuse(struct store_gcs *g, const struct http_transfer *t, struct span body, bool pinned,
    struct fault *why)
{
	struct gcs_error e;
	long status = http_status(t);

	gcs_error_read(&e, body);
	fault_set(why, "%ld%s%s%s%s%s", status, *e.reason ? " " : "", e.reason,
	    *e.message ? ": " : "", e.message, hint(g, status, &e, pinned));
	header_hide(g->config->header, why);
	if (g->auth)
		gcs_auth_hide(g->auth, why);
	if (ask_is_passing(status) || (status == 403 && is_rate_limit(&e)))
		return ASK_AGAIN;
	if ((status == 401 || status == 403) && g->auth) {
		struct fault said = *why;

		fault_set(why, "%s (as %s)", said.text, gcs_auth_principal(g->auth));
	}
	if (status != 401 || !g->auth)
		return ASK_FAIL;
	gcs_auth_refuse(g->auth, http_mark(t));
	return ASK_RENEW;
}

/* ---- an object's bytes ---- */

static int
gcs_ask(struct store *s, const struct store_object *o, uint64_t from, struct http_request *q,
    struct fault *why)
{
	struct store_gcs *g = (struct store_gcs *)s;
	struct span bucket, name;

	store_split(s->kind, o->uri, &bucket, &name);
	if (store_gcs_begin(g, bucket, q, why))
		return -1;
	buf_byte(&q->url, '/');
	uri_encode(&q->url, name);
	buf_put(&q->url, SPAN("?alt=media"));
	if (o->version) {
		/* The first finds it though it was overwritten, where old versions are
		 * kept; the second makes sure that this and no other is sent. */
		buf_put(&q->url, SPAN("&generation="));
		uri_encode(&q->url, span_of(o->version));
		buf_put(&q->url, SPAN("&ifGenerationMatch="));
		uri_encode(&q->url, span_of(o->version));
	}
	store_http_range(q, from);
	return 0;
}

/* "crc32c=n03x6A==,md5=Ojk9c3dhfxgoKVVHYwFbHQ==", in one header or several. */
static void
take_sums(struct digest *sums, const struct http_transfer *t)
{
	const char *text;

	for (size_t i = 0; (text = http_header(t, "x-goog-hash", i)); i++) {
		struct span rest = span_of(text);

		while (rest.n) {
			struct span part = span_cut(&rest, ',');

			while (part.n && *part.p == ' ')
				part = span_after(part, 1);
			if (span_starts(part, SPAN("crc32c=")))
				digest_take_crc32c(sums, span_after(part, 7));
			else if (span_starts(part, SPAN("md5=")))
				digest_take_md5(sums, span_after(part, 4));
		}
	}
}

/* What the listing did not say, if there was one. */
static void
take_facts(struct store_object *o, const struct http_transfer *t)
{
	const char *generation = http_header(t, "x-goog-generation", 0);
	const char *length = http_header(t, "x-goog-stored-content-length", 0);
	const char *encoding = http_header(t, "x-goog-stored-content-encoding", 0);

	if (!o->version && generation && *generation)
		o->version = store_text(span_of(generation));
	if (o->size < 0 && length)
		(void)num_int(span_of(length), 0, INT64_MAX, &o->size);
	if (o->encoding == STORE_UNKNOWN && encoding && *encoding)
		o->encoding = strcmp(encoding, "gzip") ? STORE_IDENTITY : STORE_GZIP;
	if (!o->sums.has_crc32c)
		take_sums(&o->sums, t);
}

static enum ask_answer
gcs_reply(struct store *s, struct store_object *o, const struct http_transfer *t,
    struct fault *why)
{
	const char *generation = http_header(t, "x-goog-generation", 0);
	const char *changed = http_header(t, "x-guploader-response-body-transformations", 0);

	(void)s;
	if (o->version && generation && *generation && strcmp(o->version, generation)) {
		fault_set(why, "generation %s came instead of %s", generation, o->version);
		return ASK_FAIL;
	}
	take_facts(o, t);
	if (store_http_is_squeezed(o, t)) {
		fault_set(why, "is compressed on the way");
		return ASK_PLAIN;
	}
	if (changed && strstr(changed, "gunzipped")) {
		fault_set(why, "was decompressed on the way, so that it cannot be checked; "
		    "does a proxy take Accept-Encoding away?");
		return ASK_FAIL;
	}
	return ASK_TAKE;
}

static enum ask_answer
gcs_refuse(struct store *s, const struct store_object *o, const struct http_transfer *t,
    struct span body, struct fault *why)
{
	enum ask_answer answer = store_gcs_refuse((struct store_gcs *)s, t, body, o->version, why);
	struct fault said = *why;

	if (http_status(t) == 404 && !o->version)
		fault_set(why, "%s; a prefix ends in '/'", said.text);
	return answer;
}

/* ---- the store ---- */

static const struct store_kind kind = {
	.scheme = "gs",
	.version = "generation",
	.buckets = true,
	.list = store_gcs_list,
	.next = store_list_next,
	.close = store_list_close,
	.ask = gcs_ask,
	.reply = gcs_reply,
	.refuse = gcs_refuse,
};

/* The emulator's is "HOST:PORT" or a URL, as Google's own clients take it. */
static int
set_base(struct store_gcs *g, struct fault *why)
{
	const char *emulator = env_text("STORAGE_EMULATOR_HOST");
	struct buf url = { 0 };
	int rc;

	if (g->config->endpoint)
		buf_printf(&url, "%s", g->config->endpoint);
	else if (emulator)
		buf_printf(&url, "%s%s", strstr(emulator, "://") ? "" : "http://", emulator);
	else
		buf_put(&url, SPAN(ENDPOINT));
	/* With a key somebody wants to see how that goes. */
	g->open |= !g->config->endpoint && emulator && !g->config->key;
	rc = uri_put_base(&g->base, buf_span(&url), why);
	buf_free(&url);
	return rc;
}

struct store *
store_gcs_new(const struct store_gcs_config *c, struct http *h, struct retry_policy *p,
    struct fault *why)
{
	struct store_gcs *g = calloc(1, sizeof *g);

	if (!g)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *g);
	*g = (struct store_gcs){ .store = { &kind }, .config = c, .http = h, .policy = p,
		.open = c->anonymous };
	/* A key that was named is looked at before anything else is begun. */
	if (!set_base(g, why) && (!c->key || g->open || !find_auth(g, why)))
		return &g->store;
	store_gcs_free(&g->store);
	return NULL;
}

void
store_gcs_free(struct store *s)
{
	struct store_gcs *g = (struct store_gcs *)s;

	if (!g)
		return;
	gcs_auth_free(g->auth);
	buf_free(&g->base);
	free(g);
}
