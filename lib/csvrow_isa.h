/*
 * csvrow_isa.h - what csvrow.c and the files for each instruction set share.
 *
 * Not for others. EVKIT_SCAN chooses as in jscan_isa.h.
 */
#ifndef EVKIT_CSVROW_ISA_H
#define EVKIT_CSVROW_ISA_H

#include "csvrow.h"

/* As csvrow_feed, true for 0, csvrow_whole and csvrow_escape. */
struct csvrow_isa {
	bool (*feed)(struct csvrow *w, struct span text, size_t *at);
	size_t (*whole)(const struct csvrow *w, struct span text, uint64_t *lines);
	char *(*escape)(const struct csvrow *w, char *to, struct span cell);
};

/* Those that the machine at hand cannot have are empty. */
extern const struct csvrow_isa csvrow_plain, csvrow_sse2, csvrow_avx2, csvrow_avx512;

#endif
