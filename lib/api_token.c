#include "api_token.h"

#include <jansson.h>

#include "ask.h"
#include "base64.h"
#include "client.h"
#include "diag.h"
#include "secret.h"
#include "token.h"
#include "uri.h"

struct api_token {
	struct http *http;
	struct retry_policy *policy;
	json_t *file;
	struct buf refresh;    /* the refresh token: a service may give a new one */
	struct token token;
};

static const char *
field(const struct api_token *t, const char *name)
{
	const char *text = json_string_value(json_object_get(t->file, name));

	return text && *text ? text : NULL;
}

/* ---- the credentials ---- */

static int
check(const struct api_token *t, struct fault *why)
{
	static const char *const needed[] = { "token_url", "client_id", "client_secret" };
	const char *style = field(t, "client_auth");

	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (!field(t, needed[i]))
			return fault_set(why, "the secret has no %s", needed[i]);
	if (style && strcmp(style, "basic") && strcmp(style, "form"))
		return fault_set(why, "the secret's client_auth is not basic or form");
	if (uri_exposed(span_of(field(t, "token_url"))))
		return fault_set(why, "token_url: would send the credentials unencrypted");
	return 0;
}

struct api_token *
api_token_new(struct span credentials, struct http *h, struct retry_policy *p, struct fault *why)
{
	struct api_token *t = calloc(1, sizeof *t);

	if (!t)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *t);
	*t = (struct api_token){ .http = h, .policy = p,
		.file = json_loadb(credentials.p, credentials.n, 0, NULL) };
	if (!json_is_object(t->file))
		fault_set(why, "the secret is no JSON object");
	else if (!check(t, why)) {
		if (field(t, "refresh_token"))
			buf_put(&t->refresh, span_of(field(t, "refresh_token")));
		return t;
	}
	api_token_free(t);
	return NULL;
}

void
api_token_free(struct api_token *t)
{
	if (!t)
		return;
	json_decref(t->file);
	buf_free(&t->refresh);
	token_free(&t->token);
	free(t);
}

/* ---- asking ---- */

/* Section 2.3.1: by Basic, id and secret each encoded as in a form; or in the
 * form itself, which not every service takes. */
static void
put_client(const struct api_token *t, struct http_request *q)
{
	struct buf pair = { 0 };
	struct buf *header;

	if (field(t, "client_auth") && !strcmp(field(t, "client_auth"), "form")) {
		uri_form_put(&q->form, "client_id", span_of(field(t, "client_id")));
		uri_form_put(&q->form, "client_secret", span_of(field(t, "client_secret")));
		return;
	}
	uri_encode(&pair, span_of(field(t, "client_id")));
	buf_byte(&pair, ':');
	uri_encode(&pair, span_of(field(t, "client_secret")));
	header = http_header_put(q);
	buf_put(header, SPAN("Authorization: Basic "));
	base64_encode(header, buf_span(&pair));
	buf_free(&pair);
}

static int
request(void *arg, struct http_request *q, struct fault *why)
{
	static const char *const optional[] = { "scope", "audience" };
	struct api_token *t = arg;

	(void)why;
	buf_put(&q->url, span_of(field(t, "token_url")));
	buf_put(http_header_put(q), SPAN("Accept: application/json"));
	uri_form_put(&q->form, "grant_type",
	    t->refresh.n ? SPAN("refresh_token") : SPAN("client_credentials"));
	if (t->refresh.n)
		uri_form_put(&q->form, "refresh_token", buf_span(&t->refresh));
	put_client(t, q);
	for (size_t i = 0; i < 2; i++)
		if (field(t, optional[i]))
			uri_form_put(&q->form, optional[i], span_of(field(t, optional[i])));
	return 0;
}

static enum ask_answer
refuse(void *arg, const struct http_transfer *transfer, struct span body, struct fault *why)
{
	struct fault said;

	client_refusal(http_status(transfer), body, &said);
	fault_set(why, "no access token: %s", said.text);
	api_token_hide(arg, why);
	return ask_is_passing(http_status(transfer)) ? ASK_AGAIN : ASK_FAIL;
}

/* A service that rotates refresh tokens has made the one in the file useless. */
static void
take_refresh(struct api_token *t, const json_t *reply)
{
	const char *text = json_string_value(json_object_get(reply, "refresh_token"));

	if (!t->refresh.n || !text || !*text || span_is(buf_span(&t->refresh), text))
		return;
	t->refresh.n = 0;
	buf_put(&t->refresh, span_of(text));
	warn("the token service gave a new refresh token: the one that was given to this "
	    "program may not work again");
}

static int
keep(struct api_token *t, const json_t *reply, struct fault *why)
{
	const char *token = json_string_value(json_object_get(reply, "access_token"));

	if (token_set(&t->token, token, json_integer_value(json_object_get(reply, "expires_in"))))
		return fault_set(why, "no access token: the reply has none");
	take_refresh(t, reply);
	return 0;
}

static int
renew(void *arg, struct fault *why)
{
	struct api_token *t = arg;
	const struct ask ask = {
		.where = "access token", .arg = t, .request = request, .refuse = refuse,
	};
	json_t *reply = ask_json(t->http, &ask, t->policy, why);
	int rc;

	if (!reply)
		return -1;
	rc = keep(t, reply, why);
	json_decref(reply);
	return rc;
}

int
api_token_put(struct api_token *t, struct http_request *q, struct fault *why)
{
	return token_put(&t->token, q, renew, t, why);
}

void
api_token_refuse(struct api_token *t)
{
	token_refuse(&t->token, t->token.serial);
}

void
api_token_hide(const struct api_token *t, struct fault *why)
{
	if (field(t, "client_secret"))
		secret_hide(why, span_of(field(t, "client_secret")));
	if (field(t, "refresh_token"))
		secret_hide(why, span_of(field(t, "refresh_token")));
	secret_hide(why, buf_span(&t->refresh));
	token_hide(&t->token, why);
}
