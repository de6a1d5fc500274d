#include "store_az.h"

#include "diag.h"
#include "num.h"
#include "table.h"
#include "uri.h"
#include "xml.h"

struct store_list {
	struct store_az *z;
	const struct store_place *at;
	char *where;               /* for messages */
	struct store_object *page;
	size_t n, room, item;      /* of the page: there, allocated, given */
	char *marker;              /* of the next page; NULL: the first */
	struct table markers;      /* all there were */
	char *last;                /* the object given last */
	bool resumed;              /* listed anew, what was given goes by */
	bool listed;               /* there is a page */
	/* The page that is being read */
	struct store_object blob;
	char *next;                /* its marker */
	bool rooted, encoded, folder;
	const char *wrong;         /* why it is none */
};

int
store_az_list(struct store *s, const struct store_place *at, struct store_list **list,
    struct fault *why)
{
	struct store_list *l = calloc(1, sizeof *l);
	struct buf where = { 0 };

	(void)why;
	if (!l)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *l);
	l->z = (struct store_az *)s;
	l->at = at;
	l->blob.size = -1;
	table_init(&l->markers, 1);
	buf_printf(&where, "az://%.*s/%.*s", SPAN_SHOW(at->bucket), SPAN_SHOW(at->prefix));
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
	store_object_free(&l->blob);
	l->item = 0;
}

void
store_az_close(struct store_list *l)
{
	free_page(l);
	table_free(&l->markers);
	free(l->page);
	free(l->where);
	free(l->marker);
	free(l->next);
	free(l->last);
	free(l);
}

/* ---- a page, as it is read ---- */

#define ROOT "EnumerationResults"
#define BLOB ROOT "/Blobs/Blob"

static void
take_name(struct store_list *l, struct span name)
{
	struct buf uri = { 0 };

	buf_printf(&uri, "az://%.*s/", (int)l->at->bucket.n, l->at->bucket.p);
	if (l->encoded)
		uri_decode(&uri, name);
	else
		buf_put(&uri, name);
	if (memchr(uri.p, '\0', uri.n))
		l->wrong = "a name has a NUL byte";
	free(l->blob.uri);
	l->blob.uri = store_text(buf_span(&uri));
	buf_free(&uri);
}

/* Behind BLOB/Properties/. */
static void
take_property(struct store_list *l, struct span name, struct span text)
{
	struct store_object *o = &l->blob;

	if (span_is(name, "Content-Length")) {
		if (num_int(text, 0, INT64_MAX, &o->size))
			l->wrong = "an object's size is no number";
	} else if (span_is(name, "Etag") && text.n && !o->version) {
		o->version = store_text(text);
	} else if (span_is(name, "Last-Modified") && !o->updated) {
		o->updated = store_az_time(text);
	} else if (span_is(name, "Content-MD5") && text.n) {
		digest_take_md5(&o->sums, text);
	} else if (span_is(name, "Content-Encoding")) {
		o->encoding = span_is(text, "gzip") ? STORE_GZIP : STORE_IDENTITY;
	} else if (span_is(name, "ResourceType")) {
		l->folder = span_is(text, "directory");
	}
}

static void
end_blob(struct store_list *l)
{
	if (!l->blob.uri || !l->blob.version || l->blob.size < 0) {
		l->wrong = "it has an object without name, size or ETag";
		return;
	}
	if (l->folder)
		return;
	if (l->n == l->room) {
		size_t room = l->room ? 2 * l->room : 1024;
		struct store_object *more = reallocarray(l->page, room, sizeof *more);

		if (!more)
			die_errno(DIAG_STOPPED, "a page of %zu objects", room);
		l->page = more;
		l->room = room;
	}
	l->page[l->n++] = l->blob;
	l->blob = (struct store_object){ .size = -1 };
}

static void
begin_element(void *arg, struct span path, const char *const *attribute)
{
	struct store_list *l = arg;

	if (span_is(path, ROOT))
		l->rooted = true;
	if (span_is(path, BLOB)) {
		store_object_free(&l->blob);
		l->blob.encoding = STORE_IDENTITY;
		l->folder = false;
	}
	if (!span_is(path, BLOB "/Name"))
		return;
	l->encoded = false;
	for (; *attribute; attribute += 2)
		if (!strcmp(attribute[0], "Encoded"))
			l->encoded = !strcmp(attribute[1], "true");
}

