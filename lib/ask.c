#include "ask.h"

bool
ask_is_passing(long status)
{
	return status == 408 || status == 429 || (status >= 500 && status <= 599);
}

void
ask_sleep(struct http *h, int64_t ms)
{
	int64_t end = http_now_ms() + ms;

	do
		http_wait(h, end - http_now_ms());
	while (http_now_ms() < end);
}

/* One reply, as it comes. */
struct reply {
	const struct ask *ask;
	struct buf body;
	enum ask_answer stopped;   /* but for ASK_TAKE: why it went no further */
	struct fault why;
};

static int
take_piece(void *arg, struct http_transfer *t, struct span piece)
{
	struct reply *r = arg;

	if (r->ask->piece && http_status(t) == 200) {
		r->stopped = r->ask->piece(r->ask->arg, piece, &r->why);
	} else if (r->body.n + piece.n > ASK_MOST) {
		fault_set(&r->why, "the reply is larger than %d MiB", ASK_MOST >> 20);
		r->stopped = ASK_FAIL;
	} else {
		buf_put(&r->body, piece);
	}
	return r->stopped == ASK_TAKE ? HTTP_MORE : HTTP_STOP;
}

enum ask_answer
ask_read(struct span body, json_t **to, struct fault *why)
{
	json_error_t error;

	if ((*to = json_loadb(body.p ? body.p : "", body.n, 0, &error)))
		return ASK_TAKE;
	/* Cut off without the transport noticing (python-storage#553), or not the
	 * server that it should be: once more tells. */
	fault_set(why, "the reply is no JSON: %s", error.text);
	return ASK_RENEW;
}

/* The one place that looks at a whole reply. */
static enum ask_answer
look(const struct reply *r, const struct http_transfer *t, json_t **to, struct fault *why)
{
	const struct ask *a = r->ask;
	struct span body = buf_span(&r->body);

	*why = r->why;
	if (r->stopped != ASK_TAKE)
		return r->stopped;
	if (http_result(t, why))
		return why->retry ? ASK_AGAIN : ASK_FAIL;
	if (http_status(t) != 200)
		return a->refuse(a->arg, t, body, why);
	if (a->accept && a->accept(a->arg, t, why))
		return ASK_FAIL;
	return to ? ask_read(body, to, why) : a->take(a->arg, t, body, why);
}

/* One try; *after_ms is what the server asked for. */
static enum ask_answer
try(struct http *h, const struct ask *a, bool fresh, json_t **to, int64_t *after_ms,
    struct fault *why)
{
	struct http_request q = { .fresh = fresh };
	struct reply r = { .ask = a };
	struct http_transfer *t;
	enum ask_answer answer = ASK_FAIL;

	*after_ms = 0;
	if (!a->request(a->arg, &q, why)) {
		t = http_start(h, &q, take_piece, &r);
		while (!http_ended(t))
			http_wait(h, INT32_MAX);
		answer = look(&r, t, to, why);
		*after_ms = http_retry_after_ms(t);
		http_stop(t);
	}
	buf_free(&r.body);
	http_request_free(&q);
	return answer;
}

/* How long until the next try; -1: there is none. */
static int64_t
next_wait(const struct ask *a, enum ask_answer answer, struct retry *retry, int64_t after_ms,
    struct retry_policy *p, struct fault *why)
{
	struct fault said = *why;
	int64_t wait;

	if (answer != ASK_AGAIN && answer != ASK_LATER)
		return -1;
	why->retry = true;
	if (answer == ASK_LATER)
		return a->later(a->arg, after_ms);
	wait = retry_next(retry, http_now_ms(), p->budget_ms, after_ms, &p->jitter);
	if (wait < 0 && after_ms > p->budget_ms)
		fault_retry(why, "%s; wants to be asked again in %lld s, not before",
		    said.text, (long long)after_ms / 1000);
	return wait;
}

/* Tries until it is taken; `to` NULL: by a->take. */
static int
ask(struct http *h, const struct ask *a, struct retry_policy *p, json_t **to, struct fault *why)
{
	struct retry retry = { 0 };
	bool renewed = false, fresh = false;
	enum ask_answer answer;
	int64_t after_ms, wait_ms;

	while ((answer = try(h, a, fresh, to, &after_ms, why)) != ASK_TAKE) {
		if (answer == ASK_RENEW && !renewed) {
			renewed = true;
			continue;
		}
		if ((wait_ms = next_wait(a, answer, &retry, after_ms, p, why)) < 0)
			return -1;
		if (p->tell)
			p->tell(p->arg, a->where, why, wait_ms);
		ask_sleep(h, wait_ms);
		fresh = true;
	}
	return 0;
}

json_t *
ask_json(struct http *h, const struct ask *a, struct retry_policy *p, struct fault *why)
{
	json_t *document = NULL;

	return ask(h, a, p, &document, why) ? NULL : document;
}

int
ask_for(struct http *h, const struct ask *a, struct retry_policy *p, struct fault *why)
{
	return ask(h, a, p, NULL, why);
}
