/*
 * api_page.h - one page of an API's answer, whole.
 *
 * It is in memory, decompressed, up to 256 MiB. A page that should be JSON has
 * passed jscan; one that came cut off is asked for once more. What fails on the
 * way is tried again as ask.h does. For --raw it is in a spool, of any size, as it
 * was sent.
 */
#ifndef EVKIT_API_PAGE_H
#define EVKIT_API_PAGE_H

#include "api_request.h"
#include "client.h"
#include "jscan.h"
#include "spool.h"

enum { API_PAGE_MOST = 256 << 20 };

struct api_page {
	const struct api_request *request;
	struct client *client;
	struct api_auth *auth;
	struct buf url;            /* to ask for; afterwards where it came from */
	struct buf sent;           /* as it came */
	struct buf body;           /* decompressed */
	struct span text;          /* of the body, without a BOM; empty: no content */
	struct span list;          /* of that: the records, or all of it */
	struct buf header;         /* the pager's, several joined by ", " */
	bool has_header;
	bool missing;              /* there was none, 404 */
	bool unverified;           /* nothing would have told a cut at a line's end */
	struct spool_pool pool;
	struct spool spool;        /* --raw */
	char name[32];             /* "page 3" */
	struct buf where;          /* "https://host/path#3", for messages */
	struct jscan scan;
	struct span origin;        /* the request's own address */
};

/* All that is pointed at lives as long. */
void api_page_init(struct api_page *p, const struct api_request *r, struct client *c,
    struct api_auth *a);
void api_page_free(struct api_page *p);

/* Gets the page at p->url, the number-th from 1. */
int api_page_get(struct api_page *p, uint64_t number, struct fault *why);

#endif
