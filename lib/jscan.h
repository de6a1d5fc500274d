/*
 * jscan.h - the members of one JSON object or array as spans.
 *
 * Checks every byte (RFC 8259, and UTF-8 by RFC 3629) in one pass and lends
 * spans of the text: nothing is copied, no tree is built, numbers and escapes
 * stay as they were written. Depth is counted, not recursed: at most 1024.
 * Repeated keys, lone surrogate escapes and numbers of any size are grammar,
 * so they pass here; who uses a value decides.
 *
 * How: of 64 bytes at a time the tokens outside of strings are found, by bit masks
 * with one bit a byte, and set down without what is between them; then shifts check
 * for 64 tokens at a time which may follow which. By AVX-512, AVX2 or SSE2, as the
 * processor has it, or plain C: only the masks differ. Memory: 5 bytes a token and
 * 32 a member; a text may have 4 GiB. About 0.3 ns a byte (AVX-512; Zen 4, lines of
 * 1.4 kB with a key each 24 bytes), 0.4 (AVX2), 0.7 (SSE2), 2 (plain C).
 */
#ifndef EVKIT_JSCAN_H
#define EVKIT_JSCAN_H

#include "span.h"

enum { JSCAN_DEPTH = 1024, JSCAN_KNOWN = 64, JSCAN_KNOWN_TEXT = 29 };

struct jscan_member {
	struct span key;       /* between its quotes, as written; empty in an array */
	struct span value;     /* as written, quotes included */
};

struct jscan {
	struct jscan_member *member;   /* in order of the text */
	size_t n;
	size_t cap;
	bool escapes;          /* a backslash is somewhere in the text */
	const char *why;       /* of -1: "expected ',' or '}'" */
	size_t at;             /* of -1: offset in the text */
	/* Room for tokens: their first bytes, their places in the text. */
	char *token;
	uint32_t *place;
	size_t tokens;
	/* The one for this processor; chosen at the first call. */
	bool (*walk)(struct jscan *s, struct span text, char root);
};

/* A zeroed struct is ready for use. */
void jscan_free(struct jscan *s);

/*
 * Text is one object, or one array, with white space around it. 0, or -1 with
 * why and at. The members are valid as long as the
 * text, and until the next call.
 */
int jscan_object(struct jscan *s, struct span text);
int jscan_array(struct jscan *s, struct span text);

/* A set of keys to pick out of objects. At most 64. */
struct jscan_keys {
	const struct span *key;
	size_t n;
	unsigned char slot[128];
	/* Keys that were met, wanted or not: jscan_pick.c. No answer depends on them. */
	unsigned char picks, first;
	struct jscan_known {
		char text[JSCAN_KNOWN_TEXT];
		unsigned char n;
		signed char which;
		unsigned char next;
	} known[JSCAN_KNOWN];
};

/* Keys are as decoded; they live as long as the set. */
void jscan_keys_init(struct jscan_keys *k, const struct span *key, size_t n);

/* Whether a member's key, as written, is in the set; and which it is, or -1. */
bool jscan_taken(const struct jscan_keys *k, struct span key);
int jscan_which(const struct jscan_keys *k, struct span key);

/*
 * value[i] becomes the value of key i, an empty span where there is none. Of a
 * repeated key the last counts; the bits of those whose values differ are
 * returned. Keys written with escapes are found too. About 3 ns a member where
 * records have their keys in the order of those before.
 */
uint64_t jscan_pick(const struct jscan *s, struct jscan_keys *k, struct span *value);

#endif
