#include "aws_credentials.h"

#include "aws_metadata.h"
#include "aws_sts.h"
#include "diag.h"
#include "env.h"
#include "secret.h"
#include "token.h"

enum { LATER_S = 600 };

enum source { FIXED, WEB, CONTAINER, MACHINE, NOTHING };

struct aws_credentials {
	struct http *http;
	struct retry_policy *policy;
	enum source source;
	struct buf name;       /* for messages */
	struct aws_sts sts;
	struct aws_key key;
	int64_t renew_ms;      /* 0: never */
};

/* ---- where to look ---- */

/* 1: there is a key; 0: there is none; -1. */
static int
find_environment(struct aws_credentials *c, struct fault *why)
{
	const char *id = env_text("AWS_ACCESS_KEY_ID"), *secret = env_text("AWS_SECRET_ACCESS_KEY");
	struct fault bad;

	if (!id && !secret)
		return 0;
	if (!id || !secret)
		return fault_set(why, "%s is set, %s is not", id ? "AWS_ACCESS_KEY_ID" :
		    "AWS_SECRET_ACCESS_KEY", id ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID");
	aws_key_set(&c->key, id, secret, env_text("AWS_SESSION_TOKEN"));
	buf_printf(&c->name, "the key in AWS_ACCESS_KEY_ID");
	return aws_key_check(&c->key, &bad) ? fault_set(why, "AWS_ACCESS_KEY_ID, "
	    "AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN: %s", bad.text) : 1;
}

static int
find_web(struct aws_credentials *c, const char *file, const char *role, const char *session)
{
	if (!file || !role)
		return 0;
	c->sts.token_file = file;
	c->sts.role = role;
	c->sts.session = session;
	c->source = WEB;
	buf_printf(&c->name, "the role %s", role);
	return 1;
}

/* What would give a key elsewhere. */
static int
refuse_others(const struct aws_profile *p, struct fault *why)
{
	static const char *const others[] = {
		"role_arn", "credential_process", "sso_session", "sso_start_url", "login_session", NULL,
	};

	for (const char *const *name = others; *name; name++)
		if (aws_profile_get(p, *name))
			return fault_set(why, "profile %s: %s is not supported; "
			    "`aws configure export-credentials --format env` gives a key",
			    p->name, *name);
	return 0;
}

static int
find_profile(struct aws_credentials *c, const struct aws_profile *p, struct fault *why)
{
	const char *id = aws_profile_get(p, "aws_access_key_id");
	const char *secret = aws_profile_get(p, "aws_secret_access_key");
	struct fault bad;

	if (find_web(c, aws_profile_get(p, "web_identity_token_file"),
	    aws_profile_get(p, "role_arn"), aws_profile_get(p, "role_session_name")))
		return 1;
	if (!id && !secret)
		return refuse_others(p, why);
	if (aws_profile_get(p, "role_arn"))
		return refuse_others(p, why);
	aws_key_set(&c->key, id, secret, aws_profile_get(p, "aws_session_token"));
	buf_printf(&c->name, "profile %s", p->name);
	return aws_key_check(&c->key, &bad) ? fault_set(why, "profile %s: %s", p->name,
	    bad.text) : 1;
}

static int
find(struct aws_credentials *c, const struct aws_profile *p, bool option, struct fault *why)
{
	const char *off = env_text("AWS_EC2_METADATA_DISABLED");
	int rc = 0;

	if (!option)
		rc = find_environment(c, why);
	if (!rc && !option)
		rc = find_web(c, env_text("AWS_WEB_IDENTITY_TOKEN_FILE"), env_text("AWS_ROLE_ARN"),
		    env_text("AWS_ROLE_SESSION_NAME"));
	if (!rc)
		rc = find_profile(c, p, why);
	if (rc)
		return rc < 0 ? -1 : 0;
	c->source = off && !strcasecmp(off, "true") ? NOTHING : MACHINE;
	if (aws_metadata_has_container())
		c->source = CONTAINER;
	buf_printf(&c->name, "the %s's role", c->source == CONTAINER ? "container" : "machine");
	return 0;
}

struct aws_credentials *
aws_credentials_new(const struct aws_profile *profile, bool option, const char *region,
    struct http *h, struct retry_policy *p, struct fault *why)
{
	struct aws_credentials *c = calloc(1, sizeof *c);

	if (!c)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *c);
	*c = (struct aws_credentials){ .http = h, .policy = p, .sts.region = region };
	if (!find(c, profile, option, why)) {
		(void)buf_text(&c->name);
		return c;
	}
	aws_credentials_free(c);
	return NULL;
}

void
aws_credentials_free(struct aws_credentials *c)
{
	if (!c)
		return;
	aws_key_free(&c->key);
	buf_free(&c->name);
	free(c);
}

/* ---- asking ---- */

/* What has ended before it came shows that this clock is wrong: not at once. */
static void
plan_renewal(struct aws_credentials *c)
{
	int64_t left = c->key.ends_s - (int64_t)time(NULL);

	c->renew_ms = c->key.ends_s ? token_renewal_ms(left > 0 ? left : LATER_S) : 0;
}

static int
ask(struct aws_credentials *c, struct fault *why)
{
	int rc;

	if (c->source == WEB)
		return aws_sts_ask(&c->sts, c->http, c->policy, &c->key, why);
	if (c->source == CONTAINER)
		return aws_metadata_container(c->http, c->policy, &c->key, why);
	rc = aws_metadata_instance(c->http, c->policy, &c->key, why);
	if (!rc)
		c->source = NOTHING;
	return rc < 0 ? -1 : 0;
}

int
aws_credentials_get(struct aws_credentials *c, const struct aws_key **key, struct fault *why)
{
	*key = NULL;
	if (c->source == NOTHING)
		return 0;
	if (!c->key.id.n || (c->renew_ms && http_now_ms() >= c->renew_ms)) {
		aws_key_set(&c->key, NULL, NULL, NULL);
		if (ask(c, why))
			return -1;
		plan_renewal(c);
	}
	if (c->source != NOTHING)
		*key = &c->key;
	return 0;
}

bool
aws_credentials_renew(struct aws_credentials *c)
{
	if (c->source == FIXED || c->source == NOTHING)
		return false;
	aws_key_set(&c->key, NULL, NULL, NULL);
	return true;
}

void
aws_credentials_hide(const struct aws_credentials *c, struct fault *why)
{
	secret_hide(why, buf_span(&c->key.secret));
	secret_hide(why, buf_span(&c->key.token));
}

const char *
aws_credentials_source(const struct aws_credentials *c)
{
	return c->source == NOTHING ? NULL : c->name.p;
}
