#include "api_auth.h"

#include "api_token.h"
#include "base64.h"
#include "diag.h"
#include "opt.h"
#include "query.h"
#include "secret.h"
#include "uri.h"

struct api_auth {
	const struct api_auth_config *config;
	struct buf secret;     /* as read */
	struct buf sent;       /* as it goes into a header, without the scheme */
	struct api_token *token;
};

static bool
is_name(const char *text)
{
	for (; *text; text++)
		if (*text <= ' ' || *text > '~' || strchr("\"(),/:;<=>?@[\\]{}", *text))
			return false;
	return true;
}

const char *
api_auth_take(void *config, const char *text)
{
	static const char *const words[] = { "none", "bearer", "basic", NULL };
	struct api_auth_config *c = config;
	int word = opt_word(text, words);

	c->name = NULL;
	if (word >= 0) {
		c->kind = (enum api_auth_kind)word;
	} else if (!strcmp(text, "oauth2")) {
		c->kind = API_AUTH_OAUTH2;
	} else if (!strncmp(text, "header=", 7) && text[7] && is_name(text + 7)) {
		c->kind = API_AUTH_HEADER;
		c->name = text + 7;
	} else if (!strncmp(text, "query=", 6) && text[6]) {
		c->kind = API_AUTH_QUERY;
		c->name = text + 6;
	} else {
		return "not none, bearer, basic, header=NAME, query=NAME or oauth2";
	}
	return NULL;
}

/* What the secret has to look like, and what is made of it. */
static int
prepare(struct api_auth *a, struct http *h, struct retry_policy *p, struct fault *why)
{
	struct span secret = buf_span(&a->secret);

	if (a->config->kind == API_AUTH_OAUTH2) {
		a->token = api_token_new(secret, h, p, why);
		return a->token ? 0 : -1;
	}
	if (!secret_is_line(secret))
		return fault_set(why, "the secret is not one line");
	if (a->config->kind != API_AUTH_BASIC) {
		buf_put(&a->sent, secret);
		return 0;
	}
	if (span_find(secret, ':') == secret.n)
		return fault_set(why, "the secret is not of the form USER:PASSWORD");
	base64_encode(&a->sent, secret);
	return 0;
}

struct api_auth *
api_auth_new(const struct api_auth_config *c, struct http *h, struct retry_policy *p,
    struct fault *why)
{
	struct api_auth *a = calloc(1, sizeof *a);

	if (!a)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *a);
	a->config = c;
	if (c->kind == API_AUTH_NONE)
		return a;
	if (!secret_read(c->secret, API_AUTH_VARIABLE, &a->secret, why) && !prepare(a, h, p, why))
		return a;
	api_auth_free(a);
	return NULL;
}

void
api_auth_free(struct api_auth *a)
{
	if (!a)
		return;
	api_token_free(a->token);
	buf_free(&a->secret);
	buf_free(&a->sent);
	free(a);
}

int
api_auth_put(struct api_auth *a, struct http_request *q, struct fault *why)
{
	struct span url = buf_span(&q->url), sent = buf_span(&a->sent);

	if (a->config->kind == API_AUTH_NONE)
		return 0;
	if (uri_exposed(url))
		return fault_set(why, "would send the secret unencrypted to %.*s",
		    SPAN_SHOW(uri_host(url)));
	switch (a->config->kind) {
	case API_AUTH_BEARER:
		buf_printf(http_header_put(q), "Authorization: Bearer %.*s", (int)sent.n, sent.p);
		return 0;
	case API_AUTH_BASIC:
		buf_printf(http_header_put(q), "Authorization: Basic %.*s", (int)sent.n, sent.p);
		return 0;
	case API_AUTH_HEADER:
		buf_printf(http_header_put(q), "%s: %.*s", a->config->name, (int)sent.n, sent.p);
		return 0;
	case API_AUTH_QUERY:
		query_set(&q->url, span_of(a->config->name), sent);
		return 0;
	case API_AUTH_OAUTH2:
		return api_token_put(a->token, q, why);
	case API_AUTH_NONE:
		break;
	}
	return 0;
}

bool
api_auth_renew(struct api_auth *a)
{
	if (a->config->kind != API_AUTH_OAUTH2)
		return false;
	api_token_refuse(a->token);
	return true;
}

void
api_auth_hide(const struct api_auth *a, struct fault *why)
{
	struct span secret = buf_span(&a->secret), password = secret;

	if (a->config->kind == API_AUTH_NONE)
		return;
	if (a->config->kind == API_AUTH_OAUTH2) {
		api_token_hide(a->token, why);
		return;
	}
	secret_hide(why, secret);
	secret_hide(why, buf_span(&a->sent));
	if (a->config->kind == API_AUTH_BASIC) {
		span_cut(&password, ':');
		secret_hide(why, password);
	}
}
