#include "store_s3.h"

#include "diag.h"

enum { SKEW_S = 300 };         /* clocks that differ by more are set right */

struct refusal {
	struct aws_error e;
	long status;
	struct span bucket;
	const struct http_transfer *t;
	bool silent;           /* the reply to a HEAD: no code, whatever it was */
};

/* To the region that it says it is in; again, if it is said once more. */
static bool
move_bucket(struct store_s3 *s, const struct refusal *r, const char *to)
{
	char *region;
	bool made;

	if (!*to || !strcmp(to, store_s3_region(s, r->bucket)))
		return false;
	region = table_put(&s->regions, r->bucket, &made);
	/* Once: a service that sends it to and fro does not know either. */
	if (!made)
		return false;
	snprintf(region, s->regions.value_size, "%s", to);
	return true;
}

static bool
is_elsewhere(struct store_s3 *s, const struct refusal *r)
{
	const char *header = http_header(r->t, "x-amz-bucket-region", 0);

	if (r->status != 301 && r->status != 307 && r->status != 400)
		return false;
	if (header && aws_error_is_region(span_of(header)))
		return move_bucket(s, r, header);
	return move_bucket(s, r, r->e.region);
}

static bool
is_skewed(struct store_s3 *s, const struct refusal *r)
{
	int64_t skew = http_skew_s(r->t);

	if (s->skew_s || (skew <= SKEW_S && skew >= -SKEW_S) || (r->status != 403 &&
	    r->status != 400) || (!r->silent && !aws_error_is(&r->e, "RequestTimeTooSkewed") &&
	    !aws_error_is(&r->e, "RequestExpired")))
		return false;
	s->skew_s = skew;
	warn("this machine's clock is %lld s off by that of S3; using theirs", (long long)-skew);
	return true;
}

static bool
is_expired(struct store_s3 *s, const struct refusal *r)
{
	if (!aws_error_is_expired(&r->e) && !(r->silent && r->status == 400))
		return false;
	return s->credentials && aws_credentials_renew(s->credentials);
}

/* Puts right what can be; ASK_FAIL: nothing. */
static enum ask_answer
put_right(struct store_s3 *s, const struct refusal *r)
{
	enum ask_answer answer = ASK_RENEW;

	/* Another transfer's refusal has led to it. */
	if (http_mark(r->t) != s->epoch && r->status < 500 && r->status != 404 && r->status != 412)
		return ASK_RENEW;
	/* The asker tries at once only once, and that may have been for the region. */
	if (is_skewed(s, r))
		answer = ASK_AGAIN;
	else if (!is_elsewhere(s, r) && !is_expired(s, r))
		return ASK_FAIL;
	s->epoch++;
	return answer;
}

/* What the user can do about it. */
static const char *
hint(const struct store_s3 *s, const struct refusal *r, bool pinned)
{
	const struct aws_error *e = &r->e;

	if (strcasestr(e->message, "requester pays"))
		return "; --request-payer pays for it";
	if (aws_error_is(e, "InvalidObjectState"))
		return "; it is archived, to be restored first";
	if (r->status == 412)
		return "; overwritten since it was listed";
	if (r->status == 404 && !aws_error_is(e, "NoSuchBucket"))
		return pinned ? "; deleted since it was listed" : "; a prefix ends in '/'";
	if (r->status == 403 && s->found_none)
		return "; no credentials were found: set AWS_ACCESS_KEY_ID and "
		    "AWS_SECRET_ACCESS_KEY, or name a --profile";
	if (r->status == 403 && !s->credentials)
		return "; it wants credentials";
	if (r->status == 301 || r->status == 307)
		return "; name the bucket's --region or --endpoint";
	return "";
}

static void
say(const struct store_s3 *s, const struct refusal *r, bool pinned, struct fault *why)
{
	const struct aws_error *e = &r->e;
	const char *source = s->credentials ? aws_credentials_source(s->credentials) : NULL;
	bool shown = source && !s->found_none && (r->status == 400 || r->status == 401 ||
	    r->status == 403);

	fault_set(why, "%ld%s%s%s%s%s%s%s%s", r->status, *e->code ? " " : "", e->code,
	    *e->message ? ": " : "", e->message, hint(s, r, pinned), shown ? " (as " : "",
	    shown ? source : "", shown ? ")" : "");
}

enum ask_answer
store_s3_refuse(struct store_s3 *s, struct span bucket, const struct http_transfer *t,
    struct span body, bool pinned, struct fault *why)
{
	struct refusal r = { .status = http_status(t), .bucket = bucket, .t = t };
	enum ask_answer answer;

	aws_error_read(&r.e, body);
	r.silent = !*r.e.code && !*r.e.message;
	answer = put_right(s, &r);
	say(s, &r, pinned, why);
	header_hide(s->config->header, why);
	if (s->credentials)
		aws_credentials_hide(s->credentials, why);
	if (answer == ASK_FAIL && (ask_is_passing(r.status) || aws_error_is_passing(&r.e)))
		return ASK_AGAIN;
	return answer;
}
