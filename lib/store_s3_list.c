#include "store_s3.h"

#include "diag.h"
#include "num.h"
#include "tstamp.h"
#include "uri.h"
#include "xml.h"

struct store_list {
	struct store_s3 *s;
	const struct store_place *at;
	char *where;               /* for messages */
	struct store_object *page;
	size_t n, room, item;      /* of the page: there, allocated, given */
	char *token;               /* of the next page; NULL: the first, or resumed */
	struct table tokens;       /* all there were */
	char *last;                /* the name given last */
	bool resumed;              /* the next page begins behind `last` */
	bool listed;               /* there is a page */
	bool ended;                /* it is the last one */
	/* The page that is being read */
	struct store_object object;
	char *next;                /* its token */
	bool rooted, encoded, more;
	const char *wrong;         /* why it is none */
};

int
store_s3_list(struct store *s, const struct store_place *at, struct store_list **list,
    struct fault *why)
{
	struct store_list *l = calloc(1, sizeof *l);
	struct buf where = { 0 };

	(void)why;
	if (!l)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *l);
	l->s = (struct store_s3 *)s;
	l->at = at;
	l->object.size = -1;
	table_init(&l->tokens, 1);
	buf_printf(&where, "s3://%.*s/%.*s", SPAN_SHOW(at->bucket), SPAN_SHOW(at->prefix));
	l->where = store_text(buf_span(&where));
	buf_free(&where);
	*list = l;
	return 0;
}

static void
free_page(struct store_list *l)
{
	while (l->n)
		store_object_free(&l->page[--l->n]);
	store_object_free(&l->object);
	l->item = 0;
}

void
store_s3_close(struct store_list *l)
{
	free_page(l);
	table_free(&l->tokens);
	free(l->page);
	free(l->where);
	free(l->token);
	free(l->next);
	free(l->last);
	free(l);
}

/* ---- a page, as it is read ---- */

#define ROOT "ListBucketResult"
#define ITEM ROOT "/Contents"

static void
set(char **to, struct span text)
{
	free(*to);
	*to = store_text(text);
}

/* "2026-11-23T16:09:45.000Z" as all stores are listed; NULL: it is no time. */
static char *
time_of(struct span text)
{
	char at[TSTAMP_TEXT];
	struct tstamp t;
	size_t n;

	if (tstamp_parse(text, &t))
		return NULL;
	n = tstamp_format(t.ns, 3, at);
	return store_text((struct span){ at, n });
}

static void
end_item(struct store_list *l)
{
	if (!l->object.uri || !l->object.version || l->object.size < 0) {
		if (!l->wrong)
			l->wrong = "it has an object without name, size or ETag";
		return;
	}
	if (l->n == l->room) {
		size_t room = l->room ? 2 * l->room : 1024;
		struct store_object *more = reallocarray(l->page, room, sizeof *more);

		if (!more)
			die_errno(DIAG_STOPPED, "a page of %zu objects", room);
		l->page = more;
		l->room = room;
	}
	l->page[l->n++] = l->object;
	l->object = (struct store_object){ .size = -1 };
}

/* Behind ITEM/. The name stays as it came: whether it is encoded may be said
 * only at the page's end. */
static void
take_fact(struct store_list *l, struct span name, struct span text)
{
	struct store_object *o = &l->object;

	if (span_is(name, "Key")) {
		set(&o->uri, text);
	} else if (span_is(name, "Size")) {
		if (num_int(text, 0, INT64_MAX, &o->size))
			l->wrong = "an object's size is no number";
	} else if (span_is(name, "ETag")) {
		if (store_s3_etag(text).n)
			set(&o->version, store_s3_etag(text));
	} else if (span_is(name, "LastModified") && !o->updated) {
		o->updated = time_of(text);
	}
}

static void
begin_element(void *arg, struct span path, const char *const *attribute)
{
	struct store_list *l = arg;

	(void)attribute;
	if (span_is(path, ROOT))
		l->rooted = true;
	else if (span_is(path, ITEM))
		store_object_free(&l->object);
}

