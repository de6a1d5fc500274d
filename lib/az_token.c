#include "az_token.h"

#include <jansson.h>

#include "ask.h"
#include "diag.h"
#include "env.h"
#include "num.h"
#include "secret.h"
#include "token.h"
#include "uri.h"

#define AUTHORITY "https://login.microsoftonline.com"
#define IMDS "http://169.254.169.254"
#define RESOURCE "https://storage.azure.com/"

enum {
	PROBE_MS = 3000,
};

enum source { PRINCIPAL, WORKLOAD, APP, MACHINE };

struct az_token {
	struct http *http;
	struct retry_policy *policy;
	enum source source;
	struct buf principal;
	struct buf url;
	struct token token;
	bool answered;         /* the machine's metadata service is there */
};

/* ---- which it is ---- */

static enum source
find_source(void)
{
	if (env_text("AZURE_CLIENT_SECRET"))
		return PRINCIPAL;
	if (env_text("AZURE_FEDERATED_TOKEN_FILE"))
		return WORKLOAD;
	return env_text("IDENTITY_ENDPOINT") && env_text("IDENTITY_HEADER") ? APP : MACHINE;
}

static void
set_base(struct buf *url, const char *base)
{
	buf_put(url, span_of(base));
	while (url->n && url->p[url->n - 1] == '/')
		url->n--;
}

/* Of a tenant: what secrets are sent to. */
static int
set_authority(struct az_token *a, struct fault *why)
{
	const char *tenant = env_text("AZURE_TENANT_ID"), *base = env_text("AZURE_AUTHORITY_HOST");

	if (!tenant || !env_text("AZURE_CLIENT_ID"))
		return fault_set(why, "%s is set, but %s is not", a->source == PRINCIPAL ?
		    "AZURE_CLIENT_SECRET" : "AZURE_FEDERATED_TOKEN_FILE",
		    tenant ? "AZURE_CLIENT_ID" : "AZURE_TENANT_ID");
	set_base(&a->url, base ? base : AUTHORITY);
	if (uri_exposed(buf_span(&a->url)))
		return fault_set(why, "AZURE_AUTHORITY_HOST: would send the credentials unencrypted");
	buf_byte(&a->url, '/');
	uri_encode(&a->url, span_of(tenant));
	buf_put(&a->url, SPAN("/oauth2/v2.0/token"));
	return 0;
}

/* The query of both kinds of managed identity. */
static void
set_managed(struct az_token *a, const char *version)
{
	const char *client = env_text("AZURE_CLIENT_ID");

	buf_printf(&a->url, "?api-version=%s&resource=", version);
	uri_encode(&a->url, SPAN(RESOURCE));
	if (!client)
		return;
	buf_put(&a->url, SPAN("&client_id="));
	uri_encode(&a->url, span_of(client));
}

static int
set_url(struct az_token *a, struct fault *why)
{
	const char *host = env_text("AZURE_POD_IDENTITY_AUTHORITY_HOST");

	if (a->source == APP) {
		buf_put(&a->url, span_of(env_text("IDENTITY_ENDPOINT")));
		set_managed(a, "2019-08-01");
		return 0;
	}
	if (a->source == MACHINE) {
		set_base(&a->url, host ? host : IMDS);
		buf_put(&a->url, SPAN("/metadata/identity/oauth2/token"));
		set_managed(a, "2018-02-01");
		return 0;
	}
	return set_authority(a, why);
}

static void
set_principal(struct az_token *a)
{
	static const char *const names[] = {
		"service principal", "workload identity", "this app's managed identity",
		"this machine's managed identity",
	};
	const char *client = env_text("AZURE_CLIENT_ID");

	buf_printf(&a->principal, "%s%s%s", names[a->source], client ? " " : "",
	    client ? client : "");
	buf_text(&a->principal);
}

struct az_token *
az_token_new(struct http *h, struct retry_policy *p, struct fault *why)
{
	struct az_token *a = calloc(1, sizeof *a);

	if (!a)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *a);
	*a = (struct az_token){ .http = h, .policy = p, .source = find_source() };
	set_principal(a);
	if (!set_url(a, why))
		return a;
	az_token_free(a);
	return NULL;
}

void
az_token_free(struct az_token *a)
{
	if (!a)
		return;
	buf_free(&a->principal);
	buf_free(&a->url);
	token_free(&a->token);
	free(a);
}

const char *
az_token_principal(const struct az_token *a)
{
	return a->principal.p;
}

/* ---- asking for one ---- */

