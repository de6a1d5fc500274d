/*
 * store_list.h - the objects of a remote store, page by page: what all listings
 * do the same.
 *
 * A reply is a page and a token, with which the next one is asked for. Tokens
 * are opaque, and end: then the listing goes on behind the name that was given
 * last, or where a service cannot begin at a name, from its start, past all
 * that was given. A token that comes twice would go round for ever: an error.
 * One object is looked up by the same steps.
 *
 * A store gives a struct store_list_kind, and makes its lists by store_list_new;
 * its store_kind has store_list_next and store_list_close.
 */
#ifndef EVKIT_STORE_LIST_H
#define EVKIT_STORE_LIST_H

#include "store.h"
#include "table.h"

struct store_list_kind {
	const char *token;     /* the service's word for it */
	bool rewinds;          /* it cannot begin at a name */
	/* A page: the one that l->token names; without a token the one behind
	 * store_list_last, or where that is empty the first. 0, -1. */
	int (*request)(struct store_list *l, struct http_request *q, struct fault *why);
	/* The one object of l->at. */
	int (*request_one)(struct store_list *l, struct http_request *q, struct fault *why);
	/* Objects go to store_list_add, the next page's token to l->next; what is
	 * amiss may be left in l->wrong. ASK_RENEW: it is cut off. */
	enum ask_answer (*take)(struct store_list *l, struct span body, struct fault *why);
	enum ask_answer (*take_one)(struct store_list *l, const struct http_transfer *t,
	    struct span body, struct fault *why);
	enum ask_answer (*refuse)(struct store_list *l, const struct http_transfer *t,
	    struct span body, struct fault *why);
};

struct store_list {
	const struct store_list_kind *kind;
	struct store *store;
	const struct store_place *at;
	char *token;           /* NULL: none */
	char *next;            /* of the page that is being read */
	const char *wrong;     /* why that is none */
	/* The rest is store_list.c's. */
	struct http *http;
	struct retry_policy *policy;
	char *where;           /* for messages */
	struct store_object *page;
	size_t n, room, item;  /* of the page: there, allocated, given */
	struct table tokens;   /* all there were */
	char *last;            /* the URI given last */
	bool resumed;          /* listed once more: what was given goes by */
	bool moved;            /* something was given since then */
	bool listed;           /* there was a page */
};

/* All that is pointed at lives as long. */
struct store_list *store_list_new(const struct store_list_kind *k, struct store *s,
    const struct store_place *at, struct http *h, struct retry_policy *p);
int store_list_next(struct store_list *l, struct store_object *o, struct fault *why);
void store_list_close(struct store_list *l);

/* The name to begin behind; empty: at the first. */
struct span store_list_last(const struct store_list *l);

/* The URI of a name in the bucket, new. */
char *store_list_uri(struct store_list *l, struct span name);

/* Takes the object over: one of the page. */
void store_list_add(struct store_list *l, struct store_object *o);

/* A new copy of the text in place of what there was. */
void store_list_set(char **to, struct span text);

#endif
