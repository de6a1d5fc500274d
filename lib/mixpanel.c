#include "mixpanel.h"

#include "ask.h"
#include "base64.h"
#include "diag.h"
#include "jtext.h"
#include "origin.h"
#include "query.h"
#include "secret.h"
#include "tstamp.h"
#include "uri.h"

enum {
	CONTENT_TRIES = 3,         /* of a window that comes incomplete */
	SAY_MS = 10000,            /* a wait that is worth a word */
};

/* ---- the request ---- */

static int
put_endpoint(struct mixpanel *m, struct fault *why)
{
	static const struct {
		const char *name, *url;
	} regions[] = {
		{ "us", "https://data.mixpanel.com" },
		{ "eu", "https://data-eu.mixpanel.com" },
		{ "in", "https://data-in.mixpanel.com" },
	};
	const char *region = m->config->region ? m->config->region : "us";
	struct fault bad;

	if (m->config->endpoint) {
		if (origin_resolve((struct span){ 0 }, span_of(m->config->endpoint), &m->base, &bad))
			return fault_set(why, "--endpoint: %s", bad.text);
		if (m->base.p[m->base.n - 1] == '/')
			m->base.n--;
		return 0;
	}
	for (size_t i = 0; i < sizeof regions / sizeof *regions; i++)
		if (!strcmp(region, regions[i].name)) {
			buf_put(&m->base, span_of(regions[i].url));
			return 0;
		}
	return fault_set(why, "--region '%s': not us, eu or in", region);
}

static void
put_query(struct mixpanel *m)
{
	const struct mixpanel_config *c = m->config;
	struct buf names = { 0 };

	if (c->project)
		query_set(&m->base, SPAN("project_id"), span_of(c->project));
	query_set(&m->base, SPAN("time_in_ms"), SPAN("true"));
	for (size_t i = 0; i < c->event.n; i++) {
		buf_byte(&names, i ? ',' : '[');
		jtext_encode(&names, span_of(c->event.item[i]));
	}
	if (names.n) {
		buf_byte(&names, ']');
		query_set(&m->base, SPAN("event"), buf_span(&names));
	}
	if (c->where)
		query_set(&m->base, SPAN("where"), span_of(c->where));
	buf_free(&names);
}

int
mixpanel_init(struct mixpanel *m, const struct mixpanel_config *c, struct client *client,
    struct fault *why)
{
	*m = (struct mixpanel){ .config = c, .client = client };
	m->spool = (struct spool){ .pool = &m->pool, .first = true };
	if (put_endpoint(m, why))
		return -1;
	buf_put(&m->base, SPAN("/api/2.0/export"));
	put_query(m);
	return 0;
}

void
mixpanel_free(struct mixpanel *m)
{
	spool_free(&m->spool);
	spool_pool_free(&m->pool);
	buf_free(&m->base);
	buf_free(&m->key);
	buf_free(&m->header);
	buf_free(&m->where);
}

int
mixpanel_read_key(struct mixpanel *m, struct fault *why)
{
	struct buf pair = { 0 };
	struct span key;
	bool account;

	if (uri_exposed(buf_span(&m->base)))
		return fault_set(why, "would send the key unencrypted to %.*s",
		    SPAN_SHOW(uri_host(buf_span(&m->base))));
	if (secret_read(m->config->key, MIXPANEL_VARIABLE, &m->key, why))
		return -1;
	key = buf_span(&m->key);
	if (!secret_is_line(key))
		return fault_set(why, "the key is not one line, USER:SECRET");
	account = span_find(key, ':') + 1 < key.n;
	if (account && !m->config->project)
		return fault_set(why, "a service account needs --project");
	/* A project's own secret, the older way, is a user without password. */
	buf_put(&pair, key);
	if (span_find(key, ':') == key.n)
		buf_byte(&pair, ':');
	buf_put(&m->header, SPAN("Authorization: Basic "));
	base64_encode(&m->header, buf_span(&pair));
	buf_free(&pair);
	return 0;
}

static void
hide(const struct mixpanel *m, struct fault *why)
{
	struct span secret = buf_span(&m->key), whole = secret;

	secret_hide(why, span_after(buf_span(&m->header), sizeof "Authorization: Basic " - 1));
	secret_hide(why, whole);
	if (span_find(secret, ':') < secret.n)
		span_cut(&secret, ':');
	secret_hide(why, secret);
	header_hide(&m->client->header, why);
}

