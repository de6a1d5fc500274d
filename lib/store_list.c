#include "store_list.h"

#include "diag.h"

struct store_list *
store_list_new(const struct store_list_kind *k, struct store *s, const struct store_place *at,
    struct http *h, struct retry_policy *p)
{
	struct store_list *l = calloc(1, sizeof *l);

	if (!l)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *l);
	*l = (struct store_list){ .kind = k, .store = s, .at = at, .http = h, .policy = p };
	table_init(&l->tokens, 1);
	l->where = store_list_uri(l, at->prefix);
	return l;
}

/* What was read of a page, before another one or the same once more. */
static void
clear_page(struct store_list *l)
{
	while (l->n)
		store_object_free(&l->page[--l->n]);
	l->item = 0;
	l->wrong = NULL;
	free(l->next);
	l->next = NULL;
}

void
store_list_close(struct store_list *l)
{
	clear_page(l);
	table_free(&l->tokens);
	free(l->page);
	free(l->where);
	free(l->token);
	free(l->last);
	free(l);
}

/* ---- for the store ---- */

struct span
store_list_last(const struct store_list *l)
{
	struct span bucket, name = SPAN("");

	if (l->resumed)
		store_split(l->store->kind, l->last, &bucket, &name);
	return name;
}

char *
store_list_uri(struct store_list *l, struct span name)
{
	struct buf uri = { 0 };
	char *made;

	buf_printf(&uri, "%s://%.*s/", l->store->kind->scheme, (int)l->at->bucket.n,
	    l->at->bucket.p);
	buf_put(&uri, name);
	if (memchr(uri.p, '\0', uri.n))
		l->wrong = "a name has a NUL byte";
	made = store_text(buf_span(&uri));
	buf_free(&uri);
	return made;
}

void
store_list_add(struct store_list *l, struct store_object *o)
{
	if (l->n == l->room) {
		size_t room = l->room ? 2 * l->room : 1024;
		struct store_object *more = reallocarray(l->page, room, sizeof *more);

		if (!more)
			die_errno(DIAG_STOPPED, "a page of %zu objects", room);
		l->page = more;
		l->room = room;
	}
	if ((!o->uri || !o->version || o->size < 0) && !l->wrong)
		l->wrong = "it has an object without name, size or version";
	l->page[l->n++] = *o;
	*o = (struct store_object){ .size = -1 };
}

void
store_list_set(char **to, struct span text)
{
	free(*to);
	*to = store_text(text);
}

/* ---- asking for a page ---- */

static bool
is_one(const struct store_list *l)
{
	return l->at->what == STORE_ONE;
}

static int
request(void *arg, struct http_request *q, struct fault *why)
{
	struct store_list *l = arg;

	return (is_one(l) ? l->kind->request_one : l->kind->request)(l, q, why);
}

static enum ask_answer
refuse(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct store_list *l = arg;
	enum ask_answer answer = l->kind->refuse(l, t, body, why);

	/* Tokens expire; names do not. But if it got nowhere since, it would not now. */
	if (answer != ASK_FAIL || http_status(t) != 400 || !l->token || !l->moved)
		return answer;
	free(l->token);
	l->token = NULL;
	l->resumed = true;
	l->moved = false;
	table_free(&l->tokens);
	table_init(&l->tokens, 1);
	fault_set(why, "the server no longer takes its %s", l->kind->token);
	return ASK_RENEW;
}

static enum ask_answer
take(void *arg, const struct http_transfer *t, struct span body, struct fault *why)
{
	struct store_list *l = arg;
	enum ask_answer answer;

	clear_page(l);
	answer = is_one(l) ? l->kind->take_one(l, t, body, why) : l->kind->take(l, body, why);
	if (answer != ASK_TAKE || !l->wrong)
		return answer;
	fault_set(why, "the listing: %s", l->wrong);
	return ASK_FAIL;
}

static int
next_page(struct store_list *l, struct fault *why)
{
	const struct ask ask = {
		.where = l->where, .arg = l, .request = request, .refuse = refuse, .take = take,
	};
	bool made = true;

	if (ask_for(l->http, &ask, l->policy, why))
		return -1;
	l->listed = true;
	free(l->token);
	l->token = l->next;
	l->next = NULL;
	if (l->token)
		table_put(&l->tokens, span_of(l->token), &made);
	return made ? 0 : fault_set(why, "the listing goes round: its %s repeats", l->kind->token);
}

/* ---- and giving what is on it ---- */

/* The page's next object that was not given before; NULL at its end. */
static struct store_object *
next_item(struct store_list *l)
{
	while (l->item < l->n) {
		struct store_object *o = &l->page[l->item++];
		bool given = l->resumed && !strcmp(o->uri, l->last);

		if (!l->resumed)
			return o;
		/* By name, not by order: only the service knows its order. */
		l->resumed = l->kind->rewinds && !given;
		if (!l->resumed && !given)
			return o;
	}
	return NULL;
}

int
store_list_next(struct store_list *l, struct store_object *o, struct fault *why)
{
	struct store_object *item;

	while (!(item = next_item(l))) {
		if (l->listed && !l->token)
			return l->resumed && l->kind->rewinds ?
			    fault_set(why, "changed while it was listed") : 0;
		if (next_page(l, why))
			return -1;
	}
	*o = *item;
	*item = (struct store_object){ .size = -1 };
	store_list_set(&l->last, span_of(o->uri));
	l->moved = true;
	return 1;
}
