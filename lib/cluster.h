/*
 * cluster.h - points in groups of near ones: k-means, in integers.
 *
 * The first centres are drawn as k-means++ does (Arthur, Vassilvitskii 2007),
 * from a seed; then Lloyd's rounds, at most CLUSTER_ROUNDS. Distances and sums
 * are integers and ties go to the first centre, so that the same points in the
 * same order and the same seed give the same groups on every machine.
 */
#ifndef EVKIT_CLUSTER_H
#define EVKIT_CLUSTER_H

#include "span.h"

/* A coordinate is between -CLUSTER_FAR and CLUSTER_FAR: no sum of squares over
 * CLUSTER_DIMS of them and 2^26 points can overflow. */
enum { CLUSTER_MOST = 32, CLUSTER_DIMS = 34, CLUSTER_ROUNDS = 25, CLUSTER_FAR = 1 << 15 };

/*
 * The group of each of the n points, 0 to k - 1, into of[n]; k is at most
 * CLUSTER_MOST. Groups are numbered by size, the largest first. Returns how
 * many there are: less than k where fewer points differ. Cost: O(n * k * dims)
 * a round; 8 bytes a point.
 */
size_t cluster_find(int32_t (*point)[CLUSTER_DIMS], size_t n, size_t k, uint64_t seed,
    unsigned char *of);

#endif
