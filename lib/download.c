#include "download.h"

#include "num.h"

enum {
	FIRST_MOST = 2 << 20,      /* bytes that wait, of the one that is read */
	AHEAD_MOST = 1 << 30,      /* and of the others */
	REFUSAL_MOST = 8 << 10,
};

void
download_init(struct download *d, struct download_group *g, struct store *s, struct store_object *o)
{
	*d = (struct download){ .group = g, .store = s, .object = *o,
		.spool = { .pool = &g->pool } };
	*o = (struct store_object){ .size = -1 };
}

void
download_free(struct download *d)
{
	http_stop(d->leg);
	spool_free(&d->spool);
	digest_free(&d->digest);
	buf_free(&d->refusal);
	store_object_free(&d->object);
}

/* ---- a leg's bytes ---- */

/* Where a 206 begins, from "bytes 100-199/200"; -1: it does not say. */
static int64_t
range_start(const struct http_transfer *t)
{
	const char *text = http_header(t, "Content-Range", 0);
	struct span range = span_of(text ? text : "");
	int64_t start;

	if (!span_starts(range, SPAN("bytes ")))
		return -1;
	range = span_after(range, 6);
	return num_int(span_cut(&range, '-'), 0, INT64_MAX, &start) ? -1 : start;
}

/* The headers of a success are there: whether its bytes are the ones wanted. */
static enum ask_answer
begin_bytes(struct download *d, const struct http_transfer *t)
{
	d->begun_leg = true;
	d->skip = 0;
	if (http_status(t) == 206 && range_start(t) != (int64_t)d->got) {
		fault_set(&d->why, "bytes from %llu on were asked for, other ones came",
		    (unsigned long long)d->got);
		return ASK_FAIL;
	}
	/* All of it though only the rest was asked for: what was had goes by. */
	if (http_status(t) == 200) {
		d->skip = d->got;
		if (d->got && !d->object.version) {
			fault_retry(&d->why, "broke off at byte %llu and cannot be resumed: its "
			    "version is not known", (unsigned long long)d->got);
			return ASK_FAIL;
		}
	}
	return d->store->kind->reply(d->store, &d->object, t, &d->why);
}

static bool
is_success(const struct http_transfer *t)
{
	return http_status(t) == 200 || http_status(t) == 206;
}

/* How many bytes may wait. */
static uint64_t
room_of(const struct download *d)
{
	if (!d->spool.first)
		return AHEAD_MOST;
	return d->group->whole ? UINT64_MAX : FIRST_MOST;
}

static int
keep(struct download *d, struct span piece)
{
	struct fault why;

	if (d->object.size >= 0 && piece.n > (uint64_t)d->object.size - d->got) {
		fault_set(&d->why, "is longer than the %lld bytes that it should have",
		    (long long)d->object.size);
		d->answer = ASK_FAIL;
		return HTTP_STOP;
	}
	if (spool_put(&d->spool, piece, &why)) {
		/* No room on the disk either: it can wait until it is read, if it will be. */
		if (!d->spool.first || !d->group->whole)
			return HTTP_PAUSE;
		d->why = why;
		d->answer = ASK_FAIL;
		return HTTP_STOP;
	}
	digest_add(&d->digest, &d->object.sums, piece);
	d->got += piece.n;
	return HTTP_MORE;
}

static int
take_piece(void *arg, struct http_transfer *t, struct span piece)
{
	struct download *d = arg;
	size_t skip;
	int rc;

	if (!is_success(t)) {
		if (d->refusal.n + piece.n <= REFUSAL_MOST)
			buf_put(&d->refusal, piece);
		return HTTP_MORE;
	}
	if (!d->begun_leg)
		d->answer = begin_bytes(d, t);
	if (d->answer != ASK_TAKE)
		return HTTP_STOP;
	if (d->spool.held >= room_of(d) ||
	    rate_wait_ms(&d->group->rate, http_now_ms()))
		return HTTP_PAUSE;
	skip = d->skip < piece.n ? (size_t)d->skip : piece.n;
	if (skip == piece.n)
		rc = HTTP_MORE;
	else
		rc = keep(d, span_after(piece, skip));
	/* A piece that is not taken comes again, whole. */
	if (rc != HTTP_MORE)
		return rc;
	d->skip -= skip;
	rate_spend(&d->group->rate, piece.n, http_now_ms());
	return rc;
}

/* ---- beginning and ending one ---- */

static int64_t
fail(struct download *d)
{
	d->end = -1;
	return INT64_MAX;
}

static int64_t
begin_leg(struct download *d)
{
	struct http_request q = { .fresh = d->fresh };

	if (d->store->kind->ask(d->store, &d->object, d->got, &q, &d->why)) {
		http_request_free(&q);
		return fail(d);
	}
	/* By hand: libcurl would decompress, and the checksum is of these bytes. */
	buf_put(http_header_put(&q),
	    d->plain ? SPAN("Accept-Encoding: identity") : SPAN("Accept-Encoding: gzip"));
	d->begun_leg = false;
	d->answer = ASK_TAKE;
	d->refusal.n = 0;
	d->leg = http_start(d->group->http, &q, take_piece, d);
	http_request_free(&q);
	return INT64_MAX;
}

static int64_t
at_once(struct download *d)
{
	d->wake_ms = 0;
	return 0;
}

