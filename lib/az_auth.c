#include "az_auth.h"

#include "az_sign.h"
#include "az_token.h"
#include "base64.h"
#include "diag.h"
#include "env.h"
#include "secret.h"
#include "uri.h"
#include "whole.h"

/* The storage emulator's, published by Microsoft: no secret. */
#define DEVELOPMENT "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;" \
	"AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/" \
	"KBHBeksoGMGw==;BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;"

enum {
	FILE_MOST = 64 << 10,
	SKEW_S = 60,           /* clocks that differ by more are set right */
};

enum kind { ANONYMOUS, KEY, SAS, TOKEN };

struct az_auth {
	enum kind kind;
	struct buf account;
	struct buf base;
	struct buf key;            /* its bytes */
	struct buf sas;            /* without '?' */
	struct az_token *token;
	struct buf principal;
	int64_t skew_s;            /* the server's clock is so far ahead of ours */
};

static bool
is_name(struct span s, const char *name)
{
	return s.n == strlen(name) && !strncasecmp(s.p, name, s.n);
}

/* ---- credentials as text; `from` says where it stood ---- */

static int
take_key(struct az_auth *a, const char *from, struct span text, struct fault *why)
{
	a->kind = KEY;
	if (!text.n || base64_decode(&a->key, text))
		return fault_set(why, "%s: the account's key is no base64", from);
	return 0;
}

static int
take_sas(struct az_auth *a, const char *from, struct span text, struct fault *why)
{
	a->kind = SAS;
	if (text.n && *text.p == '?')
		text = span_after(text, 1);
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] <= ' ' || text.p[i] > '~' || text.p[i] == '#')
			text.n = 0;
	if (!text.n || !memmem(text.p, text.n, "sig=", 4))
		return fault_set(why, "%s: is no SAS token: a query with a signature", from);
	buf_put(&a->sas, text);
	return 0;
}

/* What a connection string has, all of it borrowed. */
struct connection {
	struct span protocol, account, key, sas, endpoint, suffix;
	bool development;
};

