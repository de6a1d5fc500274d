#include "api_page.h"

#include "ask.h"
#include "input.h"
#include "origin.h"

enum { PIECE = 256 << 10 };

#define TOO_LARGE "the page is larger than %d MiB"

void
api_page_init(struct api_page *p, const struct api_request *r, struct client *c,
    struct api_auth *a)
{
	*p = (struct api_page){ .request = r, .client = c, .auth = a,
		.origin = buf_span(&r->address), .body = { .max = API_PAGE_MOST + 2 * PIECE } };
	p->spool = (struct spool){ .pool = &p->pool, .first = true };
}

void
api_page_free(struct api_page *p)
{
	spool_free(&p->spool);
	spool_pool_free(&p->pool);
	buf_free(&p->url);
	buf_free(&p->sent);
	buf_free(&p->body);
	buf_free(&p->header);
	buf_free(&p->where);
	jscan_free(&p->scan);
}

/* ---- asking ---- */

static void
forget(struct api_page *p)
{
	spool_free(&p->spool);
	p->spool.first = true;
	p->sent.n = p->body.n = p->header.n = 0;
	p->has_header = p->missing = p->unverified = false;
	p->text = p->list = (struct span){ 0 };
}

static int
request(void *arg, struct http_request *q, struct fault *why)
{
	struct api_page *p = arg;

	forget(p);
	client_expect(p->client, p->name);
	buf_put(&q->url, buf_span(&p->url));
	if (header_put(&p->client->header, q, why))
		return -1;
	if (!p->request->raw)
		buf_put(http_header_put(q), SPAN("Accept-Encoding: gzip"));
	return api_auth_put(p->auth, q, why);
}

static void
hide(const struct api_page *p, struct fault *why)
{
	api_auth_hide(p->auth, why);
	header_hide(&p->client->header, why);
}

/* ---- refusals ---- */

