#include "origin.h"

#include <curl/curl.h>
#include <strings.h>

#include "diag.h"
#include "num.h"
#include "uri.h"

/* What two URLs of one origin have in common. */
struct origin {
	CURLU *url;
	char *scheme, *host, *port;
};

static CURLU *
new_url(void)
{
	CURLU *u = curl_url();

	if (!u)
		die(DIAG_STOPPED, "no memory for a URL");
	return u;
}

/* What libcurl would quietly mend, or cut at, is no URL here. */
static bool
is_clean(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] <= ' ' || text.p[i] == 0x7f || text.p[i] == '\\')
			return false;
	return text.n > 0;
}

/* Sets, or resolves, as NUL-terminated text. */
static bool
take(CURLU *u, struct span text)
{
	struct buf copy = { 0 };
	CURLUcode code;

	buf_put(&copy, text);
	code = curl_url_set(u, CURLUPART_URL, buf_text(&copy), 0);
	buf_free(&copy);
	return code == CURLUE_OK;
}

static bool
has(CURLU *u, CURLUPart part)
{
	char *text = NULL;
	bool there = curl_url_get(u, part, &text, 0) == CURLUE_OK;

	curl_free(text);
	return there;
}

static bool
is_web(CURLU *u)
{
	char *scheme = NULL;
	bool web;

	if (curl_url_get(u, CURLUPART_SCHEME, &scheme, 0))
		return false;
	web = !strcasecmp(scheme, "http") || !strcasecmp(scheme, "https");
	curl_free(scheme);
	return web;
}

static int
write(CURLU *u, struct buf *to, struct fault *why)
{
	char *text = NULL;

	if (!is_web(u))
		return fault_set(why, "no http:// or https:// URL");
	if (has(u, CURLUPART_USER) || has(u, CURLUPART_PASSWORD))
		return fault_set(why, "a URL with a user name in it");
	curl_url_set(u, CURLUPART_FRAGMENT, NULL, 0);
	if (curl_url_get(u, CURLUPART_URL, &text, 0))
		return fault_set(why, "no http:// or https:// URL");
	buf_put(to, span_of(text));
	curl_free(text);
	return 0;
}

int
origin_resolve(struct span base, struct span ref, struct buf *to, struct fault *why)
{
	CURLU *u = new_url();
	int rc;

	/* Without a base libcurl guesses a scheme for "example.com". */
	if (!is_clean(ref) || (base.n && !take(u, base)) || !take(u, ref))
		rc = fault_set(why, "no http:// or https:// URL");
	else
		rc = write(u, to, why);
	curl_url_cleanup(u);
	return rc;
}

static bool
open_origin(struct origin *o, struct span url)
{
	*o = (struct origin){ .url = new_url() };
	return take(o->url, url) && !curl_url_get(o->url, CURLUPART_SCHEME, &o->scheme, 0) &&
	    !curl_url_get(o->url, CURLUPART_HOST, &o->host, 0) &&
	    !curl_url_get(o->url, CURLUPART_PORT, &o->port, CURLU_DEFAULT_PORT);
}

static void
close_origin(struct origin *o)
{
	curl_free(o->scheme);
	curl_free(o->host);
	curl_free(o->port);
	curl_url_cleanup(o->url);
}

static bool
is_same(const struct origin *a, const struct origin *b)
{
	return !strcasecmp(a->scheme, b->scheme) && !strcasecmp(a->host, b->host) &&
	    !strcmp(a->port, b->port);
}

/* "HOST" or "HOST:PORT"; an IPv6 address stands in brackets. */
static bool
is_allowed(const struct origin *o, const struct opt_list *allowed)
{
	const char *own = strcasecmp(o->scheme, "https") ? "80" : "443";
	size_t n = strlen(o->host);

	for (size_t i = 0; i < allowed->n; i++) {
		const char *item = allowed->item[i];

		if (strncasecmp(item, o->host, n))
			continue;
		if (item[n] == ':' ? !strcmp(item + n + 1, o->port)
		                   : !item[n] && !strcmp(own, o->port))
			return true;
	}
	return false;
}

static int
check(const struct origin *from, const struct origin *to, const struct opt_list *allowed,
    struct fault *why)
{
	if (is_same(from, to))
		return 0;
	if (!strcasecmp(from->scheme, "https") && strcasecmp(to->scheme, "https"))
		return fault_set(why, "leads from https to http, at %s", to->host);
	if (is_allowed(to, allowed))
		return 0;
	return fault_set(why, "leads to another origin, %s://%s:%s; if that is right: "
	    "--allow-host %s:%s", to->scheme, to->host, to->port, to->host, to->port);
}

int
origin_check(struct span from, struct span to, const struct opt_list *allowed, struct fault *why)
{
	struct origin a, b;
	bool good = open_origin(&a, from);
	int rc;

	good = open_origin(&b, to) && good;
	rc = good ? check(&a, &b, allowed, why) : fault_set(why, "no http:// or https:// URL");
	close_origin(&a);
	close_origin(&b);
	return rc;
}

void
origin_show(struct span url, struct buf *to)
{
	size_t n = span_find(url, '?'), fragment = span_find(url, '#');

	buf_put(to, (struct span){ url.p, n < fragment ? n : fragment });
}
