#include "aws_sts.h"

#include "ask.h"
#include "aws_error.h"
#include "env.h"
#include "secret.h"
#include "uri.h"
#include "xml.h"

struct exchange {
	const struct aws_sts *sts;
	struct aws_key *key;
	struct buf token;
	bool bad_end;
};

static void
put_url(const struct aws_sts *s, struct buf *url)
{
	const char *endpoint = env_text("AWS_ENDPOINT_URL_STS");

	if (!endpoint)
		endpoint = env_text("AWS_ENDPOINT_URL");
	if (endpoint)
		buf_printf(url, "%s", endpoint);
	else if (!s->region)
		buf_put(url, SPAN("https://sts.amazonaws.com"));
	else
		buf_printf(url, "https://sts.%s.amazonaws.com%s", s->region,
		    span_starts(span_of(s->region), SPAN("cn-")) ? ".cn" : "");
	while (url->n && url->p[url->n - 1] == '/')
		url->n--;
	buf_byte(url, '/');
}

static int
request(void *arg, struct http_request *q, struct fault *why)
{
	struct exchange *x = arg;
	const struct aws_sts *s = x->sts;

	put_url(s, &q->url);
	if (uri_exposed(buf_span(&q->url)))
		return fault_set(why, "would send the token unencrypted to %.*s",
		    SPAN_SHOW(uri_host(buf_span(&q->url))));
	x->token.n = 0;
	if (secret_read(s->token_file, "", &x->token, why))
		return -1;
	buf_put(&q->form, SPAN("Action=AssumeRoleWithWebIdentity&Version=2011-06-15"));
	uri_form_put(&q->form, "RoleArn", span_of(s->role));
	uri_form_put(&q->form, "RoleSessionName", span_of(s->session ? s->session : "evkit"));
	uri_form_put(&q->form, "WebIdentityToken", buf_span(&x->token));
	return 0;
}

static enum ask_answer
refuse(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct exchange *x = arg;
	struct aws_error e;

	aws_error_read(&e, body);
	fault_set(why, "no key for the role %s: %ld%s%s%s%s", x->sts->role, http_status(t),
	    *e.code ? " " : "", e.code, *e.message ? ": " : "", e.message);
	secret_hide(why, buf_span(&x->token));
	return ask_is_passing(http_status(t)) || aws_error_is_passing(&e) ? ASK_AGAIN : ASK_FAIL;
}

#define CREDENTIALS "AssumeRoleWithWebIdentityResponse/AssumeRoleWithWebIdentityResult/Credentials/"

static void
take_element(void *arg, struct span path, struct span text)
{
	struct exchange *x = arg;
	struct aws_key *k = x->key;
	struct fault why;

	if (span_is(path, CREDENTIALS "AccessKeyId"))
		buf_put(&k->id, text);
	else if (span_is(path, CREDENTIALS "SecretAccessKey"))
		buf_put(&k->secret, text);
	else if (span_is(path, CREDENTIALS "SessionToken"))
		buf_put(&k->token, text);
	else if (span_is(path, CREDENTIALS "Expiration"))
		x->bad_end = aws_key_set_end(k, text, &why);
}

static enum ask_answer
take(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct exchange *x = arg;
	const struct xml_reader to = { .arg = x, .end = take_element };
	struct fault bad;

	(void)t;
	aws_key_set(x->key, NULL, NULL, NULL);
	x->bad_end = false;
	if (xml_read(body, &to, why))
		return ASK_RENEW;
	if (!aws_key_check(x->key, &bad) && !x->bad_end)
		return ASK_TAKE;
	fault_set(why, "no key for the role %s: the reply has none", x->sts->role);
	return ASK_FAIL;
}

int
aws_sts_ask(const struct aws_sts *s, struct http *h, struct retry_policy *p, struct aws_key *key,
    struct fault *why)
{
	struct exchange x = { .sts = s, .key = key };
	const struct ask ask = {
		.where = s->role, .arg = &x, .request = request, .refuse = refuse, .take = take,
	};
	int rc = ask_for(h, &ask, p, why);

	buf_free(&x.token);
	return rc;
}
