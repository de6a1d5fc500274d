/*
 * csvobject.h - a CSV row as a JSON object of strings and nulls.
 *
 * The keys are the header's cells. Bytes that need no escape are copied as they
 * are; the members are lent as jscan would, without a second scan. Nothing is
 * allocated per row once the buffer has grown to the longest.
 */
#ifndef EVKIT_CSVOBJECT_H
#define EVKIT_CSVOBJECT_H

#include "arena.h"
#include "buf.h"
#include "csvrow.h"
#include "fault.h"
#include "jscan.h"

struct csvobject {
	bool sparse;           /* cells that are nothing get no member, not null */
	size_t n;              /* columns; 0: no header yet */
	struct csvobject_column *column;
	struct buf names;
	bool forked;           /* both are another's */
	bool escapes;          /* a backslash is in the names */
	struct buf text;       /* the object */
	struct jscan json;     /* its members; keys lie in names */
};

/* A zeroed struct, sparse set or not, is ready for use. */
void csvobject_free(struct csvobject *o);

/* -1 and *why: a name is empty, not UTF-8 or there twice. */
int csvobject_header(struct csvobject *o, const struct csvrow *header, struct fault *why);

/* Another with the header of `from`, which lives longer. */
void csvobject_fork(struct csvobject *o, const struct csvobject *from);

/* Gives empty names their column's number, and a name that was there before a
 * "_2" or what number is free: how many. What is made lies in *made. */
size_t csvobject_mend_names(struct csvrow *header, struct arena *made);

/* The row has o->n cells of UTF-8; of those that are nothing p is NULL. Where its
 * quotes are not '"', it has been undoubled. The object is in text and json until
 * the next call. */
void csvobject_write(struct csvobject *o, const struct csvrow *row);

#endif