static void
end_element(void *arg, struct span path, struct span text)
{
	const struct span properties = SPAN(BLOB "/Properties/");
	struct store_list *l = arg;

	if (span_starts(path, properties)) {
		take_property(l, span_after(path, properties.n), text);
	} else if (span_is(path, BLOB "/Name")) {
		take_name(l, text);
	} else if (span_is(path, BLOB "/Metadata/hdi_isfolder")) {
		l->folder |= span_is(text, "true");
	} else if (span_is(path, BLOB)) {
		end_blob(l);
	} else if (span_is(path, ROOT "/NextMarker")) {
		free(l->next);
		l->next = text.n ? store_text(text) : NULL;
	}
}

static enum ask_answer
take_page(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct store_list *l = arg;
	const struct xml_reader to = { .arg = l, .begin = begin_element, .end = end_element };

	(void)t;
	free_page(l);
	l->rooted = false;
	l->wrong = NULL;
	free(l->next);
	l->next = NULL;
	if (xml_read(body, &to, why))
		return ASK_RENEW;
	if (!l->rooted)
		l->wrong = "the reply is no listing";
	if (!l->wrong)
		return ASK_TAKE;
	fault_set(why, "%s", l->wrong);
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

	if (store_az_begin(l->z, l->at->bucket, q, why))
		return -1;
	/* Without metadata, some markers of folders look like empty objects. */
	buf_put(&q->url, SPAN("?restype=container&comp=list&include=metadata"));
	if (l->at->prefix.n)
		put_query(&q->url, "prefix", l->at->prefix);
	if (l->marker)
		put_query(&q->url, "marker", span_of(l->marker));
	return store_az_end(l->z, q, why);
}

static enum ask_answer
refuse_page(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct store_list *l = arg;

	/* Markers may expire, and there is no way to begin at a name: all of it
	 * once more, without what was given. */
	if (http_status(t) == 400 && l->marker && l->last && !l->resumed) {
		free(l->marker);
		l->marker = NULL;
		l->resumed = true;
		table_free(&l->markers);
		table_init(&l->markers, 1);
		fault_set(why, "the server no longer takes its marker");
		return ASK_RENEW;
	}
	return store_az_refuse(l->z, t, body, false, why);
}

/* Keeps the marker of the page after this one; one that was there before would
 * go round for ever. */
static int
turn_page(struct store_list *l, struct fault *why)
{
	bool made = true;

	free(l->marker);
	l->marker = l->next;
	l->next = NULL;
	if (l->marker)
		table_put(&l->markers, span_of(l->marker), &made);
	return made ? 0 : fault_set(why, "the listing goes round: its marker repeats");
}

static int
next_page(struct store_list *l, struct fault *why)
{
	const struct ask ask = {
		.where = l->where, .arg = l, .request = request_page, .refuse = refuse_page,
		.take = take_page,
	};

	l->listed = true;
	return ask_for(l->z->http, &ask, l->z->policy, why) ? -1 : turn_page(l, why);
}

/* ---- one object ---- */

static int
request_object(void *arg, struct http_request *q, struct fault *why)
{
	struct store_list *l = arg;

	if (store_az_begin(l->z, l->at->bucket, q, why))
		return -1;
	q->head = true;
	buf_byte(&q->url, '/');
	uri_encode_path(&q->url, l->at->name);
	return store_az_end(l->z, q, why);
}

static enum ask_answer
refuse_object(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct store_list *l = arg;

	return store_az_refuse(l->z, t, body, false, why);
}

static enum ask_answer
take_object(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct store_list *l = arg;

	(void)body;
	(void)why;
	take_name(l, l->at->name);
	store_az_facts(&l->blob, t);
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
	if (ask_for(l->z->http, &ask, l->z->policy, why))
		return -1;
	*o = l->blob;
	l->blob = (struct store_object){ .size = -1 };
	return 1;
}

/* ---- and giving ---- */

/* The page's next object that was not given before; NULL at its end. */
static struct store_object *
next_item(struct store_list *l)
{
	while (l->item < l->n) {
		struct store_object *o = &l->page[l->item++];

		if (!l->resumed)
			return o;
		/* By name, not by order: only the service knows its order. */
		l->resumed = strcmp(o->uri, l->last) != 0;
	}
	return NULL;
}

int
store_az_next(struct store_list *l, struct store_object *o, struct fault *why)
{
	struct store_object *item;

	if (l->at->what == STORE_ONE)
		return look_up(l, o, why);
	while (!(item = next_item(l))) {
		if (l->listed && !l->marker)
			return l->resumed ? fault_set(why, "changed while it was listed") : 0;
		if (next_page(l, why))
			return -1;
	}
	*o = *item;
	*item = (struct store_object){ .size = -1 };
	free(l->last);
	l->last = store_text(span_of(o->uri));
	return 1;
}
