#include "http.h"

#include <curl/curl.h>
#include <time.h>

#include "diag.h"

enum { SLEEP_MS = 1000 };

struct http {
	CURLM *multi;
	struct http_config config;
	struct http_transfer *running;   /* a list */
};

struct http_transfer {
	struct http *http;
	struct http_transfer *next;
	CURL *easy;
	struct curl_slist *headers;
	http_sink *sink;
	void *arg;
	int64_t last_ms;       /* when bytes came, or when it was resumed */
	int64_t stall_ms;
	bool paused, ended, stalled;
	unsigned mark;
	CURLcode code;
	char error[CURL_ERROR_SIZE];
};

int64_t
http_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct http *
http_new(const struct http_config *c)
{
	struct http *h = calloc(1, sizeof *h);

	if (!h || curl_global_init(CURL_GLOBAL_DEFAULT) || !(h->multi = curl_multi_init()))
		die(DIAG_STOPPED, "libcurl does not start");
	h->config = *c;
	if (!h->config.stall_ms)
		h->config.stall_ms = HTTP_STALL_MS;
	if (!h->config.piece)
		h->config.piece = HTTP_PIECE;
	if (c->connections)
		curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, (long)c->connections);
	return h;
}

void
http_free(struct http *h)
{
	if (!h)
		return;
	while (h->running)
		http_stop(h->running);
	curl_multi_cleanup(h->multi);
	curl_global_cleanup();
	free(h);
}

struct buf *
http_header_put(struct http_request *q)
{
	if (q->headers == HTTP_HEADERS)
		die(DIAG_STOPPED, "more than %d request headers", HTTP_HEADERS);
	return &q->header[q->headers++];
}

void
http_request_free(struct http_request *q)
{
	buf_free(&q->url);
	buf_free(&q->form);
	for (size_t i = 0; i < q->headers; i++)
		buf_free(&q->header[i]);
	*q = (struct http_request){ 0 };
}

static size_t
take_body(char *p, size_t size, size_t n, void *arg)
{
	struct http_transfer *t = arg;

	t->last_ms = http_now_ms();
	switch (t->sink(t->arg, t, (struct span){ p, size * n })) {
	case HTTP_MORE:
		return size * n;
	case HTTP_PAUSE:
		t->paused = true;
		return CURL_WRITEFUNC_PAUSE;
	default:
		return 0;
	}
}

static size_t
take_header(char *p, size_t size, size_t n, void *arg)
{
	struct http_transfer *t = arg;

	(void)p;
	t->last_ms = http_now_ms();
	return size * n;
}

/* The tool curl(1) looks at these, libcurl does not. */
static const char *
ca_file(const struct http *h)
{
	const char *file = h->config.cacert;

	if (!file)
		file = getenv("CURL_CA_BUNDLE");
	if (!file)
		file = getenv("SSL_CERT_FILE");
	return file && *file ? file : NULL;
}

static void
set_headers(struct http_transfer *t, const struct http_request *q)
{
	for (size_t i = 0; i < q->headers; i++) {
		struct buf line = { 0 };
		struct curl_slist *more;

		buf_put(&line, buf_span(&q->header[i]));
		if (!(more = curl_slist_append(t->headers, buf_text(&line))))
			die(DIAG_STOPPED, "no memory for a request");
		t->headers = more;
		buf_free(&line);
	}
	curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers);
}

static void
set_request(struct http_transfer *t, const struct http_request *q)
{
	struct buf url = { 0 };

	buf_put(&url, buf_span(&q->url));
	curl_easy_setopt(t->easy, CURLOPT_URL, buf_text(&url));
	buf_free(&url);
	set_headers(t, q);
	if (q->form.n) {
		curl_easy_setopt(t->easy, CURLOPT_POSTFIELDSIZE, (long)q->form.n);
		curl_easy_setopt(t->easy, CURLOPT_COPYPOSTFIELDS, q->form.p);
	}
	curl_easy_setopt(t->easy, CURLOPT_NOBODY, (long)q->head);
	/* By CURLOPT_UPLOAD, libcurl would look for the bytes on stdin. */
	if (q->put) {
		curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, "");
		curl_easy_setopt(t->easy, CURLOPT_CUSTOMREQUEST, "PUT");
	}
	if (q->direct)
		curl_easy_setopt(t->easy, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(t->easy, CURLOPT_FRESH_CONNECT, (long)q->fresh);
	curl_easy_setopt(t->easy, CURLOPT_CONNECTTIMEOUT_MS,
	    (long)(q->connect_ms ? q->connect_ms : HTTP_CONNECT_MS));
}

