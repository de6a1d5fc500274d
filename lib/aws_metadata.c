#include "aws_metadata.h"

#include "ask.h"
#include "env.h"
#include "secret.h"
#include "uri.h"

#define CONTAINER "http://169.254.170.2"
#define INSTANCE "http://169.254.169.254"
#define INSTANCE_V6 "http://[fd00:ec2::254]"
#define ROLES "/latest/meta-data/iam/security-credentials/"

enum { PROBE_MS = 1000 };

/* ---- one question ---- */

struct question {
	struct buf url;
	struct buf header;     /* "Name: value", a secret in it; may be empty */
	bool put;
	long status;           /* of a refusal */
	struct buf answer;
};

static void
question_free(struct question *x)
{
	buf_free(&x->url);
	buf_free(&x->header);
	buf_free(&x->answer);
}

static int
request(void *arg, struct http_request *q, struct fault *why)
{
	struct question *x = arg;

	(void)why;
	buf_put(&q->url, buf_span(&x->url));
	if (x->header.n)
		buf_put(http_header_put(q), buf_span(&x->header));
	q->put = x->put;
	q->direct = true;
	q->connect_ms = PROBE_MS;
	q->stall_ms = PROBE_MS;
	return 0;
}

static enum ask_answer
refuse(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct question *x = arg;

	(void)body;
	x->status = http_status(t);
	fault_set(why, "%.*s answers %ld", SPAN_SHOW(uri_host(buf_span(&x->url))), x->status);
	return ask_is_passing(x->status) ? ASK_AGAIN : ASK_FAIL;
}

static enum ask_answer
take(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct question *x = arg;

	(void)t;
	(void)why;
	x->answer.n = 0;
	buf_put(&x->answer, body);
	return ASK_TAKE;
}

static int
put_question(struct question *x, struct http *h, struct retry_policy *p, struct fault *why)
{
	const struct ask ask = {
		.where = "key from AWS", .arg = x, .request = request, .refuse = refuse, .take = take,
	};

	return ask_for(h, &ask, p, why);
}

/* ---- containers ---- */

bool
aws_metadata_has_container(void)
{
	return env_text("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") ||
	    env_text("AWS_CONTAINER_CREDENTIALS_FULL_URI");
}

/* Plain http is for this host and for the addresses that ECS and EKS use. */
static bool
is_allowed(struct span url)
{
	static const char *const hosts[] = {
		"169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", NULL,
	};
	struct span host = uri_host(url);

	for (const char *const *h = hosts; *h; h++)
		if (span_is(host, *h) || (span_starts(host, span_of(*h)) &&
		    host.p[strlen(*h)] == ':'))
			return true;
	return !uri_exposed(url);
}

static int
put_container(struct question *x, struct fault *why)
{
	const char *path = env_text("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
	const char *file = env_text("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
	struct buf token = { 0 };
	int rc = 0;

	if (path)
		buf_printf(&x->url, CONTAINER "%s%s", *path == '/' ? "" : "/", path);
	else
		buf_printf(&x->url, "%s", env_text("AWS_CONTAINER_CREDENTIALS_FULL_URI"));
	if (!is_allowed(buf_span(&x->url)))
		return fault_set(why, "AWS_CONTAINER_CREDENTIALS_FULL_URI: would ask %.*s unencrypted",
		    SPAN_SHOW(uri_host(buf_span(&x->url))));
	if (!file && !env_text("AWS_CONTAINER_AUTHORIZATION_TOKEN"))
		return 0;
	if (secret_read(file, "AWS_CONTAINER_AUTHORIZATION_TOKEN", &token, why))
		rc = -1;
	else if (!secret_is_line(buf_span(&token)))
		rc = fault_set(why, "the container's token has more than one line");
	buf_printf(&x->header, "Authorization: ");
	buf_put(&x->header, buf_span(&token));
	buf_free(&token);
	return rc;
}

int
aws_metadata_container(struct http *h, struct retry_policy *p, struct aws_key *key,
    struct fault *why)
{
	struct question x = { 0 };
	int rc = -1;

	if (!put_container(&x, why) && !put_question(&x, h, p, why))
		rc = aws_key_read(key, buf_span(&x.answer), why);
	question_free(&x);
	return rc;
}

/* ---- machines ---- */

static void
put_instance(struct buf *url, const char *path)
{
	const char *base = env_text("AWS_EC2_METADATA_SERVICE_ENDPOINT");
	const char *mode = env_text("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");

	if (!base)
		base = mode && !strcasecmp(mode, "IPv6") ? INSTANCE_V6 : INSTANCE;
	url->n = 0;
	buf_printf(url, "%s", base);
	while (url->n && url->p[url->n - 1] == '/')
		url->n--;
	buf_printf(url, "%s", path);
}

/* Leaves a header with the token behind. 1; 0: there is no such service; -1. */
static int
begin_session(struct question *x, struct http *h, struct fault *why)
{
	struct retry_policy once = { .budget_ms = -1 };

	put_instance(&x->url, "/latest/api/token");
	buf_printf(&x->header, "x-aws-ec2-metadata-token-ttl-seconds: 21600");
	x->put = true;
	if (put_question(x, h, &once, why)) {
		x->header.n = 0;
		x->put = false;
		/* The first version has no tokens. */
		if (x->status == 403 || x->status == 404 || x->status == 405)
			return 1;
		return x->status ? -1 : 0;
	}
	x->put = false;
	x->header.n = 0;
	if (!secret_is_line(buf_span(&x->answer)))
		return fault_set(why, "%.*s is no metadata service",
		    SPAN_SHOW(uri_host(buf_span(&x->url))));
	buf_printf(&x->header, "x-aws-ec2-metadata-token: ");
	buf_put(&x->header, buf_span(&x->answer));
	return 1;
}

/* 1, 0: it has none, -1 */
static int
ask_role(struct question *x, struct http *h, struct retry_policy *p, struct fault *why)
{
	struct span names, role;

	x->status = 0;
	put_instance(&x->url, ROLES);
	/* Other clouds have something at that address, too. */
	if (put_question(x, h, p, why))
		return x->status >= 400 && x->status < 500 ? 0 : -1;
	names = buf_span(&x->answer);
	role = span_cut(&names, '\n');
	if (!role.n)
		return 0;
	uri_encode(&x->url, role);
	return put_question(x, h, p, why) ? -1 : 1;
}

int
aws_metadata_instance(struct http *h, struct retry_policy *p, struct aws_key *key,
    struct fault *why)
{
	struct question x = { 0 };
	int rc = begin_session(&x, h, why);

	if (rc > 0)
		rc = ask_role(&x, h, p, why);
	if (rc > 0 && aws_key_read(key, buf_span(&x.answer), why))
		rc = -1;
	question_free(&x);
	return rc;
}
