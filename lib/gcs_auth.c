#include "gcs_auth.h"

#include <jansson.h>

#include "ask.h"
#include "diag.h"
#include "env.h"
#include "gcs_error.h"
#include "gcs_external.h"
#include "gcs_file.h"
#include "jwt.h"
#include "secret.h"
#include "token.h"
#include "uri.h"

#define METADATA_HOST "169.254.169.254"
#define METADATA_PATH "/computeMetadata/v1/instance/service-accounts/default/token"

enum {
	LASTS_S = 3600,        /* an assertion, the most that Google takes */
	BACKDATE_S = 10,       /* for clocks that differ, as Google's Go client has it */
	SKEW_S = 60,           /* clocks that differ by more are set right */
	PROBE_MS = 3000,
};

struct gcs_auth {
	struct http *http;
	struct retry_policy *policy;
	struct gcs_file file;
	struct token token;
	int64_t skew_s;        /* the server's clock is so far ahead of ours */
	bool answered;         /* the metadata server has, once: it is there */
};

static const char *
field(const struct gcs_auth *a, const char *name)
{
	return gcs_file_text(&a->file, name);
}

const char *
gcs_auth_principal(const struct gcs_auth *a)
{
	return a->file.principal.p;
}

const char *
gcs_auth_project(const struct gcs_auth *a)
{
	const char *project = env_text("GOOGLE_CLOUD_QUOTA_PROJECT");

	return project ? project : gcs_file_project(&a->file);
}

struct gcs_auth *
gcs_auth_new(const char *key, struct http *h, struct retry_policy *p, struct fault *why)
{
	struct gcs_auth *a = calloc(1, sizeof *a);

	if (!a)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *a);
	a->http = h;
	a->policy = p;
	if (!gcs_file_find(&a->file, key, why))
		return a;
	gcs_auth_free(a);
	return NULL;
}

void
gcs_auth_free(struct gcs_auth *a)
{
	if (!a)
		return;
	gcs_file_free(&a->file);
	token_free(&a->token);
	free(a);
}

void
gcs_auth_hide(const struct gcs_auth *a, struct fault *why)
{
	static const char *const names[] = { "client_secret", "refresh_token" };

	token_hide(&a->token, why);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (field(a, names[i]))
			secret_hide(why, span_of(field(a, names[i])));
}

/* ---- asking for a token ---- */

/* The assertion; made afresh each time, as its times are part of it
 * (google-cloud-cpp#2689: every renewal after an hour failed). */
static int
put_assertion(struct gcs_auth *a, struct buf *form, struct fault *why)
{
	int64_t now = (int64_t)time(NULL) + a->skew_s - BACKDATE_S;
	const char *id = field(a, "private_key_id");
	json_t *header = json_pack("{ss, ss, ss*}", "typ", "JWT", "alg", "RS256", "kid", id);
	json_t *claims = json_pack("{ss, ss, ss, sI, sI}", "iss", field(a, "client_email"),
	    "scope", gcs_external_scope(&a->file), "aud", field(a, "token_uri"), "iat",
	    (json_int_t)now, "exp", (json_int_t)now + LASTS_S);
	char *h = json_dumps(header, JSON_COMPACT), *c = json_dumps(claims, JSON_COMPACT);
	int rc = -1;

	if (h && c)
		rc = jwt_sign(a->file.key, span_of(h), span_of(c), form, why);
	else
		fault_set(why, "no memory for an assertion");
	free(h);
	free(c);
	json_decref(header);
	json_decref(claims);
	return rc;
}

static const char *
metadata_host(void)
{
	const char *host = env_text("GCE_METADATA_IP");

	if (!host)
		host = env_text("GCE_METADATA_HOST");
	return host ? host : METADATA_HOST;
}

static int
request(void *arg, struct http_request *q, struct fault *why)
{
	struct gcs_auth *a = arg;

	if (a->file.source == GCS_METADATA) {
		buf_printf(&q->url, "http://%s%s", metadata_host(), METADATA_PATH);
		buf_put(http_header_put(q), SPAN("Metadata-Flavor: Google"));
		q->direct = true;
		q->connect_ms = PROBE_MS;
		return 0;
	}
	buf_put(&q->url, buf_span(&a->file.token_uri));
	if (a->file.source == GCS_SERVICE) {
		uri_form_put(&q->form, "grant_type",
		    SPAN("urn:ietf:params:oauth:grant-type:jwt-bearer"));
		buf_put(&q->form, SPAN("&assertion="));
		return put_assertion(a, &q->form, why);
	}
	uri_form_put(&q->form, "grant_type", SPAN("refresh_token"));
	uri_form_put(&q->form, "client_id", span_of(field(a, "client_id")));
	uri_form_put(&q->form, "client_secret", span_of(field(a, "client_secret")));
	uri_form_put(&q->form, "refresh_token", span_of(field(a, "refresh_token")));
	return 0;
}

