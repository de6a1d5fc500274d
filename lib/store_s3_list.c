#include "store_s3.h"

#include "num.h"
#include "uri.h"
#include "xml.h"

/* ---- a page, as it is read ---- */

#define ROOT "ListBucketResult"
#define ITEM ROOT "/Contents"

struct page {
	struct store_list *list;
	struct store_object object;
	bool rooted, encoded, more;
};

/* Behind ITEM/. The name stays as it came: whether it is encoded may be said
 * only at the page's end. */
static void
take_fact(struct page *p, struct span name, struct span text)
{
	struct store_object *o = &p->object;

	if (span_is(name, "Key")) {
		store_list_set(&o->uri, text);
	} else if (span_is(name, "Size")) {
		if (num_int(text, 0, INT64_MAX, &o->size))
			p->list->wrong = "an object's size is no number";
	} else if (span_is(name, "ETag")) {
		if (store_http_etag(text).n)
			store_list_set(&o->version, store_http_etag(text));
	} else if (span_is(name, "LastModified") && !o->updated) {
		o->updated = store_http_time(text);
	}
}

static void
begin_element(void *arg, struct span path, const char *const *attribute)
{
	struct page *p = arg;

	(void)attribute;
	if (span_is(path, ROOT))
		p->rooted = true;
	else if (span_is(path, ITEM))
		store_object_free(&p->object);
}

static void
end_element(void *arg, struct span path, struct span text)
{
	const struct span facts = SPAN(ITEM "/");
	struct page *p = arg;

	if (span_starts(path, facts))
		take_fact(p, span_after(path, facts.n), text);
	else if (span_is(path, ITEM))
		store_list_add(p->list, &p->object);
	else if (span_is(path, ROOT "/EncodingType"))
		p->encoded = span_is(text, "url");
	else if (span_is(path, ROOT "/IsTruncated"))
		p->more = span_is(text, "true");
	else if (span_is(path, ROOT "/NextContinuationToken") && text.n)
		store_list_set(&p->list->next, text);
}

/* As in a form: '+' is a space. Tokens are not encoded, whatever the page says. */
static void
decode(struct span text, struct buf *to)
{
	struct buf spaced = { 0 };

	buf_put(&spaced, text);
	for (size_t i = 0; i < spaced.n; i++)
		if (spaced.p[i] == '+')
			spaced.p[i] = ' ';
	uri_decode(to, buf_span(&spaced));
	buf_free(&spaced);
}

static void
name_objects(struct page *p)
{
	struct store_list *l = p->list;
	struct buf name = { 0 };

	for (size_t i = 0; i < l->n; i++) {
		struct store_object *o = &l->page[i];
		char *uri;

		if (!o->uri)
			continue;
		name.n = 0;
		if (p->encoded)
			decode(span_of(o->uri), &name);
		else
			buf_put(&name, span_of(o->uri));
		uri = store_list_uri(l, buf_span(&name));
		free(o->uri);
		o->uri = uri;
	}
	buf_free(&name);
}

/* Some refuse with status 200. */
static enum ask_answer
take_no_page(struct span body, struct fault *why)
{
	struct aws_error e;

	aws_error_read(&e, body);
	fault_set(why, "the reply is no listing%s%s%s%s", *e.code ? ": " : "", e.code,
	    *e.message ? ": " : "", e.message);
	return aws_error_is_passing(&e) ? ASK_AGAIN : ASK_FAIL;
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
		return take_no_page(body, why);
	name_objects(&p);
	if (p.more && !l->next)
		l->wrong = "it says that there is more, but not how to have it";
	if (!p.more) {
		free(l->next);
		l->next = NULL;
	}
	return ASK_TAKE;
}

static int
request(struct store_list *l, struct http_request *q, struct fault *why)
{
	struct store_s3 *s = (struct store_s3 *)l->store;
	struct span last = store_list_last(l);

	if (store_s3_begin(s, l->at->bucket, q, why))
		return -1;
	/* Without encoding, XML could not carry all names. */
	buf_put(&q->url, SPAN("?list-type=2&encoding-type=url&max-keys=1000"));
	if (l->at->prefix.n)
		uri_query_put(&q->url, "prefix", l->at->prefix);
	if (l->token)
		uri_query_put(&q->url, "continuation-token", span_of(l->token));
	else if (last.n)
		uri_query_put(&q->url, "start-after", last);
	return store_s3_end(s, l->at->bucket, q, why);
}

static enum ask_answer
refuse(struct store_list *l, const struct http_transfer *t, struct span body, struct fault *why)
{
	return store_s3_refuse((struct store_s3 *)l->store, l->at->bucket, t, body, false, why);
}

/* ---- one object ---- */

static int
request_one(struct store_list *l, struct http_request *q, struct fault *why)
{
	struct store_s3 *s = (struct store_s3 *)l->store;

	if (store_s3_begin(s, l->at->bucket, q, why))
		return -1;
	q->head = true;
	buf_byte(&q->url, '/');
	uri_encode_path(&q->url, l->at->name);
	return store_s3_end(s, l->at->bucket, q, why);
}

static enum ask_answer
take_one(struct store_list *l, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct store_object o = { .uri = store_list_uri(l, l->at->name), .size = -1 };

	(void)body;
	(void)why;
	store_s3_facts(&o, t);
	store_list_add(l, &o);
	return ASK_TAKE;
}

int
store_s3_list(struct store *store, const struct store_place *at, struct store_list **list,
    struct fault *why)
{
	static const struct store_list_kind kind = {
		.token = "continuation token", .request = request, .request_one = request_one,
		.take = take, .take_one = take_one, .refuse = refuse,
	};
	struct store_s3 *s = (struct store_s3 *)store;

	(void)why;
	*list = store_list_new(&kind, store, at, s->http, s->policy);
	return 0;
}