static void
take_setting(struct connection *c, struct span name, struct span value)
{
	const struct { const char *name; struct span *to; } known[] = {
		{ "DefaultEndpointsProtocol", &c->protocol }, { "AccountName", &c->account },
		{ "AccountKey", &c->key }, { "SharedAccessSignature", &c->sas },
		{ "BlobEndpoint", &c->endpoint }, { "EndpointSuffix", &c->suffix },
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (is_name(name, known[i].name))
			*known[i].to = value;
	if (is_name(name, "UseDevelopmentStorage") && is_name(value, "true"))
		c->development = true;
}

static struct connection
split_connection(struct span text)
{
	struct connection c = { .protocol = SPAN("https"), .suffix = SPAN("core.windows.net") };

	while (text.n) {
		struct span value = span_cut(&text, ';');

		/* A key ends in '=', so the first one counts. */
		take_setting(&c, span_cut(&value, '='), value);
	}
	return c;
}

static int
take_connection(struct az_auth *a, const char *from, struct span text, struct fault *why)
{
	struct connection c = split_connection(text);

	if (c.development)
		c = split_connection(SPAN(DEVELOPMENT));
	if (!c.account.n && !c.endpoint.n)
		return fault_set(why, "%s: names neither AccountName nor BlobEndpoint", from);
	buf_put(&a->account, c.account);
	if (c.endpoint.n)
		buf_put(&a->base, c.endpoint);
	else
		buf_printf(&a->base, "%.*s://%.*s.blob.%.*s", SPAN_SHOW(c.protocol),
		    SPAN_SHOW(c.account), SPAN_SHOW(c.suffix));
	if (c.key.n)
		return take_key(a, from, c.key, why);
	if (c.sas.n)
		return take_sas(a, from, c.sas, why);
	a->kind = ANONYMOUS;
	return 0;
}

/* ---- where to look ---- */

/* The file may hold any of the three. */
static int
take_text(struct az_auth *a, const char *from, struct span text, struct fault *why)
{
	while (text.n && (unsigned char)text.p[text.n - 1] <= ' ')
		text.n--;
	if (text.n && memchr(text.p, ';', text.n))
		return take_connection(a, from, text, why);
	if (text.n && memmem(text.p, text.n, "sig=", 4))
		return take_sas(a, from, text, why);
	if (text.n && memmem(text.p, text.n, "UseDevelopmentStorage", 21))
		return take_connection(a, from, text, why);
	return take_key(a, from, text, why);
}

static int
take_file(struct az_auth *a, const char *path, struct fault *why)
{
	struct buf text = { 0 };
	int rc = whole_read(path, FILE_MOST, &text, why);

	if (!rc)
		rc = take_text(a, path, buf_span(&text), why);
	buf_free(&text);
	return rc;
}

static int
find(struct az_auth *a, const struct az_auth_config *c, struct http *h, struct retry_policy *p,
    struct fault *why)
{
	static const struct {
		const char *name;
		int (*take)(struct az_auth *a, const char *from, struct span s, struct fault *why);
	} names[] = {
		{ "AZURE_STORAGE_CONNECTION_STRING", take_connection },
		{ "AZURE_STORAGE_KEY", take_key },
		{ "AZURE_STORAGE_SAS_TOKEN", take_sas },
	};

	if (c->anonymous)
		return 0;
	if (c->key)
		return take_file(a, c->key, why);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (env_text(names[i].name))
			return names[i].take(a, names[i].name, span_of(env_text(names[i].name)), why);
	a->kind = TOKEN;
	return (a->token = az_token_new(h, p, why)) ? 0 : -1;
}

/* ---- the account and its address ---- */

static int
set_account(struct az_auth *a, const struct az_auth_config *c, struct fault *why)
{
	const char *named = c->account ? c->account : env_text("AZURE_STORAGE_ACCOUNT");

	if (a->account.n && c->account && !span_is(buf_span(&a->account), c->account))
		return fault_set(why, "the connection string is of account %.*s, not of %s",
		    SPAN_SHOW(buf_span(&a->account)), c->account);
	if (!a->account.n && named)
		buf_put(&a->account, span_of(named));
	if (!a->account.n && (a->kind == KEY || !(c->endpoint || a->base.n)))
		return fault_set(why, "no account: give --account NAME, or set "
		    "AZURE_STORAGE_ACCOUNT or AZURE_STORAGE_CONNECTION_STRING");
	/* It becomes part of a host's name: nothing that could end that. */
	for (size_t i = 0; i < a->account.n; i++)
		if (!memchr("abcdefghijklmnopqrstuvwxyz0123456789-", a->account.p[i], 37))
			return fault_set(why, "an account's name has only small letters and digits");
	return 0;
}

static int
set_base(struct az_auth *a, const struct az_auth_config *c, struct fault *why)
{
	struct buf url = { 0 };
	struct span base;
	int rc;

	if (c->endpoint)
		buf_printf(&url, "%s", c->endpoint);
	else if (a->base.n)
		buf_put(&url, buf_span(&a->base));
	else
		buf_printf(&url, "https://%.*s.blob.core.windows.net",
		    SPAN_SHOW(buf_span(&a->account)));
	a->base.n = 0;
	rc = uri_put_base(&a->base, buf_span(&url), why);
	buf_free(&url);
	if (rc)
		return -1;
	base = buf_span(&a->base);
	if (uri_exposed(base) && (a->kind == SAS || a->kind == TOKEN))
		return fault_set(why, "would send the %s unencrypted to %.*s",
		    a->kind == SAS ? "SAS token" : "access token", SPAN_SHOW(uri_host(base)));
	return 0;
}

static void
set_principal(struct az_auth *a)
{
	if (a->kind == KEY)
		buf_printf(&a->principal, "the key of account %.*s",
		    SPAN_SHOW(buf_span(&a->account)));
	else if (a->kind == SAS)
		buf_printf(&a->principal, "a SAS token");
	else if (a->kind == TOKEN)
		buf_printf(&a->principal, "%s", az_token_principal(a->token));
	buf_text(&a->principal);
}

struct az_auth *
az_auth_new(const struct az_auth_config *c, struct http *h, struct retry_policy *p,
    struct fault *why)
{
	struct az_auth *a = calloc(1, sizeof *a);

	if (!a)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *a);
	*a = (struct az_auth){ .kind = ANONYMOUS };
	if (!find(a, c, h, p, why) && !set_account(a, c, why) && !set_base(a, c, why)) {
		set_principal(a);
		return a;
	}
	az_auth_free(a);
	return NULL;
}

