/*
 * jtoken.h - the tokens of JSON documents in a stream, in pieces cut anywhere.
 *
 * For finding where values begin and end in documents of any size, in constant
 * memory. Which token may follow which is checked, and that brackets match;
 * what stands inside strings and scalars is not: jscan checks the values that
 * are used. Documents follow each other with or without white space between
 * them.
 */
#ifndef EVKIT_JTOKEN_H
#define EVKIT_JTOKEN_H

#include "jscan.h"

enum jtoken_kind {
	JTOKEN_SPACE,
	JTOKEN_OPEN,       /* '{' or '[' */
	JTOKEN_CLOSE,
	JTOKEN_COMMA,
	JTOKEN_COLON,
	JTOKEN_STRING,
	JTOKEN_SCALAR,     /* a number, true, false, null */
};

struct jtoken {
	enum jtoken_kind kind;
	struct span text;      /* the part of it that is in this piece */
	bool begins, ends;     /* of a string: its first part, its last (of a scalar
	                        * only the first is known) */
	bool key;              /* a string that is a key */
};

struct jtokens {
	int expect;            /* what may come next */
	int inside;            /* a string, an escape, a scalar, or nothing */
	bool key;              /* the string is a key */
	size_t depth;          /* open brackets, behind the last token */
	uint64_t object[JSCAN_DEPTH / 64];   /* a bit a bracket: '{' */
	uint64_t line, column;      /* of the next byte, from 1 */
	const char *why;       /* of -1 */
	bool stuck;            /* of -1: a bracket closes another kind of bracket */
};

void jtoken_init(struct jtokens *s);

/*
 * Takes the next token, or the part of it that is there, off *piece: 1; 0 the
 * piece is used up; -1 the token stands where it must not, see why. It has been
 * taken all the same, and a caller to whom it does not matter goes on, unless
 * it is `stuck`.
 */
int jtoken_next(struct jtokens *s, struct span *piece, struct jtoken *t);

/* Whether a document has begun and not ended. */
bool jtoken_open(const struct jtokens *s);

/*
 * For sniffing. Whether the document at the start of head is one that goes on
 * over lines (or over CRs, where there is no LF): 1; 0: it is one line, or no
 * document; -1: more bytes would tell. `all`: there are no more.
 */
int jtoken_sniff(struct span head, bool all);

#endif
