/*
 * jtext.h - JSON strings and UTF-8, both ways.
 */
#ifndef EVKIT_JTEXT_H
#define EVKIT_JTEXT_H

#include "buf.h"

/* Whether s is UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing
 * over U+10FFFF. If not, *bad is the offset of the first wrong byte. */
bool jtext_utf8(struct span s, size_t *bad);

/*
 * What a checked JSON string says. `quoted` is the string as written, quotes
 * included. Without escapes *to is a part of it; else it is decoded behind
 * what *scratch holds, and valid until that changes. -1: a lone surrogate.
 * Decoded text is never longer: where there is room for `quoted`, nothing moves.
 */
int jtext_decode(struct span quoted, struct buf *scratch, struct span *to);

/* Appends text as a JSON string with its quotes. Escapes '"', '\' and control
 * bytes, nothing else. Text is UTF-8; bytes that are not become U+FFFD. */
void jtext_encode(struct buf *to, struct span text);

/* The same without the quotes, for text that is UTF-8, written to `to`, which has
 * room for JTEXT_ROOM(text.n); returns its end. */
#define JTEXT_ROOM(n) (6 * (n) + 64)
char *jtext_escape(char *to, struct span text);

#endif
