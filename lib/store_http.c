#include "store_http.h"

#include "num.h"
#include "tstamp.h"

static struct span
header(const struct http_transfer *t, const char *name)
{
	const char *text = http_header(t, name, 0);

	return span_of(text ? text : "");
}

struct span
store_http_etag(struct span text)
{
	if (text.n >= 2 && *text.p == '"' && text.p[text.n - 1] == '"')
		text = (struct span){ text.p + 1, text.n - 2 };
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < ' ' || text.p[i] > '~' || text.p[i] == '"')
			return SPAN("");
	return text;
}

struct span
store_http_etag_of(const struct http_transfer *t)
{
	return store_http_etag(header(t, "ETag"));
}

void
store_http_range(struct http_request *q, uint64_t from)
{
	if (from)
		buf_printf(http_header_put(q), "Range: bytes=%llu-", (unsigned long long)from);
}

int
store_http_pin(const struct store_object *o, uint64_t from, struct http_request *q,
    struct fault *why)
{
	/* Object records may come from anywhere, and this becomes a header. */
	if (o->version && !store_http_etag(span_of(o->version)).n)
		return fault_set(why, "its etag is none: it has quotes or control bytes");
	if (o->version)
		buf_printf(http_header_put(q), "If-Match: \"%s\"", o->version);
	store_http_range(q, from);
	return 0;
}

bool
store_http_is_squeezed(const struct store_object *o, const struct http_transfer *t)
{
	struct span coding = header(t, "Content-Encoding");
	int64_t n = -1;

	if (!coding.n || http_status(t) != 200 || o->encoding == STORE_GZIP)
		return false;
	if (o->encoding == STORE_IDENTITY)
		return memmem(coding.p, coding.n, "gzip", 4);
	/* Whether it is stored so is not known, but how long it is. */
	(void)num_int(header(t, "Content-Length"), 0, INT64_MAX, &n);
	return o->size >= 0 && n != o->size;
}

enum ask_answer
store_http_reply(const struct store_object *o, const struct http_transfer *t, struct fault *why)
{
	struct span etag = store_http_etag_of(t);

	/* Servers weaken the ETag of what they compress. */
	if (span_starts(header(t, "ETag"), SPAN("W/")) || store_http_is_squeezed(o, t)) {
		fault_set(why, "is compressed on the way");
		return ASK_PLAIN;
	}
	if (o->version && etag.n && !span_is(etag, o->version)) {
		fault_set(why, "ETag %.*s came instead of %s: overwritten since it was listed",
		    SPAN_SHOW(etag), o->version);
		return ASK_FAIL;
	}
	return ASK_TAKE;
}

/* Of the whole object, whatever part of it comes. */
static void
take_size(struct store_object *o, const struct http_transfer *t)
{
	struct span size = header(t, "Content-Length");

	if (http_status(t) == 206) {
		size = header(t, "Content-Range");
		span_cut(&size, '/');
	}
	(void)num_int(size, 0, INT64_MAX, &o->size);
}

void
store_http_facts(struct store_object *o, const struct http_transfer *t)
{
	struct span etag = store_http_etag_of(t);
	const char *encoding = http_header(t, "Content-Encoding", 0);

	if (!o->version && etag.n)
		o->version = store_text(etag);
	if (!o->updated)
		o->updated = store_http_time(header(t, "Last-Modified"));
	if (o->size < 0)
		take_size(o, t);
	if (o->encoding == STORE_UNKNOWN)
		o->encoding = encoding && strstr(encoding, "gzip") ? STORE_GZIP : STORE_IDENTITY;
}

char *
store_http_time(struct span text)
{
	struct buf copy = { 0 };
	char at[TSTAMP_TEXT];
	struct tstamp t;
	int64_t seconds;
	char *made = NULL;

	buf_put(&copy, text);
	if (!tstamp_parse(text, &t) || ((seconds = http_date_of(buf_text(&copy))) &&
	    !tstamp_join(seconds, 0, &t.ns)))
		made = store_text((struct span){ at, tstamp_format(t.ns, 3, at) });
	buf_free(&copy);
	return made;
}