static bool
is_redirect(long status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* One, to where it may go. */
static enum ask_answer
follow(struct api_page *p, const struct http_transfer *t, struct fault *why)
{
	const char *location = http_header(t, "Location", 0);
	struct buf to = { 0 };
	struct fault bad;
	enum ask_answer answer = ASK_FAIL;

	if (!location || origin_resolve(buf_span(&p->url), span_of(location), &to, &bad)) {
		fault_set(why, "%ld, and no address to go to", http_status(t));
	} else if (origin_check(p->origin, buf_span(&to), &p->request->allow, &bad)) {
		fault_set(why, "%ld: %s", http_status(t), bad.text);
	} else {
		fault_set(why, "%ld twice: goes from address to address", http_status(t));
		p->url.n = 0;
		buf_put(&p->url, buf_span(&to));
		answer = ASK_RENEW;
	}
	buf_free(&to);
	return answer;
}

static enum ask_answer
refuse(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct api_page *p = arg;
	long status = http_status(t);

	/* No content is an empty page. */
	p->missing = status == 404 && p->request->skip_missing;
	if (status == 204 || p->missing)
		return ASK_TAKE;
	if (is_redirect(status))
		return follow(p, t, why);
	client_refusal(status, body, why);
	hide(p, why);
	if (ask_is_passing(status) || http_limited(t))
		return ASK_AGAIN;
	return status == 401 && api_auth_renew(p->auth) ? ASK_RENEW : ASK_FAIL;
}

/* ---- a page ---- */

static enum ask_answer
take_piece(void *arg, struct span piece, struct fault *why)
{
	struct api_page *p = arg;

	client_came(p->client, piece.n);
	if (p->request->raw)
		return spool_put(&p->spool, piece, why) ? ASK_FAIL : ASK_TAKE;
	if (p->sent.n + piece.n > API_PAGE_MOST) {
		fault_set(why, TOO_LARGE, API_PAGE_MOST >> 20);
		return ASK_FAIL;
	}
	buf_put(&p->sent, piece);
	return ASK_TAKE;
}

static int
unpack(struct api_page *p, struct fault *why)
{
	struct span body = buf_span(&p->sent);
	struct input in;
	ssize_t got;

	input_from(&in, "page", input_take_span, &body);
	while ((got = input_read(&in, buf_room(&p->body, PIECE), PIECE, why)) > 0) {
		p->body.n += (size_t)got;
		if (p->body.n > API_PAGE_MOST) {
			got = fault_set(why, TOO_LARGE, API_PAGE_MOST >> 20);
			break;
		}
	}
	input_close(&in);
	p->text = buf_span(&p->body);
	if (span_starts(p->text, SPAN("\xef\xbb\xbf")))
		p->text = span_after(p->text, 3);
	return (int)got;
}

static int
check_json(struct api_page *p, struct fault *why)
{
	size_t at = 0;
	int rc;

	while (at < p->text.n && memchr(" \t\r\n", p->text.p[at], 4))
		at++;
	rc = at < p->text.n && p->text.p[at] == '[' ? jscan_array(&p->scan, p->text)
	                                            : jscan_object(&p->scan, p->text);
	if (rc)
		return fault_set(why, "the page is no JSON: byte %zu: %s", p->scan.at + 1, p->scan.why);
	/* What looks into it wants a value from its first byte to its last. */
	p->text = span_after(p->text, at);
	while (memchr(" \t\r\n", p->text.p[p->text.n - 1], 4))
		p->text.n--;
	return 0;
}

/* Whether a value says that something is: {}, [], "", 0, null and false do not. */
static bool
says_something(struct span value)
{
	static const char *const nothing[] = { "null", "false", "0", "\"\"", "{}", "[]" };

	for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
		if (span_is(value, nothing[i]))
			return false;
	return true;
}

/* 200 by HTTP, and another story inside. */
static int
check_content(struct api_page *p, struct fault *why)
{
	const struct api_request *r = p->request;
	struct span value;

	if (r->error.text && jpath_find(&r->error, p->text, &value) && says_something(value))
		return fault_set(why, "says at %s: %.*s", r->error.text, SPAN_SHOW(value));
	p->list = p->text;
	if (r->list.text && !jpath_find(&r->list, p->text, &p->list))
		return fault_set(why, "the page has nothing at %s", r->list.text);
	return 0;
}

/* As one header with commas (RFC 9110, section 5.3); of a cursor only one is. */
static void
take_header(struct api_page *p, const struct http_transfer *t)
{
	const char *name = p->request->pager.header, *value;

	for (size_t i = 0; name && (value = http_header(t, name, i)); i++) {
		if (i)
			buf_put(&p->header, SPAN(", "));
		buf_put(&p->header, span_of(value));
		p->has_header = true;
	}
}

static bool
is_gzip(struct span body)
{
	return span_starts(body, SPAN("\x1f\x8b"));
}

static enum ask_answer
take(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct api_page *p = arg;
	bool json = api_request_wants_json(p->request), checked;

	(void)body;
	take_header(p, t);
	p->unverified = http_unbounded(t);
	if (p->request->raw)
		return ASK_TAKE;
	/* Cut off, or another's page: once more tells. */
	if (unpack(p, why))
		return ASK_RENEW;
	checked = json || span_starts(p->text, SPAN("["));
	if (checked && check_json(p, why))
		return ASK_RENEW;
	p->unverified = p->unverified && !checked && !is_gzip(buf_span(&p->sent));
	p->list = p->text;
	if (json && check_content(p, why)) {
		hide(p, why);
		return ASK_FAIL;
	}
	return ASK_TAKE;
}

int
api_page_get(struct api_page *p, uint64_t number, struct fault *why)
{
	struct ask ask = {
		.arg = p, .request = request, .refuse = refuse, .piece = take_piece, .take = take,
	};
	int rc;

	p->where.n = 0;
	origin_show(buf_span(&p->url), &p->where);
	buf_printf(&p->where, "#%llu", (unsigned long long)number);
	ask.where = buf_text(&p->where);
	if (origin_check(p->origin, buf_span(&p->url), &p->request->allow, why))
		return -1;
	snprintf(p->name, sizeof p->name, "page %llu", (unsigned long long)number);
	rc = ask_for(p->client->http, &ask, &p->client->policy, why);
	client_expect(p->client, NULL);
	return rc;
}
