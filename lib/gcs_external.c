#include "gcs_external.h"

#include <time.h>

#include "ask.h"
#include "gcs_error.h"
#include "secret.h"
#include "tstamp.h"
#include "uri.h"

#define ACCESS_TOKEN "urn:ietf:params:oauth:token-type:access_token"
#define READ_SCOPE "https://www.googleapis.com/auth/devstorage.read_only"
#define CLOUD_SCOPE "https://www.googleapis.com/auth/cloud-platform"

struct external {
	const struct gcs_file *file;
	struct http *http;
	struct retry_policy *policy;
	struct buf subject;
	struct buf token;
	const char *what;          /* is being asked for */
};

const char *
gcs_external_scope(const struct gcs_file *f)
{
	return f->lender.n ? CLOUD_SCOPE : READ_SCOPE;
}

/* A server may say what it was sent. */
static int
hide(const struct external *x, struct fault *why)
{
	if (x->subject.n)
		secret_hide(why, buf_span(&x->subject));
	if (x->token.n)
		secret_hide(why, buf_span(&x->token));
	return -1;
}

static enum ask_answer
refuse(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	const struct external *x = arg;
	struct gcs_error e;
	long status = http_status(t);

	gcs_error_read(&e, body);
	fault_set(why, "no %s for %s: %ld%s%s%s%s", x->what, x->file->principal.p,
	    status, *e.reason ? " " : "", e.reason, *e.message ? ": " : "", e.message);
	hide(x, why);
	return ask_is_passing(status) ? ASK_AGAIN : ASK_FAIL;
}

/* ---- the other provider's token ---- */

static int
request_subject(void *arg, struct http_request *q, struct fault *why)
{
	const struct external *x = arg;
	json_t *headers = json_object_get(json_object_get(x->file->json, "credential_source"),
	    "headers"), *value;
	struct span url = span_of(gcs_file_of_source(x->file, "url"));
	const char *name;

	(void)why;
	buf_put(&q->url, url);
	/* A machine's own metadata server. */
	q->direct = span_starts(uri_host(url), SPAN("169.254."));
	json_object_foreach(headers, name, value)
		if (json_is_string(value) && q->headers < HTTP_HEADERS / 2)
			buf_printf(http_header_put(q), "%s: %s", name, json_string_value(value));
	return 0;
}

static enum ask_answer
take_subject(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct external *x = arg;

	(void)t;
	(void)why;
	x->subject.n = 0;
	buf_put(&x->subject, body);
	return ASK_TAKE;
}

/* Where the token is one text of an object. */
static int
unwrap(struct external *x, struct fault *why)
{
	const json_t *format = json_object_get(json_object_get(x->file->json,
	    "credential_source"), "format");
	const char *type = json_string_value(json_object_get(format, "type"));
	const char *name = json_string_value(json_object_get(format, "subject_token_field_name"));
	const char *text;
	json_t *o;
	int rc = 0;

	if (!type || strcmp(type, "json"))
		return 0;
	o = json_loadb(x->subject.p, x->subject.n, 0, NULL);
	text = name ? json_string_value(json_object_get(o, name)) : NULL;
	if (!text || !*text)
		rc = fault_set(why, "credential_source: its token is no object with a text %s",
		    name ? name : "(subject_token_field_name is missing)");
	x->subject.n = 0;
	if (!rc)
		buf_put(&x->subject, span_of(text));
	json_decref(o);
	return rc;
}

static int
find_subject(struct external *x, struct fault *why)
{
	const char *path = gcs_file_of_source(x->file, "file");
	const struct ask ask = { .where = "subject token", .arg = x, .request = request_subject,
		.refuse = refuse, .take = take_subject };

	x->what = ask.where;
	if (path ? secret_read(path, "", &x->subject, why) :
	    ask_for(x->http, &ask, x->policy, why))
		return -1;
	while (x->subject.n && memchr(" \t\r\n", x->subject.p[x->subject.n - 1], 4))
		x->subject.n--;
	if (!x->subject.n)
		return fault_set(why, "credential_source: its token is empty");
	return unwrap(x, why);
}

/* ---- Google's for it ---- */