/* ---- a window ---- */

/* While one is got. */
struct window {
	struct mixpanel *m;
	struct mixpanel_check check;
	bool limited;              /* the last refusal was 429 */
	unsigned limits, incomplete;
	int64_t limited_ms;        /* waited for that, so far */
};

/* The limits are the project's: one who asks faster only gets 429. */
static void
keep_pace(struct mixpanel *m)
{
	const struct retry_policy *p = &m->client->policy;
	int64_t wait = mixpanel_pace_wait_ms(&m->pace, http_now_ms());
	struct fault why;

	if (wait >= SAY_MS && p->tell) {
		fault_set(&why, "%d requests an hour are allowed", MIXPANEL_HOURLY);
		p->tell(p->arg, buf_text(&m->where), &why, wait);
	}
	if (wait)
		ask_sleep(m->client->http, wait);
	mixpanel_pace_note(&m->pace, http_now_ms());
}

/* What came of a try before is forgotten. */
static void
begin_window(struct window *w)
{
	spool_free(&w->m->spool);
	w->m->spool.first = true;
	mixpanel_check_free(&w->check);
	client_expect(w->m->client, w->m->name);
}

static int
request(void *arg, struct http_request *q, struct fault *why)
{
	struct window *w = arg;
	const struct mixpanel *m = w->m;
	struct span date = span_of(m->name);

	begin_window(w);
	keep_pace(w->m);
	buf_put(&q->url, buf_span(&m->base));
	query_set(&q->url, SPAN("from_date"), date);
	query_set(&q->url, SPAN("to_date"), date);
	buf_put(http_header_put(q), buf_span(&m->header));
	buf_put(http_header_put(q), SPAN("Accept-Encoding: gzip"));
	return header_put(&m->client->header, q, why);
}

static enum ask_answer
take_piece(void *arg, struct span piece, struct fault *why)
{
	struct window *w = arg;

	client_came(w->m->client, piece.n);
	w->limited = false;
	if (mixpanel_check_feed(&w->check, piece, why))
		return ASK_LATER;
	return spool_put(&w->m->spool, piece, why) ? ASK_FAIL : ASK_TAKE;
}

static enum ask_answer
take(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct window *w = arg;

	(void)body;
	w->limited = false;
	w->m->unverified = !w->check.gzip && http_unbounded(t);
	if (!mixpanel_check_end(&w->check, why))
		return ASK_TAKE;
	hide(w->m, why);
	return ASK_LATER;
}

static enum ask_answer
refuse(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct window *w = arg;
	long status = http_status(t);

	client_refusal(status, body, why);
	hide(w->m, why);
	w->limited = status == 429;
	if (w->limited)
		return ASK_LATER;
	return ask_is_passing(status) ? ASK_AGAIN : ASK_FAIL;
}

static int64_t
later(void *arg, int64_t after_ms)
{
	struct window *w = arg;
	int64_t wait;

	if (!w->limited)
		return ++w->incomplete == CONTENT_TRIES ? -1 :
		    retry_wait_ms(w->incomplete, after_ms, &w->m->client->policy.jitter);
	wait = mixpanel_limit_wait_ms(++w->limits, after_ms);
	w->limited_ms += wait;
	return w->limited_ms > w->m->config->limit_s * 1000 ? -1 : wait;
}

int
mixpanel_get(struct mixpanel *m, struct fault *why)
{
	struct window w = { .m = m };
	const struct ask ask = {
		.where = buf_text(&m->where), .arg = &w, .request = request, .refuse = refuse,
		.piece = take_piece, .take = take, .later = later,
	};
	int rc = ask_for(m->client->http, &ask, &m->client->policy, why);

	/* A day that stays incomplete says nothing of the next. */
	m->hopeless = rc && w.incomplete < CONTENT_TRIES;
	mixpanel_check_free(&w.check);
	client_expect(m->client, NULL);
	return rc;
}

void
mixpanel_name(struct mixpanel *m, int32_t day)
{
	m->name[tstamp_format_date(day, m->name)] = '\0';
	m->where.n = 0;
	buf_printf(&m->where, "mixpanel://%s/%s", m->config->project ? m->config->project : "",
	    m->name);
}

ssize_t
mixpanel_take(void *arg, char *to, size_t n, struct fault *why)
{
	struct mixpanel *m = arg;

	return spool_take(&m->spool, to, n, why);
}
