/*
 * store.h - where objects are kept: one interface, a table of stores.
 *
 * A store lists the objects that a URI names, and says how one of them is had:
 * a file by a descriptor, a remote object by an HTTP request for its bytes
 * from the n-th on. Retrying, resuming and checking are the same for all of
 * them and not here: download.h.
 *
 * A URI is SCHEME://BUCKET/NAME; the name's bytes are taken as they are, no
 * %XX. A name that ends in '/' (or is empty) is a prefix, one with '*', '?' or
 * "[..]" a pattern (wildcard.h), any other one object, "#VERSION" behind it
 * pins it where versions are numbers. An object record, {"uri":...,"size":...},
 * is always that one object, whatever its name looks like.
 *
 * Adding a store: one file that gives a struct store_kind, one row in its
 * program's table.
 */
#ifndef EVKIT_STORE_H
#define EVKIT_STORE_H

#include "ask.h"
#include "digest.h"

enum store_encoding { STORE_UNKNOWN, STORE_IDENTITY, STORE_GZIP };

/* Owns its strings. A zeroed struct is none; size is to be -1 where unknown. */
struct store_object {
	char *uri;             /* without a version */
	char *version;         /* generation or etag; NULL: whatever is there now */
	char *updated;         /* RFC 3339; NULL not known */
	int64_t size;          /* in bytes, as stored; -1 not known */
	struct digest sums;    /* as the store has them */
	enum store_encoding encoding;   /* Content-Encoding it is stored with */
};

void store_object_free(struct store_object *o);

/* A copy with a NUL behind it, to be freed. */
char *store_text(struct span s);

/* Points into the text it was parsed from. */
struct store_place {
	struct span bucket;    /* empty for files */
	struct span name;      /* object, prefix or pattern; without the version */
	struct span prefix;    /* what all names of a listing begin with */
	struct span version;
	enum { STORE_ONE, STORE_PREFIX, STORE_PATTERN } what;
};

struct store;
struct store_list;

struct store_kind {
	const char *scheme;    /* "gs" */
	const char *version;   /* what object records call it: "generation", "etag" */
	bool buckets;          /* the first part of the path is one */
	bool whole_names;      /* "#123" is the name's own: versions are no numbers */

	/* All objects below at->prefix, in the order of their names' bytes;
	 * of STORE_ONE that one, looked up. `at` lives as long. 0, -1. */
	int (*list)(struct store *s, const struct store_place *at, struct store_list **list,
	    struct fault *why);
	/* 1 and a new object; 0 at the end; -1. */
	int (*next)(struct store_list *list, struct store_object *o, struct fault *why);
	void (*close)(struct store_list *list);

	/* A store on this machine: a descriptor to read from, -1. NULL: remote. */
	int (*open)(struct store *s, const struct store_object *o, struct fault *why);

	/* A remote store: the request for the bytes from `from` on; 0, -1. */
	int (*ask)(struct store *s, const struct store_object *o, uint64_t from,
	    struct http_request *q, struct fault *why);
	/* A reply of status 200 or 206 has begun: fills in what o lacks, and
	 * looks whether it is the version that was asked for. */
	enum ask_answer (*reply)(struct store *s, struct store_object *o,
	    const struct http_transfer *t, struct fault *why);
	/* Any other reply, with the beginning of its body. */
	enum ask_answer (*refuse)(struct store *s, const struct store_object *o,
	    const struct http_transfer *t, struct span body, struct fault *why);
};

/* The first member of every store's own struct. */
struct store {
	const struct store_kind *kind;
};

/* The bucket and the name of an object's URI. */
void store_split(const struct store_kind *k, const char *uri, struct span *bucket,
    struct span *name);

/* Which of the stores (NULL at the end) a URI is for; NULL and *why. */
struct store *store_of(struct store *const *stores, struct span uri, struct fault *why);

/* 0, or -1: not a URI of that store. */
int store_parse(const struct store_kind *k, struct span uri, struct store_place *at,
    struct fault *why);

/* What a prefix or a pattern leaves out: "folders", and what writers leave
 * beside the data, ignored.h. */
bool store_ignores(const struct store_object *o);

/* One line of `--list`, and back: 0, -1. */
void store_write(const struct store_kind *k, const struct store_object *o, struct buf *line);
int store_read(const struct store_kind *k, struct span line, struct store_object *o,
    struct fault *why);

/* Only the "uri" of such a line; behind *scratch, valid until that changes. */
int store_read_uri(struct span line, struct buf *scratch, struct span *uri, struct fault *why);

#endif