static void
set_transport(struct http_transfer *t)
{
	static const long resolve[] = {
		[HTTP_ANY] = CURL_IPRESOLVE_WHATEVER, [HTTP_IPV4] = CURL_IPRESOLVE_V4,
		[HTTP_IPV6] = CURL_IPRESOLVE_V6,
	};
	const char *ca = ca_file(t->http);

	curl_easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(t->easy, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(t->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	/* A connection each: one stalled stream does not hold up the others
	 * (google-cloud-cpp#5312 has the grief of the other choice). */
	curl_easy_setopt(t->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(t->easy, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(t->easy, CURLOPT_BUFFERSIZE, (long)t->http->config.piece);
	curl_easy_setopt(t->easy, CURLOPT_USERAGENT, "evkit");
	curl_easy_setopt(t->easy, CURLOPT_IPRESOLVE, resolve[t->http->config.only]);
	if (ca)
		curl_easy_setopt(t->easy, CURLOPT_CAINFO, ca);
}

struct http_transfer *
http_start(struct http *h, const struct http_request *q, http_sink *sink, void *arg)
{
	struct http_transfer *t = calloc(1, sizeof *t);

	if (!t || !(t->easy = curl_easy_init()))
		die(DIAG_STOPPED, "no memory for a request");
	*t = (struct http_transfer){ .http = h, .next = h->running, .easy = t->easy, .sink = sink,
		.arg = arg, .last_ms = http_now_ms(), .mark = q->mark,
		.stall_ms = q->stall_ms ? q->stall_ms : h->config.stall_ms };
	h->running = t;
	set_transport(t);
	set_request(t, q);
	curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
	curl_easy_setopt(t->easy, CURLOPT_ERRORBUFFER, t->error);
	curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(t->easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(t->easy, CURLOPT_HEADERDATA, t);
	if (curl_multi_add_handle(h->multi, t->easy))
		die(DIAG_STOPPED, "libcurl takes no request");
	return t;
}

void
http_stop(struct http_transfer *t)
{
	struct http_transfer **at;

	if (!t)
		return;
	for (at = &t->http->running; *at != t; at = &(*at)->next)
		continue;
	*at = t->next;
	curl_multi_remove_handle(t->http->multi, t->easy);
	curl_easy_cleanup(t->easy);
	curl_slist_free_all(t->headers);
	free(t);
}

bool
http_ended(const struct http_transfer *t)
{
	return t->ended;
}

bool
http_stalled(const struct http_transfer *t)
{
	return t->stalled;
}

bool
http_paused(const struct http_transfer *t)
{
	return t->paused;
}

void
http_resume(struct http_transfer *t)
{
	if (!t->paused || t->ended)
		return;
	t->paused = false;
	t->last_ms = http_now_ms();
	curl_easy_pause(t->easy, CURLPAUSE_CONT);
}

/* What trying again does not mend; all else is taken to be the network's:
 * "unsupported protocol" too, as libcurl calls a reply that is no HTTP. */
static bool
is_final(CURLcode code)
{
	static const CURLcode final[] = {
		CURLE_URL_MALFORMAT, CURLE_WRITE_ERROR,
		CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_OUT_OF_MEMORY,
		CURLE_FAILED_INIT, CURLE_NOT_BUILT_IN, CURLE_BAD_FUNCTION_ARGUMENT,
		CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
	};

	for (size_t i = 0; i < sizeof final / sizeof *final; i++)
		if (code == final[i])
			return true;
	return false;
}

int
http_result(const struct http_transfer *t, struct fault *why)
{
	long tunnel = 0;
	const char *text = t->error[0] ? t->error : curl_easy_strerror(t->code);

	if (t->stalled)
		return fault_retry(why, "nothing came for %lld s",
		    (long long)t->stall_ms / 1000);
	curl_easy_getinfo(t->easy, CURLINFO_HTTP_CONNECTCODE, &tunnel);
	if (tunnel == 407 || http_status(t) == 407)
		return fault_set(why, "the proxy wants a user and password (407); they "
		    "belong into its URL, http://USER:PASSWORD@HOST");
	if (t->code == CURLE_OK)
		return 0;
	return (is_final(t->code) ? fault_set : fault_retry)(why, "%s", text);
}

unsigned
http_mark(const struct http_transfer *t)
{
	return t->mark;
}

long
http_status(const struct http_transfer *t)
{
	long status = 0;

	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &status);
	return status;
}

const char *
http_header(const struct http_transfer *t, const char *name, size_t i)
{
	struct curl_header *h;

	if (curl_easy_header(t->easy, name, i, CURLH_HEADER, -1, &h))
		return NULL;
	/* Of an empty one libcurl 7.88 gives the line's end. */
	return *h->value == '\r' ? "" : h->value;
}

bool
http_unbounded(const struct http_transfer *t)
{
	return !http_header(t, "Content-Length", 0) && !http_header(t, "Transfer-Encoding", 0);
}

int64_t
http_date_of(const char *text)
{
	time_t at = curl_getdate(text, NULL);

	return at > 0 ? (int64_t)at : 0;
}

int64_t
http_date(const struct http_transfer *t)
{
	const char *text = http_header(t, "Date", 0);

	return text ? http_date_of(text) : 0;
}

int64_t
http_skew_s(const struct http_transfer *t)
{
	int64_t date = http_date(t);

	return date ? date - (int64_t)time(NULL) : 0;
}

static void
note_ends(struct http *h)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(h->multi, &left))) {
		struct http_transfer *t = NULL;

		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
		t->ended = true;
		t->code = m->data.result;
	}
}

/* Breaks off what stalls. Off the multi handle its connection is closed, and
 * not used again. */
static void
note_stalls(struct http *h)
{
	int64_t now = http_now_ms();

	for (struct http_transfer *t = h->running; t; t = t->next)
		if (!t->ended && !t->paused && now - t->last_ms >= t->stall_ms) {
			curl_multi_remove_handle(h->multi, t->easy);
			t->ended = t->stalled = true;
		}
}

void
http_wait(struct http *h, int64_t ms)
{
	int running;

	/* Sleeps first: whoever waits has looked at what there is, and libcurl
	 * does not sleep while a transfer has something to do. */
	if (ms > 0)
		curl_multi_poll(h->multi, NULL, 0, ms < SLEEP_MS ? (int)ms : SLEEP_MS, NULL);
	curl_multi_perform(h->multi, &running);
	note_ends(h);
	note_stalls(h);
	if (h->config.pulse)
		h->config.pulse(h->config.arg);
}
