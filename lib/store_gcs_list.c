#include "store_gcs.h"

#include "num.h"
#include "uri.h"

/* Without nextPageToken in it, a listing would end after its first page. */
#define ITEM "name,generation,size,crc32c,md5Hash,contentEncoding,updated"
#define PAGE "nextPageToken,items(" ITEM ")"

/* ---- objects, as they are read ---- */

/* Numbers are strings in this API, but not in every emulator of it. */
static int
take_number(const json_t *item, const char *name, int64_t *to)
{
	const json_t *value = json_object_get(item, name);

	if (json_is_integer(value)) {
		*to = json_integer_value(value);
		return *to < 0 ? -1 : 0;
	}
	if (!json_is_string(value))
		return -1;
	return num_int(span_of(json_string_value(value)), 0, INT64_MAX, to);
}

static const char *
text_of(const json_t *item, const char *name)
{
	return json_string_value(json_object_get(item, name));
}

static void
take_item(struct store_list *l, const json_t *item)
{
	struct store_object o = { .size = -1, .encoding = STORE_IDENTITY };
	const char *name = text_of(item, "name"), *text;
	char digits[32];
	int64_t generation;

	if (name)
		o.uri = store_list_uri(l, span_of(name));
	if (take_number(item, "size", &o.size))
		o.size = -1;
	if (!take_number(item, "generation", &generation)) {
		snprintf(digits, sizeof digits, "%lld", (long long)generation);
		o.version = store_text(span_of(digits));
	}
	if ((text = text_of(item, "updated")))
		o.updated = store_text(span_of(text));
	if ((text = text_of(item, "contentEncoding")) && !strcmp(text, "gzip"))
		o.encoding = STORE_GZIP;
	if ((text = text_of(item, "crc32c")))
		digest_take_crc32c(&o.sums, span_of(text));
	if ((text = text_of(item, "md5Hash")))
		digest_take_md5(&o.sums, span_of(text));
	store_list_add(l, &o);
}

static enum ask_answer
take(struct store_list *l, struct span body, struct fault *why)
{
	json_t *page;
	const json_t *items;
	enum ask_answer answer = ask_read(body, &page, why);
	const char *token;

	if (answer != ASK_TAKE)
		return answer;
	items = json_object_get(page, "items");
	for (size_t i = 0; i < json_array_size(items); i++)
		take_item(l, json_array_get(items, i));
	token = text_of(page, "nextPageToken");
	if (token && *token)
		l->next = store_text(span_of(token));
	json_decref(page);
	return ASK_TAKE;
}

static enum ask_answer
take_one(struct store_list *l, const struct http_transfer *t, struct span body, struct fault *why)
{
	json_t *item;
	enum ask_answer answer = ask_read(body, &item, why);

	(void)t;
	if (answer != ASK_TAKE)
		return answer;
	take_item(l, item);
	json_decref(item);
	return ASK_TAKE;
}

/* ---- asking for them ---- */

static int
request(struct store_list *l, struct http_request *q, struct fault *why)
{
	struct span last = store_list_last(l);

	if (store_gcs_begin((struct store_gcs *)l->store, l->at->bucket, q, why))
		return -1;
	uri_query_put(&q->url, "maxResults", SPAN("1000"));
	uri_query_put(&q->url, "fields", SPAN(PAGE));
	if (l->at->prefix.n)
		uri_query_put(&q->url, "prefix", l->at->prefix);
	if (l->token)
		uri_query_put(&q->url, "pageToken", span_of(l->token));
	else if (last.n)
		uri_query_put(&q->url, "startOffset", last);
	return 0;
}

static int
request_one(struct store_list *l, struct http_request *q, struct fault *why)
{
	if (store_gcs_begin((struct store_gcs *)l->store, l->at->bucket, q, why))
		return -1;
	buf_byte(&q->url, '/');
	uri_encode(&q->url, l->at->name);
	uri_query_put(&q->url, "fields", SPAN(ITEM));
	if (l->at->version.n)
		uri_query_put(&q->url, "generation", l->at->version);
	return 0;
}

static enum ask_answer
refuse(struct store_list *l, const struct http_transfer *t, struct span body, struct fault *why)
{
	return store_gcs_refuse((struct store_gcs *)l->store, t, body, l->at->version.n, why);
}

int
store_gcs_list(struct store *s, const struct store_place *at, struct store_list **list,
    struct fault *why)
{
	static const struct store_list_kind kind = {
		.token = "page token", .request = request, .request_one = request_one,
		.take = take, .take_one = take_one, .refuse = refuse,
	};
	struct store_gcs *g = (struct store_gcs *)s;

	(void)why;
	*list = store_list_new(&kind, s, at, g->http, g->policy);
	return 0;
}
