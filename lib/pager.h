/*
 * pager.h - where the next page of an API's answer is.
 *
 * Pure: it looks at replies and makes URLs; who asks for them is another's
 * matter. Seven ways are known:
 *
 *	none
 *	link                             the Link header's rel=next (RFC 8288)
 *	next-url=PATH                    a URL in the page, maybe relative
 *	cursor=PATH:PARAM                a value in the page, for the query
 *	header-cursor=NAME:PARAM         a value in a header, for the query
 *	page=PARAM[,start=N]             a number in the query, from 1
 *	offset=PARAM,LIMITPARAM,SIZE     how many records were had
 *
 * The end is: no link, no cursor, null, false or "" for one; a page number or
 * offset whose page is empty, or that reaches the total; for offsets a short
 * page too, once the server has shown that it goes by the size. What must not
 * be taken for the end, or never comes to one, is a failure: a URL that comes
 * again, the same page again for another number, a total that is not reached,
 * a page that says there is more and has no next.
 */
#ifndef EVKIT_PAGER_H
#define EVKIT_PAGER_H

#include "buf.h"
#include "fault.h"
#include "hash.h"
#include "jpath.h"
#include "table.h"

enum pager_kind {
	PAGER_NONE, PAGER_LINK, PAGER_NEXT_URL, PAGER_CURSOR, PAGER_HEADER, PAGER_PAGE,
	PAGER_OFFSET,
};

struct pager {
	/* As asked for; a zeroed struct is "none". */
	enum pager_kind kind;
	struct jpath path;         /* of next-url and cursor */
	const char *header;        /* the reply's header that is needed; NULL: none */
	struct span param, limit;
	int64_t first, size;
	struct jpath more;         /* false there: the last page */
	struct jpath total;        /* how many records there are, in all */
	bool stop_empty;           /* an empty page is the end, whatever it says */
	char *owned;               /* the bytes of header, param, limit */
	/* Where it is; read only. */
	uint64_t pages, seen;      /* records */
	bool found;                /* the path, or header, was there once */
	int64_t at;
	int64_t all;               /* the total, as said last; -1 */
	bool full;                 /* a page had `size` records */
	char last[HASH_HEX];       /* of the page before */
	struct table known;        /* URLs that were made */
	bool begun;
};

/* An opt_take: one of the above. */
const char *pager_take(void *pager, const char *text);
void pager_free(struct pager *p);

/* Whether pages have to be JSON for it. */
bool pager_wants_json(const struct pager *p);

/* One page. The body is JSON that has passed jscan, where it is wanted. */
struct pager_reply {
	struct span url;           /* as it was asked for */
	struct span body;
	struct span content;       /* of the body: what is compared with the page before */
	uint64_t records;
	const char *header;        /* p->header's value, all of them joined; NULL: none */
};

/* The first page's URL; `url` is an absolute one. */
void pager_begin(struct pager *p, struct span url, struct buf *to);

/* How far it came: enough to go on another day. */
struct pager_place {
	uint64_t pages, seen;
	int64_t at;
	bool full;
};

struct pager_place pager_place(const struct pager *p);

/* After pager_begin: goes on there, by the URL that pager_next made then. */
void pager_resume(struct pager *p, const struct pager_place *place, struct span url,
    struct buf *to);

/*
 * 1: `to` becomes the URL of the next page; 0: that was the last, and `to` becomes
 * the one that the server names even so, for what comes later, or empty; -1 and
 * *why. `base` is the URL given to pager_begin.
 */
int pager_next(struct pager *p, struct span base, const struct pager_reply *r, struct buf *to,
    struct fault *why);

#endif