/* The platform writes a new one into the file now and then. */
static int
put_assertion(struct buf *form, struct fault *why)
{
	struct buf text = { 0 };

	if (secret_read(env_text("AZURE_FEDERATED_TOKEN_FILE"), "AZURE_FEDERATED_TOKEN_FILE", &text,
	    why)) {
		buf_free(&text);
		return -1;
	}
	uri_form_put(form, "client_assertion_type",
	    SPAN("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
	uri_form_put(form, "client_assertion", buf_span(&text));
	buf_free(&text);
	return 0;
}

static int
request(void *arg, struct http_request *q, struct fault *why)
{
	struct az_token *a = arg;

	buf_put(&q->url, buf_span(&a->url));
	if (a->source == APP)
		buf_printf(http_header_put(q), "X-IDENTITY-HEADER: %s", env_text("IDENTITY_HEADER"));
	if (a->source == MACHINE) {
		buf_put(http_header_put(q), SPAN("Metadata: true"));
		q->connect_ms = PROBE_MS;
	}
	if (a->source == APP || a->source == MACHINE) {
		q->direct = true;
		return 0;
	}
	uri_form_put(&q->form, "grant_type", SPAN("client_credentials"));
	uri_form_put(&q->form, "scope", SPAN(RESOURCE ".default"));
	uri_form_put(&q->form, "client_id", span_of(env_text("AZURE_CLIENT_ID")));
	if (a->source == WORKLOAD)
		return put_assertion(&q->form, why);
	uri_form_put(&q->form, "client_secret", span_of(env_text("AZURE_CLIENT_SECRET")));
	return 0;
}

void
az_token_hide(const struct az_token *a, struct fault *why)
{
	static const char *const names[] = { "AZURE_CLIENT_SECRET", "IDENTITY_HEADER" };

	token_hide(&a->token, why);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (env_text(names[i]))
			secret_hide(why, span_of(env_text(names[i])));
}

/* {"error":"invalid_client","error_description":"AADSTS7000215: ...\r\nTrace ID: ..."} */
static enum ask_answer
refuse(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct az_token *a = arg;
	long status = http_status(t);
	json_t *reply = json_loadb(body.n ? body.p : "", body.n, 0, NULL);
	const char *code = json_string_value(json_object_get(reply, "error"));
	const char *text = json_string_value(json_object_get(reply, "error_description"));

	text = text ? text : "";
	fault_set(why, "no access token for %s: %ld%s%s%s%.*s", az_token_principal(a), status,
	    code ? " " : "", code ? code : "", *text ? ": " : "", (int)strcspn(text, "\r\n"),
	    text);
	az_token_hide(a, why);
	if (code)
		a->answered = true;
	json_decref(reply);
	return ask_is_passing(status) ? ASK_AGAIN : ASK_FAIL;
}

/* Seconds that the token lasts, 0 if that is not said: Entra says a number, IMDS the same as a
 * string, an app's endpoint the time when it ends. */
static int64_t
lasting(const json_t *reply)
{
	static const char *const names[] = { "expires_in", "expires_on" };

	for (int i = 0; i < 2; i++) {
		const json_t *value = json_object_get(reply, names[i]);
		const char *text = json_string_value(value);
		int64_t n = json_integer_value(value);

		if (text && num_int(span_of(text), 0, INT64_MAX, &n))
			continue;
		n -= i ? (int64_t)time(NULL) : 0;
		if (n > 0)
			return n;
	}
	return 0;
}

static int
no_credentials(struct fault *why)
{
	return fault_set(why, "no credentials: give --key FILE, set "
	    "AZURE_STORAGE_CONNECTION_STRING, AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN, or "
	    "run where there is an identity (--anonymous for public containers)");
}

static int
renew(void *arg, struct fault *why)
{
	struct az_token *a = arg;
	struct retry_policy probe = { .budget_ms = -1 };
	bool probing = a->source == MACHINE && !a->answered;
	const struct ask ask = {
		.where = "access token", .arg = a, .request = request, .refuse = refuse,
	};
	json_t *reply = ask_json(a->http, &ask, probing ? &probe : a->policy, why);
	int rc;

	if (!reply)
		return probing && !a->answered ? no_credentials(why) : -1;
	a->answered = true;
	if ((rc = token_set(&a->token, json_string_value(json_object_get(reply, "access_token")),
	    lasting(reply))))
		fault_set(why, "no access token for %s: the reply has none", az_token_principal(a));
	json_decref(reply);
	return rc;
}

int
az_token_put(struct az_token *a, struct http_request *q, struct fault *why)
{
	return token_put(&a->token, q, renew, a, why);
}

void
az_token_refuse(struct az_token *a, unsigned serial)
{
	token_refuse(&a->token, serial);
}