static int
request_exchange(void *arg, struct http_request *q, struct fault *why)
{
	const struct external *x = arg;

	(void)why;
	buf_put(&q->url, buf_span(&x->file->token_uri));
	uri_form_put(&q->form, "grant_type", SPAN("urn:ietf:params:oauth:grant-type:token-exchange"));
	uri_form_put(&q->form, "audience", span_of(gcs_file_text(x->file, "audience")));
	uri_form_put(&q->form, "scope", span_of(gcs_external_scope(x->file)));
	uri_form_put(&q->form, "requested_token_type", SPAN(ACCESS_TOKEN));
	uri_form_put(&q->form, "subject_token", buf_span(&x->subject));
	uri_form_put(&q->form, "subject_token_type",
	    span_of(gcs_file_text(x->file, "subject_token_type")));
	return 0;
}

static int
request_service(void *arg, struct http_request *q, struct fault *why)
{
	const struct external *x = arg;

	const json_t *delegates = gcs_file_delegates(x->file);
	json_t *body = json_pack("{s[s]ssso*}", "scope", READ_SCOPE, "lifetime", "3600s",
	    "delegates", delegates ? json_deep_copy(delegates) : NULL);
	char *text = json_dumps(body, JSON_COMPACT);

	json_decref(body);
	if (!text || !secret_is_line(buf_span(&x->token))) {
		free(text);
		return fault_set(why, "the token exchange gave no token");
	}
	buf_put(&q->url, buf_span(&x->file->lender));
	buf_put(http_header_put(q), SPAN("Content-Type: application/json"));
	buf_printf(http_header_put(q), "Authorization: Bearer %.*s", (int)x->token.n, x->token.p);
	buf_put(&q->form, span_of(text));
	free(text);
	return 0;
}

/* The text under that name becomes x->token. */
static json_t *
get(struct external *x, const char *what, const char *name,
    int (*request)(void *arg, struct http_request *q, struct fault *why), struct fault *why)
{
	const struct ask ask = { .where = what, .arg = x, .request = request, .refuse = refuse };
	const char *text;
	json_t *reply;

	x->what = what;
	if (!(reply = ask_json(x->http, &ask, x->policy, why)))
		return NULL;
	text = json_string_value(json_object_get(reply, name));
	x->token.n = 0;
	buf_put(&x->token, span_of(text ? text : ""));
	return reply;
}

static int
exchange(struct external *x, int64_t *lasts_s, struct fault *why)
{
	json_t *reply = get(x, "token exchange", "access_token", request_exchange, why);

	if (!reply)
		return -1;
	*lasts_s = json_integer_value(json_object_get(reply, "expires_in"));
	json_decref(reply);
	return 0;
}

static int
borrow_name(struct external *x, int64_t *lasts_s, struct fault *why)
{
	json_t *reply = get(x, "service account's token", "accessToken", request_service, why);
	const char *end;
	struct tstamp t;

	if (!reply)
		return -1;
	end = json_string_value(json_object_get(reply, "expireTime"));
	*lasts_s = end && !tstamp_parse(span_of(end), &t) ?
	    tstamp_seconds(t.ns) - (int64_t)time(NULL) : 0;
	json_decref(reply);
	return 0;
}

int
gcs_external_token(const struct gcs_file *f, struct http *h, struct retry_policy *p,
    struct buf *token, int64_t *lasts_s, struct fault *why)
{
	struct external x = { .file = f, .http = h, .policy = p };
	int rc = find_subject(&x, why);

	if (!rc)
		rc = exchange(&x, lasts_s, why);
	if (rc)
		hide(&x, why);
	else
		buf_put(token, buf_span(&x.token));
	buf_free(&x.subject);
	buf_free(&x.token);
	return rc;
}

int
gcs_external_borrow(const struct gcs_file *f, struct http *h, struct retry_policy *p,
    struct buf *token, int64_t *lasts_s, struct fault *why)
{
	struct external x = { .file = f, .http = h, .policy = p, .token = *token };
	int rc = borrow_name(&x, lasts_s, why);

	if (rc)
		hide(&x, why);
	*token = x.token;
	return rc;
}