void
az_auth_free(struct az_auth *a)
{
	if (!a)
		return;
	az_token_free(a->token);
	buf_free(&a->account);
	buf_free(&a->base);
	buf_free(&a->key);
	buf_free(&a->sas);
	buf_free(&a->principal);
	free(a);
}

struct span
az_auth_base(const struct az_auth *a)
{
	return buf_span(&a->base);
}

const char *
az_auth_principal(const struct az_auth *a)
{
	return a->kind == ANONYMOUS ? NULL : a->principal.p;
}

void
az_auth_hide(const struct az_auth *a, struct fault *why)
{
	struct span rest = buf_span(&a->sas);

	while (rest.n) {
		struct span value = span_cut(&rest, '&');

		if (span_is(span_cut(&value, '='), "sig"))
			secret_hide(why, value);
	}
	if (a->token)
		az_token_hide(a->token, why);
}

bool
az_auth_is_sas(const struct az_auth *a)
{
	return a->kind == SAS;
}

/* ---- a request ---- */

static void
put_date(struct az_auth *a, struct buf *header)
{
	time_t now = (time_t)((int64_t)time(NULL) + a->skew_s);
	char text[64];
	struct tm tm;

	gmtime_r(&now, &tm);
	strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &tm);
	buf_printf(header, "x-ms-date: %s", text);
}

static void
put_signature(struct az_auth *a, struct http_request *q)
{
	struct az_sign_request sign = {
		.verb = q->head ? "HEAD" : "GET", .account = buf_span(&a->account),
		.url = buf_span(&q->url), .header = q->header,
	};
	struct buf text = { 0 }, *header;

	put_date(a, http_header_put(q));
	sign.headers = q->headers;
	az_sign_text(&text, &sign);
	header = http_header_put(q);
	buf_printf(header, "Authorization: SharedKey %.*s:", SPAN_SHOW(sign.account));
	az_sign(header, buf_span(&a->key), buf_span(&text));
	buf_free(&text);
	q->mark = a->skew_s != 0;
}

int
az_auth_put(struct az_auth *a, struct http_request *q, struct fault *why)
{
	if (a->kind == KEY) {
		put_signature(a, q);
	} else if (a->kind == SAS) {
		buf_byte(&q->url, span_find(buf_span(&q->url), '?') < q->url.n ? '&' : '?');
		buf_put(&q->url, buf_span(&a->sas));
	} else if (a->kind == TOKEN) {
		return az_token_put(a->token, q, why);
	}
	return 0;
}

bool
az_auth_refuse(struct az_auth *a, const struct http_transfer *t)
{
	int64_t skew = http_skew_s(t);

	if (a->kind == TOKEN && http_status(t) == 401) {
		az_token_refuse(a->token, http_mark(t));
		return true;
	}
	/* Azure takes dates that are 15 minutes off at most. */
	if (a->kind != KEY || (skew <= SKEW_S && skew >= -SKEW_S))
		return false;
	/* Another transfer may have had it set right meanwhile. */
	if (a->skew_s)
		return !http_mark(t);
	a->skew_s = skew;
	warn("this machine's clock is %lld s off by %.*s's; using theirs", (long long)-skew,
	    SPAN_SHOW(uri_host(buf_span(&a->base))));
	return true;
}
