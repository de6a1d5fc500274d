#include "store_az.h"

#include "num.h"
#include "uri.h"
#include "xml.h"

/* ---- a page, as it is read ---- */

#define ROOT "EnumerationResults"
#define BLOB ROOT "/Blobs/Blob"

struct page {
	struct store_list *list;
	struct store_object object;
	bool rooted, encoded, folder;
};

static void
take_name(struct page *p, struct span text)
{
	struct buf name = { 0 };

	if (p->encoded)
		uri_decode(&name, text);
	else
		buf_put(&name, text);
	free(p->object.uri);
	p->object.uri = store_list_uri(p->list, buf_span(&name));
	buf_free(&name);
}

/* Behind BLOB/Properties/. */
static void
take_property(struct page *p, struct span name, struct span text)
{
	struct store_object *o = &p->object;

	if (span_is(name, "Content-Length")) {
		if (num_int(text, 0, INT64_MAX, &o->size))
			p->list->wrong = "an object's size is no number";
	} else if (span_is(name, "Etag") && store_http_etag(text).n) {
		store_list_set(&o->version, store_http_etag(text));
	} else if (span_is(name, "Last-Modified") && !o->updated) {
		o->updated = store_http_time(text);
	} else if (span_is(name, "Content-MD5") && text.n) {
		digest_take_md5(&o->sums, text);
	} else if (span_is(name, "Content-Encoding")) {
		o->encoding = span_is(text, "gzip") ? STORE_GZIP : STORE_IDENTITY;
	} else if (span_is(name, "ResourceType")) {
		p->folder = span_is(text, "directory");
	}
}

static void
begin_element(void *arg, struct span path, const char *const *attribute)
{
	struct page *p = arg;

	if (span_is(path, ROOT))
		p->rooted = true;
	if (span_is(path, BLOB)) {
		store_object_free(&p->object);
		p->object.encoding = STORE_IDENTITY;
		p->folder = false;
	}
	if (!span_is(path, BLOB "/Name"))
		return;
	p->encoded = false;
	for (; *attribute; attribute += 2)
		if (!strcmp(attribute[0], "Encoded"))
			p->encoded = !strcmp(attribute[1], "true");
}

static void
end_element(void *arg, struct span path, struct span text)
{
	const struct span properties = SPAN(BLOB "/Properties/");
	struct page *p = arg;

	if (span_starts(path, properties)) {
		take_property(p, span_after(path, properties.n), text);
	} else if (span_is(path, BLOB "/Name")) {
		take_name(p, text);
	} else if (span_is(path, BLOB "/Metadata/hdi_isfolder")) {
		p->folder |= span_is(text, "true");
	} else if (span_is(path, BLOB)) {
		if (!p->folder)
			store_list_add(p->list, &p->object);
	} else if (span_is(path, ROOT "/NextMarker") && text.n) {
		store_list_set(&p->list->next, text);
	}
}

static enum ask_answer
take(struct store_list *l, struct span body, struct fault *why)
{
	struct page p = { .list = l, .object.size = -1 };
	const struct xml_reader to = { .arg = &p, .begin = begin_element, .end = end_element };
	int rc = xml_read(body, &to, why);

	store_object_free(&p.object);
	if (rc)
		return ASK_RENEW;
	if (!p.rooted)
		l->wrong = "the reply is no listing";
	return ASK_TAKE;
}

static int
request(struct store_list *l, struct http_request *q, struct fault *why)
{
	struct store_az *z = (struct store_az *)l->store;

	if (store_az_begin(z, l->at->bucket, q, why))
		return -1;
	/* Without metadata, some markers of folders look like empty objects. */
	buf_put(&q->url, SPAN("?restype=container&comp=list&include=metadata"));
	if (l->at->prefix.n)
		uri_query_put(&q->url, "prefix", l->at->prefix);
	if (l->token)
		uri_query_put(&q->url, "marker", span_of(l->token));
	return store_az_end(z, q, why);
}

static enum ask_answer
refuse(struct store_list *l, const struct http_transfer *t, struct span body, struct fault *why)
{
	return store_az_refuse((struct store_az *)l->store, t, body, false, why);
}

/* ---- one object ---- */

static int
request_one(struct store_list *l, struct http_request *q, struct fault *why)
{
	struct store_az *z = (struct store_az *)l->store;

	if (store_az_begin(z, l->at->bucket, q, why))
		return -1;
	q->head = true;
	buf_byte(&q->url, '/');
	uri_encode_path(&q->url, l->at->name);
	return store_az_end(z, q, why);
}

static enum ask_answer
take_one(struct store_list *l, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct store_object o = { .uri = store_list_uri(l, l->at->name), .size = -1 };

	(void)body;
	(void)why;
	store_az_facts(&o, t);
	store_list_add(l, &o);
	return ASK_TAKE;
}

int
store_az_list(struct store *s, const struct store_place *at, struct store_list **list,
    struct fault *why)
{
	/* Markers cannot be made of names. */
	static const struct store_list_kind kind = {
		.token = "marker", .rewinds = true, .request = request, .request_one = request_one,
		.take = take, .take_one = take_one, .refuse = refuse,
	};
	struct store_az *z = (struct store_az *)s;

	(void)why;
	*list = store_list_new(&kind, s, at, z->http, z->policy);
	return 0;
}
