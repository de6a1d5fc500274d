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
	REFUSAL_MOST = 8 << 10,
	SAY_MS = 10000,            /* a wait that is worth a word */
};

/* What a try came to. */
enum outcome {
	WHOLE,
	FINAL,                     /* no use trying again */
	PASSING,                   /* the network's, or the server's */
	LIMITED,                   /* 429 */
	INCOMPLETE,                /* all of it came, and is not all */
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

static void
put_request(const struct mixpanel *m, int32_t day, struct http_request *q)
{
	char text[TSTAMP_TEXT];
	struct span date = { text, tstamp_format_date(day, text) };

	buf_put(&q->url, buf_span(&m->base));
	query_set(&q->url, SPAN("from_date"), date);
	query_set(&q->url, SPAN("to_date"), date);
	buf_put(http_header_put(q), buf_span(&m->header));
	buf_put(http_header_put(q), SPAN("Accept-Encoding: gzip"));
	header_put(&m->client->header, q);
}

/* ---- one try ---- */

struct try {
	struct mixpanel *m;
	struct mixpanel_check check;
	struct buf refusal;
	struct fault why;          /* of stopped */
	enum outcome stopped;      /* WHOLE: it was not */
};

static int
stop(struct try *t, enum outcome outcome)
{
	t->stopped = outcome;
	return HTTP_STOP;
}

static int
take_piece(void *arg, struct http_transfer *transfer, struct span piece)
{
	struct try *t = arg;

	if (http_status(transfer) != 200) {
		if (t->refusal.n + piece.n <= REFUSAL_MOST)
			buf_put(&t->refusal, piece);
		return HTTP_MORE;
	}
	if (mixpanel_check_feed(&t->check, piece, &t->why))
		return stop(t, INCOMPLETE);
	return spool_put(&t->m->spool, piece, &t->why) ? stop(t, FINAL) : HTTP_MORE;
}

/* A reply that just ends with its connection, and is not compressed. */
static bool
is_unbounded(const struct try *t, const struct http_transfer *transfer)
{
	return !t->check.gzip && !http_header(transfer, "Content-Length", 0) &&
	    !http_header(transfer, "Transfer-Encoding", 0);
}

static enum outcome
look(struct try *t, const struct http_transfer *transfer, struct fault *why)
{
	long status = http_status(transfer);

	*why = t->why;
	if (t->stopped != WHOLE)
		return t->stopped;
	if (http_result(transfer, why))
		return why->retry ? PASSING : FINAL;
	t->m->unverified = is_unbounded(t, transfer);
	if (status == 200)
		return mixpanel_check_end(&t->check, why) ? INCOMPLETE : WHOLE;
	client_refusal(status, buf_span(&t->refusal), why);
	if (status == 429)
		return LIMITED;
	return ask_is_passing(status) ? PASSING : FINAL;
}

static enum outcome
try(struct mixpanel *m, int32_t day, bool fresh, int64_t *after_ms, struct fault *why)
{
	struct http_request q = { .fresh = fresh };
	struct try t = { .m = m };
	struct http_transfer *transfer;
	enum outcome outcome;

	spool_free(&m->spool);
	m->spool.first = true;
	put_request(m, day, &q);
	transfer = http_start(m->client->http, &q, take_piece, &t);
	while (!http_ended(transfer))
		http_wait(m->client->http, INT32_MAX);
	outcome = look(&t, transfer, why);
	hide(m, why);
	*after_ms = http_retry_after_ms(transfer);
	http_stop(transfer);
	http_request_free(&q);
	mixpanel_check_free(&t.check);
	buf_free(&t.refusal);
	return outcome;
}

/* ---- tries until it is there ---- */

struct patience {
	struct retry retry;
	unsigned limited, incomplete;
	int64_t limited_ms;        /* waited for that, so far */
};

/* How long to wait before the next try; -1: there is none. */
static int64_t
next_wait(const struct mixpanel *m, struct patience *p, enum outcome outcome, int64_t after_ms)
{
	struct retry_policy *policy = &m->client->policy;
	int64_t wait;

	switch (outcome) {
	case PASSING:
		return retry_next(&p->retry, http_now_ms(), policy->budget_ms, after_ms,
		    &policy->jitter);
	case LIMITED:
		wait = mixpanel_limit_wait_ms(++p->limited, after_ms);
		p->limited_ms += wait;
		return p->limited_ms > m->config->limit_s * 1000 ? -1 : wait;
	case INCOMPLETE:
		if (++p->incomplete == CONTENT_TRIES)
			return -1;
		return retry_wait_ms(p->incomplete, after_ms, &policy->jitter);
	case WHOLE:
	case FINAL:
		break;
	}
	return -1;
}

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

void
mixpanel_name(struct mixpanel *m, int32_t day)
{
	char text[TSTAMP_TEXT];

	m->where.n = 0;
	buf_printf(&m->where, "mixpanel://%s/%.*s", m->config->project ? m->config->project : "",
	    (int)tstamp_format_date(day, text), text);
}

int
mixpanel_get(struct mixpanel *m, int32_t day, struct fault *why)
{
	const struct retry_policy *policy = &m->client->policy;
	struct patience patience = { 0 };
	enum outcome outcome = WHOLE;
	int64_t after_ms, wait;

	for (;;) {
		keep_pace(m);
		outcome = try(m, day, outcome != WHOLE, &after_ms, why);
		if (outcome == WHOLE)
			return 0;
		why->retry = outcome != FINAL;
		if ((wait = next_wait(m, &patience, outcome, after_ms)) < 0) {
			/* A day that stays incomplete says nothing of the next. */
			m->hopeless = outcome != INCOMPLETE;
			return -1;
		}
		if (policy->tell)
			policy->tell(policy->arg, buf_text(&m->where), why, wait);
		ask_sleep(m->client->http, wait);
	}
}

ssize_t
mixpanel_take(void *arg, char *to, size_t n, struct fault *why)
{
	struct mixpanel *m = arg;

	return spool_take(&m->spool, to, n, why);
}