/* An assertion that seems to come from another time: whether by our clock. */
static bool
is_skewed(struct gcs_auth *a, const struct http_transfer *t, const struct gcs_error *e)
{
	int64_t skew = http_skew_s(t);

	if (a->file.source != GCS_SERVICE || strcmp(e->reason, "invalid_grant") || a->skew_s ||
	    (skew <= SKEW_S && skew >= -SKEW_S))
		return false;
	a->skew_s = skew;
	return true;
}

static enum ask_answer
refuse(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct gcs_auth *a = arg;
	struct gcs_error e;
	long status = http_status(t);

	gcs_error_read(&e, body);
	fault_set(why, "no access token for %s: %ld%s%s%s%s", gcs_auth_principal(a), status,
	    *e.reason ? " " : "", e.reason, *e.message ? ": " : "", e.message);
	gcs_auth_hide(a, why);
	if (ask_is_passing(status))
		return ASK_AGAIN;
	if (is_skewed(a, t, &e)) {
		warn("this machine's clock is %lld s off by %.*s's; using theirs",
		    (long long)-a->skew_s, SPAN_SHOW(uri_host(buf_span(&a->file.token_uri))));
		return ASK_RENEW;
	}
	if (strstr(e.message, "Invalid JWT Signature"))
		fault_set(why, "%s: the key has been deleted or is another account's",
		    gcs_auth_principal(a));
	return ASK_FAIL;
}

/* A captive portal answers too; only the metadata server says its name. */
static int
accept_flavor(void *arg, const struct http_transfer *t, struct fault *why)
{
	struct gcs_auth *a = arg;
	const char *flavor = http_header(t, "Metadata-Flavor", 0);

	if (a->file.source == GCS_METADATA && (!flavor || strcmp(flavor, "Google")))
		return fault_set(why, "%s is no metadata server", metadata_host());
	return 0;
}

static int
no_credentials(struct fault *why)
{
	return fault_set(why, "no credentials: give --key FILE, set "
	    "GOOGLE_APPLICATION_CREDENTIALS or run gcloud auth application-default login "
	    "(--anonymous for public buckets)");
}

/* A token of the credentials themselves. */
static int
ask_token(struct gcs_auth *a, struct buf *token, int64_t *lasts_s, struct fault *why)
{
	struct retry_policy probe = { .budget_ms = -1 };
	bool probing = a->file.source == GCS_METADATA && !a->answered;
	const struct ask ask = {
		.where = "access token", .arg = a, .request = request, .refuse = refuse,
		.accept = accept_flavor,
	};
	json_t *reply = ask_json(a->http, &ask, probing ? &probe : a->policy, why);
	const char *text = json_string_value(json_object_get(reply, "access_token"));

	if (!reply)
		return probing ? no_credentials(why) : -1;
	a->answered = true;
	buf_put(token, span_of(text ? text : ""));
	*lasts_s = json_integer_value(json_object_get(reply, "expires_in"));
	json_decref(reply);
	return 0;
}

static int
renew(void *arg, struct fault *why)
{
	struct gcs_auth *a = arg;
	struct buf token = { 0 };
	int64_t lasts_s = 0;
	int rc;

	if (a->file.source == GCS_EXTERNAL)
		rc = gcs_external_token(&a->file, a->http, a->policy, &token, &lasts_s, why);
	else
		rc = ask_token(a, &token, &lasts_s, why);
	if (!rc && a->file.lender.n)
		rc = gcs_external_borrow(&a->file, a->http, a->policy, &token, &lasts_s, why);
	if (!rc && token_set(&a->token, buf_text(&token), lasts_s))
		rc = fault_set(why, "no access token for %s: the reply has none",
		    gcs_auth_principal(a));
	buf_free(&token);
	return rc;
}

int
gcs_auth_put(struct gcs_auth *a, struct http_request *q, struct fault *why)
{
	return token_put(&a->token, q, renew, a, why);
}

void
gcs_auth_refuse(struct gcs_auth *a, unsigned serial)
{
	token_refuse(&a->token, serial);
}
