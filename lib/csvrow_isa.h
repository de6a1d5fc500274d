/*
 * csvrow_isa.h - what csvrow.c and the files for each instruction set share.
 *
 * Not for others. EVKIT_SCAN chooses as in jscan_isa.h.
 */
#ifndef EVKIT_CSVROW_ISA_H
#define EVKIT_CSVROW_ISA_H

#include "csvrow.h"

typedef bool csvrow_walk(struct csvrow *w, struct span text, size_t *at);

csvrow_walk csvrow_plain, csvrow_sse2, csvrow_avx2, csvrow_avx512;

#endif
