/*
 * several.h - p-values where several questions were asked.
 *
 * adjusted[i] belongs to p[i]; the two may be the same array. Cost: a sort.
 *
 * Sources: Benjamini, Hochberg, JRSS B 57 (1995) 289: of what is called an effect,
 * this share is none; Holm, Scand. J. Statist. 6 (1979) 65: the chance that any is
 * called an effect that is none. Monotone, as R's p.adjust.
 */
#ifndef EVKIT_SEVERAL_H
#define EVKIT_SEVERAL_H

#include "span.h"

void several_bh(const double *p, double *adjusted, size_t n);
void several_holm(const double *p, double *adjusted, size_t n);

#endif