static void
end_element(void *arg, struct span path, struct span text)
{
	const struct span facts = SPAN(ITEM "/");
	struct store_list *l = arg;

	if (span_starts(path, facts))
		take_fact(l, span_after(path, facts.n), text);
	else if (span_is(path, ITEM))
		end_item(l);
	else if (span_is(path, ROOT "/EncodingType"))
		l->encoded = span_is(text, "url");
	else if (span_is(path, ROOT "/IsTruncated"))
		l->more = span_is(text, "true");
	else if (span_is(path, ROOT "/NextContinuationToken") && text.n)
		set(&l->next, text);
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
name_objects(struct store_list *l)
{
	struct buf uri = { 0 };

	for (size_t i = 0; i < l->n; i++) {
		struct span name = span_of(l->page[i].uri);

		uri.n = 0;
		buf_printf(&uri, "s3://%.*s/", (int)l->at->bucket.n, l->at->bucket.p);
		if (l->encoded)
			decode(name, &uri);
		else
			buf_put(&uri, name);
		if (memchr(uri.p, '\0', uri.n))
			l->wrong = "a name has a NUL byte";
		set(&l->page[i].uri, buf_span(&uri));
	}
	buf_free(&uri);
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
take_page(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct store_list *l = arg;
	const struct xml_reader to = { .arg = l, .begin = begin_element, .end = end_element };

	(void)t;
	free_page(l);
	l->rooted = l->encoded = l->more = false;
	l->wrong = NULL;
	free(l->next);
	l->next = NULL;
	if (xml_read(body, &to, why))
		return ASK_RENEW;
	if (!l->rooted)
		return take_no_page(body, why);
	name_objects(l);
	if (l->more && !l->next)
		l->wrong = "it says that there is more, but not how to have it";
	if (!l->wrong)
		return ASK_TAKE;
	fault_set(why, "the listing: %s", l->wrong);
	return ASK_FAIL;
}

/* ---- asking for it ---- */

static void
put_query(struct buf *url, const char *name, struct span value)
{
	buf_printf(url, "&%s=", name);
	uri_encode(url, value);
}

static int
request_page(void *arg, struct http_request *q, struct fault *why)
{
	struct store_list *l = arg;

	if (store_s3_begin(l->s, l->at->bucket, q, why))
		return -1;
	/* Without encoding, XML could not carry all names. */
	buf_put(&q->url, SPAN("?list-type=2&encoding-type=url&max-keys=1000"));
	if (l->at->prefix.n)
		put_query(&q->url, "prefix", l->at->prefix);
	if (l->resumed)
		put_query(&q->url, "start-after", span_of(l->last));
	else if (l->token)
		put_query(&q->url, "continuation-token", span_of(l->token));
	return store_s3_end(l->s, l->at->bucket, q, why);
}

static enum ask_answer
refuse_page(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct store_list *l = arg;
	enum ask_answer answer = store_s3_refuse(l->s, l->at->bucket, t, body, false, why);

	why->gone = false;
	/* Tokens expire; names do not. */
	if (answer == ASK_FAIL && http_status(t) == 400 && l->token && l->last && !l->resumed) {
		l->resumed = true;
		fault_set(why, "the server no longer takes its continuation token");
		return ASK_RENEW;
	}
	return answer;
}

/* Keeps the token of the page after this one; one that was there before would
 * go round for ever. */
static int
turn_page(struct store_list *l, struct fault *why)
{
	bool made = true;

	l->resumed = false;
	l->ended = !l->more;
	free(l->token);
	l->token = l->next;
	l->next = NULL;
	if (!l->ended)
		table_put(&l->tokens, span_of(l->token), &made);
	return made ? 0 : fault_set(why, "the listing goes round: its continuation token repeats");
}

static int
next_page(struct store_list *l, struct fault *why)
{
	const struct ask ask = {
		.where = l->where, .arg = l, .request = request_page, .refuse = refuse_page,
		.take = take_page,
	};

	l->listed = true;
	return ask_for(l->s->http, &ask, l->s->policy, why) ? -1 : turn_page(l, why);
}

/* ---- one object ---- */

static int
request_object(void *arg, struct http_request *q, struct fault *why)
{
	struct store_list *l = arg;

	if (store_s3_begin(l->s, l->at->bucket, q, why))
		return -1;
	q->head = true;
	buf_byte(&q->url, '/');
	uri_encode_path(&q->url, l->at->name);
	return store_s3_end(l->s, l->at->bucket, q, why);
}

static enum ask_answer
refuse_object(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct store_list *l = arg;

	return store_s3_refuse(l->s, l->at->bucket, t, body, false, why);
}

static enum ask_answer
take_object(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct store_list *l = arg;
	struct buf uri = { 0 };

	(void)body;
	(void)why;
	buf_printf(&uri, "s3://%.*s/", (int)l->at->bucket.n, l->at->bucket.p);
	buf_put(&uri, l->at->name);
	set(&l->object.uri, buf_span(&uri));
	buf_free(&uri);
	store_s3_facts(&l->object, t);
	return ASK_TAKE;
}

static int
look_up(struct store_list *l, struct store_object *o, struct fault *why)
{
	const struct ask ask = {
		.where = l->where, .arg = l, .request = request_object, .refuse = refuse_object,
		.take = take_object,
	};

	if (l->listed)
		return 0;
	l->listed = true;
	if (ask_for(l->s->http, &ask, l->s->policy, why))
		return -1;
	*o = l->object;
	l->object = (struct store_object){ .size = -1 };
	return 1;
}

/* ---- and giving ---- */

static void
note_last(struct store_list *l, const char *uri)
{
	struct span bucket, name;

	store_split(l->s->store.kind, uri, &bucket, &name);
	set(&l->last, name);
}

int
store_s3_next(struct store_list *l, struct store_object *o, struct fault *why)
{
	if (l->at->what == STORE_ONE)
		return look_up(l, o, why);
	while (l->item == l->n) {
		if (l->listed && l->ended)
			return 0;
		if (next_page(l, why))
			return -1;
	}
	*o = l->page[l->item];
	l->page[l->item++] = (struct store_object){ .size = -1 };
	note_last(l, o->uri);
	return 1;
}
