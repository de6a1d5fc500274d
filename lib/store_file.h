/*
 * store_file.h - a folder as if it were a bucket: file:///path/to/folder/.
 *
 * Listed in the order a bucket has: by the bytes of the whole name. Links are
 * followed; a link back to a folder above it is an error. What is no file
 * (sockets, pipes) is left out of listings, but can be named.
 */
#ifndef EVKIT_STORE_FILE_H
#define EVKIT_STORE_FILE_H

#include "store.h"

/* A store is only this: struct store files = { &store_file }. */
extern const struct store_kind store_file;

#endif
