/*
 * jscan_isa.h - what jscan.c and the files for each instruction set share.
 *
 * Not for others. The environment's EVKIT_SCAN (plain, sse2, avx2, avx512) is
 * the one that is used, so that the tests can compare them.
 */
#ifndef EVKIT_JSCAN_ISA_H
#define EVKIT_JSCAN_ISA_H

#include "jscan.h"
#include "jtext.h"

/* The instruction sets, best first; the last runs everywhere. */
enum jscan_set { JSCAN_AVX512, JSCAN_AVX2, JSCAN_SSE2, JSCAN_PLAIN };

/* The one that is used. */
enum jscan_set jscan_set(void);

typedef bool jscan_walk(struct jscan *s, struct span text, char root);

jscan_walk jscan_plain, jscan_sse2, jscan_avx2, jscan_avx512;

/* Whether this machine has the instructions of that name. */
bool jscan_runs(const char *name);

void jscan_grow_tokens(struct jscan *s, size_t n);
void jscan_grow_members(struct jscan *s, size_t n);

static inline void
jscan_reserve(struct jscan *s, size_t tokens)
{
	if (tokens > s->tokens)
		jscan_grow_tokens(s, tokens);
}

/* Room for n members. */
static inline struct jscan_member *
jscan_room(struct jscan *s, size_t n)
{
	if (n > s->cap)
		jscan_grow_members(s, n);
	return s->member;
}

/* Why and where a text is no JSON object or array: the first byte that is
 * wrong, read one by one. False if it finds nothing wrong. */
bool jscan_why(struct span text, char root, const char **why, size_t *at);

#endif
