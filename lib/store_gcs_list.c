#include "store_gcs.h"

#include "diag.h"
#include "num.h"
#include "table.h"
#include "uri.h"

/* Without nextPageToken in it, a listing would end after its first page. */
#define ITEM "name,generation,size,crc32c,md5Hash,contentEncoding,updated"
#define PAGE "nextPageToken,items(" ITEM ")"

struct store_list {
	struct store_gcs *g;
	const struct store_place *at;
	char *where;               /* for messages */
	json_t *page;
	size_t item;               /* the next of the page's */
	char *token;               /* of the next page; NULL: the first */
	struct table tokens;       /* all there were */
	char *last;                /* the name given last */
	bool resumed;              /* the page begins at `last` once more */
	bool ended;                /* the page is the last one */
};

int
store_gcs_list(struct store *s, const struct store_place *at, struct store_list **list,
    struct fault *why)
{
	struct store_list *l = calloc(1, sizeof *l);
	struct buf where = { 0 };

	(void)why;
	if (!l)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *l);
	l->g = (struct store_gcs *)s;
	l->at = at;
	table_init(&l->tokens, 1);
	buf_printf(&where, "gs://%.*s/%.*s", SPAN_SHOW(at->bucket), SPAN_SHOW(at->prefix));
	l->where = store_text(buf_span(&where));
	buf_free(&where);
	*list = l;
	return 0;
}

void
store_gcs_close(struct store_list *l)
{
	json_decref(l->page);
	table_free(&l->tokens);
	free(l->where);
	free(l->token);
	free(l->last);
	free(l);
}

static void
put_query(struct buf *url, const char *name, struct span value)
{
	buf_printf(url, "%c%s=", span_find(buf_span(url), '?') < url->n ? '&' : '?', name);
	uri_encode(url, value);
}

/* One object's own description. */
static int
request_object(void *arg, struct http_request *q, struct fault *why)
{
	struct store_list *l = arg;

	if (store_gcs_begin(l->g, l->at->bucket, q, why))
		return -1;
	buf_byte(&q->url, '/');
	uri_encode(&q->url, l->at->name);
	put_query(&q->url, "fields", SPAN(ITEM));
	if (l->at->version.n)
		put_query(&q->url, "generation", l->at->version);
	return 0;
}

static int
request_page(void *arg, struct http_request *q, struct fault *why)
{
	struct store_list *l = arg;

	if (store_gcs_begin(l->g, l->at->bucket, q, why))
		return -1;
	put_query(&q->url, "maxResults", SPAN("1000"));
	put_query(&q->url, "fields", SPAN(PAGE));
	if (l->at->prefix.n)
		put_query(&q->url, "prefix", l->at->prefix);
	if (l->resumed)
		put_query(&q->url, "startOffset", span_of(l->last));
	else if (l->token)
		put_query(&q->url, "pageToken", span_of(l->token));
	return 0;
}

static enum ask_answer
refuse_page(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct store_list *l = arg;

	/* Tokens expire; names do not. */
	if (http_status(t) == 400 && l->token && l->last && !l->resumed) {
		l->resumed = true;
		fault_set(why, "the server no longer takes its page token");
		return ASK_RENEW;
	}
	return store_gcs_refuse(l->g, t, body, l->at->version.n, why);
}

/* Keeps the token of the page after this one; a token that was there before
 * would go round for ever. */
static int
take_token(struct store_list *l, struct fault *why)
{
	const char *token = json_string_value(json_object_get(l->page, "nextPageToken"));
	bool made;

	free(l->token);
	l->token = NULL;
	l->ended = !token || !*token;
	if (l->ended)
		return 0;
	l->token = store_text(span_of(token));
	table_put(&l->tokens, span_of(token), &made);
	return made ? 0 : fault_set(why, "the listing goes round: its page token repeats");
}

static int
next_page(struct store_list *l, struct fault *why)
{
	bool one = l->at->what == STORE_ONE;
	const struct ask ask = {
		.where = l->where, .arg = l, .refuse = refuse_page,
		.request = one ? request_object : request_page,
	};

	json_decref(l->page);
	l->item = 0;
	if (!(l->page = ask_json(l->g->http, &ask, l->g->policy, why)))
		return -1;
	l->ended = one;
	return one ? 0 : take_token(l, why);
}

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

static int
take_item(struct store_list *l, const json_t *item, struct store_object *o, struct fault *why)
{
	const char *name = text_of(item, "name"), *sum;
	struct buf text = { 0 };
	int64_t generation;

	*o = (struct store_object){ .size = -1, .encoding = STORE_IDENTITY };
	if (!name || take_number(item, "size", &o->size) ||
	    take_number(item, "generation", &generation))
		return fault_set(why, "the listing has an object without name, size or generation");
	buf_printf(&text, "gs://%.*s/%s", (int)l->at->bucket.n, l->at->bucket.p, name);
	o->uri = store_text(buf_span(&text));
	text.n = 0;
	buf_printf(&text, "%lld", (long long)generation);
	o->version = store_text(buf_span(&text));
	buf_free(&text);
	if (text_of(item, "updated"))
		o->updated = store_text(span_of(text_of(item, "updated")));
	if ((sum = text_of(item, "contentEncoding")) && !strcmp(sum, "gzip"))
		o->encoding = STORE_GZIP;
	if ((sum = text_of(item, "crc32c")))
		digest_take_crc32c(&o->sums, span_of(sum));
	if ((sum = text_of(item, "md5Hash")))
		digest_take_md5(&o->sums, span_of(sum));
	return 0;
}

/* The page's next item that was not given before; NULL at its end. */
static const json_t *
next_item(struct store_list *l)
{
	const json_t *items = json_object_get(l->page, "items"), *item;
	const char *name;

	if (l->at->what == STORE_ONE)
		return l->item++ ? NULL : l->page;
	while ((item = json_array_get(items, l->item))) {
		l->item++;
		name = text_of(item, "name");
		if (!l->resumed || !name || strcmp(name, l->last) > 0)
			return item;
	}
	return NULL;
}

int
store_gcs_next(struct store_list *l, struct store_object *o, struct fault *why)
{
	const json_t *item;

	while (!l->page || !(item = next_item(l))) {
		if (l->page && l->ended)
			return 0;
		/* Names after the last one are new from the page after a resumed one. */
		if (l->page)
			l->resumed = false;
		if (next_page(l, why))
			return -1;
	}
	if (take_item(l, item, o, why)) {
		store_object_free(o);
		return -1;
	}
	free(l->last);
	l->last = store_text(span_of(text_of(item, "name")));
	return 1;
}
