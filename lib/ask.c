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

static int
take_piece(void *arg, struct http_transfer *t, struct span piece)
{
	struct buf *body = arg;

	(void)t;
	if (body->n + piece.n > ASK_MOST)
		return HTTP_STOP;
	buf_put(body, piece);
	return HTTP_MORE;
}

static enum ask_answer
take_document(struct span body, json_t **to, struct fault *why)
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
look(const struct ask *a, const struct http_transfer *t, struct span body, json_t **to,
    struct fault *why)
{
	if (http_result(t, why))
		return why->retry ? ASK_AGAIN : ASK_FAIL;
	if (http_status(t) != 200)
		return a->refuse(a->arg, t, body, why);
	if (a->accept && a->accept(a->arg, t, why))
		return ASK_FAIL;
	return to ? take_document(body, to, why) : a->take(a->arg, t, body, why);
}

/* One try; *after_ms is what the server asked for. */
static enum ask_answer
try(struct http *h, const struct ask *a, bool fresh, json_t **to, int64_t *after_ms,
    struct fault *why)
{
	struct http_request q = { .fresh = fresh };
	struct http_transfer *t;
	struct buf body = { 0 };
	enum ask_answer answer = ASK_FAIL;

	*after_ms = 0;
	if (!a->request(a->arg, &q, why)) {
		t = http_start(h, &q, take_piece, &body);
		while (!http_ended(t))
			http_wait(h, INT32_MAX);
		answer = look(a, t, buf_span(&body), to, why);
		*after_ms = http_retry_after_ms(t);
		http_stop(t);
	}
	buf_free(&body);
	http_request_free(&q);
	return answer;
}

/* Tries until it is taken; `to` NULL: by a->take. */
static int
ask(struct http *h, const struct ask *a, struct retry_policy *p, json_t **to, struct fault *why)
{
	struct retry retry = { 0 };
	bool renewed = false;
	int64_t after_ms, wait_ms;

	for (;;) {
		switch (try(h, a, retry.failed > 0, to, &after_ms, why)) {
		case ASK_TAKE:
			return 0;
		case ASK_RENEW:
			if (renewed)
				return -1;
			renewed = true;
			break;
		case ASK_AGAIN:
			why->retry = true;
			wait_ms = retry_next(&retry, http_now_ms(), p->budget_ms, after_ms,
			    &p->jitter);
			if (wait_ms < 0)
				return -1;
			if (p->tell)
				p->tell(p->arg, a->where, why, wait_ms);
			ask_sleep(h, wait_ms);
			break;
		default:
			return -1;
		}
	}
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
