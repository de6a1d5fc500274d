/*
 * api_request.h - what to ask an API for: options, and a JSON file for what the
 * options leave unsaid.
 *
 * The file is one object. Its keys are the options' names with '_' for '-':
 * url, page, more, total, records, error_if, auth, secret, since_field,
 * since_param (texts), max_pages (a number), stop_empty (true or false),
 * allow_host and header (arrays of texts), query (an object of texts and
 * numbers). Any other key is refused.
 */
#ifndef EVKIT_API_REQUEST_H
#define EVKIT_API_REQUEST_H

#include "api_auth.h"
#include "arena.h"
#include "opt.h"
#include "pager.h"

struct api_request {
	/* As given; NULL where not. */
	const char *file;
	const char *url;
	const char *page, *more, *total, *records, *error_if, *auth;
	const char *since_field, *since_param;
	struct opt_list query;     /* "NAME=VALUE" */
	struct opt_list allow;     /* hosts besides the URL's own */
	struct opt_list *header;   /* where the file's go to */
	int64_t max_pages;         /* 0: all */
	bool raw;                  /* pages are bytes */
	bool skip_missing;         /* 404 is a page without records */
	/* What they say, once api_request_read was called. */
	struct buf address;        /* url with query */
	struct pager pager;
	struct api_auth_config who;
	struct jpath list;         /* the records, in a page */
	struct jpath error;
	struct jpath since;        /* the bookmark, in a record */
	struct arena texts;
};

/* Reads the file, and all texts. -1 and *why: what is wrong on the command line
 * or in the file. */
int api_request_read(struct api_request *r, struct fault *why);
void api_request_free(struct api_request *r);

/* Whether pages have to be JSON documents. */
bool api_request_wants_json(const struct api_request *r);

#endif