static int64_t
later(struct download *d, int64_t after_ms)
{
	struct retry_policy *p = d->group->policy;
	int64_t now = http_now_ms(), wait;

	d->why.retry = true;
	if (d->got > d->tried)
		retry_progress(&d->retry);
	d->tried = d->got;
	wait = retry_next(&d->retry, now, p->budget_ms, after_ms, &p->jitter);
	if (wait < 0)
		return fail(d);
	if (p->tell)
		p->tell(p->arg, d->object.uri, &d->why, wait);
	d->wake_ms = now + wait;
	return wait;
}

static int64_t
differs(struct download *d, const char *which)
{
	struct retry_policy *p = d->group->policy;

	fault_set(&d->why, "its %s is not the store's: what came is damaged", which);
	if (d->taken || d->repeated)
		return fail(d);
	if (p->tell)
		p->tell(p->arg, d->object.uri, &d->why, 0);
	spool_free(&d->spool);
	digest_free(&d->digest);
	d->got = d->tried = 0;
	d->repeated = d->fresh = true;
	return at_once(d);
}

static int64_t
complete(struct download *d)
{
	const struct digest *sums = &d->object.sums;
	const char *which = digest_differs(&d->digest, sums);

	if (which)
		return differs(d, which);
	d->unverified = !digest_is_known(sums);
	d->end = 1;
	return INT64_MAX;
}

/* After a leg whose bytes were wanted; rc is the transport's. */
static int64_t
end_success(struct download *d, int rc)
{
	bool sized = d->object.size >= 0;

	d->renewed = false;
	if (sized && d->got == (uint64_t)d->object.size)
		return complete(d);
	if (rc)
		return d->why.retry ? later(d, 0) : fail(d);
	if (!sized)
		return complete(d);
	fault_retry(&d->why, "ended after %llu of %lld bytes", (unsigned long long)d->got,
	    (long long)d->object.size);
	return later(d, 0);
}

/* By what the store makes of the reply, or begin_bytes did. */
static int64_t
obey(struct download *d, enum ask_answer answer, int64_t after_ms)
{
	if (answer == ASK_AGAIN)
		return later(d, after_ms);
	if (answer == ASK_RENEW && !d->renewed)
		return d->renewed = true, at_once(d);
	if (answer == ASK_PLAIN && !d->plain)
		return d->plain = true, at_once(d);
	return fail(d);
}

static int64_t
look(struct download *d, const struct http_transfer *t)
{
	bool success = is_success(t);
	enum ask_answer answer;
	int rc;

	/* Our own stop is the reason then, not the transport's view of it. */
	if (d->answer != ASK_TAKE)
		return obey(d, d->answer, 0);
	rc = http_result(t, &d->why);
	d->fresh = rc != 0;
	if (success && !rc && !d->begun_leg && (d->answer = begin_bytes(d, t)) != ASK_TAKE)
		return obey(d, d->answer, 0);
	if (success)
		return end_success(d, rc);
	if (rc)
		return d->why.retry ? later(d, 0) : fail(d);
	if (http_status(t) == 416 && d->object.size >= 0 && d->got == (uint64_t)d->object.size)
		return complete(d);
	answer = d->store->kind->refuse(d->store, &d->object, t, buf_span(&d->refusal), &d->why);
	/* Deleted, or no longer the version that was asked for. */
	d->why.gone = http_status(t) == 404 || http_status(t) == 412;
	return obey(d, answer, http_retry_after_ms(t));
}

static bool
has_room(const struct download *d)
{
	return d->spool.held < room_of(d) / 2;
}

/* Lets a leg go on that --rate had stopped; how long until it can. */
static int64_t
let_in(struct download *d, int64_t now_ms)
{
	int64_t wait;

	if (!d->group->rate.per_s || !http_paused(d->leg) || !has_room(d))
		return INT64_MAX;
	if ((wait = rate_wait_ms(&d->group->rate, now_ms)))
		return wait;
	http_resume(d->leg);
	/* What waited has come meanwhile, and may be too much again. */
	wait = rate_wait_ms(&d->group->rate, now_ms);
	return http_paused(d->leg) && wait ? wait : INT64_MAX;
}

int64_t
download_step(struct download *d)
{
	struct http_transfer *ended = d->leg;
	int64_t now = http_now_ms(), wait;

	if (d->end)
		return INT64_MAX;
	if (!d->leg)
		return now < d->wake_ms ? d->wake_ms - now : begin_leg(d);
	if (!http_ended(d->leg))
		return let_in(d, now);
	wait = look(d, ended);
	d->leg = NULL;
	http_stop(ended);
	return wait;
}

/* ---- its reader ---- */

static void
let_flow(struct download *d)
{
	if (d->leg && http_paused(d->leg) && has_room(d) &&
	    !rate_wait_ms(&d->group->rate, http_now_ms()))
		http_resume(d->leg);
}

void
download_first(struct download *d)
{
	d->spool.first = true;
	let_flow(d);
}

ssize_t
download_take(struct download *d, char *to, size_t n, struct fault *why)
{
	bool held_back = d->group->whole && d->end <= 0;
	ssize_t got = held_back ? 0 : spool_take(&d->spool, to, n, why);

	if (!got && d->end < 0) {
		*why = d->why;
		return -1;
	}
	if (got > 0)
		d->taken = true;
	let_flow(d);
	return got;
}
