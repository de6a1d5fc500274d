#include "cluster.h"

#include <limits.h>

#include "diag.h"
#include "hash.h"

struct centre {
	int32_t at[CLUSTER_DIMS];
	int64_t sum[CLUSTER_DIMS];
	uint64_t n;
};

static uint64_t
distance(const int32_t *a, const int32_t *b)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < CLUSTER_DIMS; i++) {
		int64_t d = (int64_t)a[i] - b[i];

		sum += (uint64_t)(d * d);
	}
	return sum;
}

/* Which point stands at that place, if each is as wide as its distance. */
static size_t
point_at(const uint64_t *far, size_t n, uint64_t place)
{
	size_t i = 0;

	while (i + 1 < n && place >= far[i])
		place -= far[i++];
	return i;
}

/* Each next centre is a point, the likelier the farther it is from all before. */
static size_t
draw_centres(int32_t (*point)[CLUSTER_DIMS], size_t n, size_t k, uint64_t seed, struct centre *c)
{
	uint64_t *far = malloc(n * sizeof *far), all = n;
	size_t drawn;

	if (!far)
		die(DIAG_STOPPED, "out of memory");
	for (size_t i = 0; i < n; i++)
		far[i] = 1;
	for (drawn = 0; drawn < k && all; drawn++) {
		size_t chosen = point_at(far, n, hash_random(&seed) % all);

		memcpy(c[drawn].at, point[chosen], sizeof c->at);
		all = 0;
		for (size_t i = 0; i < n; i++) {
			uint64_t d = distance(point[i], c[drawn].at);

			if (!drawn || d < far[i])
				far[i] = d;
			all += far[i];
		}
	}
	free(far);
	return drawn;
}

static unsigned char
nearest(const int32_t *point, const struct centre *c, size_t k)
{
	uint64_t best = UINT64_MAX;
	size_t at = 0;

	for (size_t i = 0; i < k; i++) {
		uint64_t d = distance(point, c[i].at);

		if (d < best) {
			best = d;
			at = i;
		}
	}
	return (unsigned char)at;
}

/* True while a point changes its group. */
static bool
assign_points(int32_t (*point)[CLUSTER_DIMS], size_t n, const struct centre *c, size_t k,
    unsigned char *of)
{
	bool changed = false;

	for (size_t i = 0; i < n; i++) {
		unsigned char at = nearest(point[i], c, k);

		changed |= at != of[i];
		of[i] = at;
	}
	return changed;
}

/* To the middle of its points, rounded towards zero; an empty one stays. */
static void
move_centres(int32_t (*point)[CLUSTER_DIMS], size_t n, struct centre *c, size_t k,
    const unsigned char *of)
{
	for (size_t i = 0; i < k; i++) {
		memset(c[i].sum, 0, sizeof c->sum);
		c[i].n = 0;
	}
	for (size_t i = 0; i < n; i++) {
		c[of[i]].n++;
		for (size_t d = 0; d < CLUSTER_DIMS; d++)
			c[of[i]].sum[d] += point[i][d];
	}
	for (size_t i = 0; i < k; i++)
		for (size_t d = 0; d < CLUSTER_DIMS && c[i].n; d++)
			c[i].at[d] = (int32_t)(c[i].sum[d] / (int64_t)c[i].n);
}

/* How many groups come before this one: the larger ones, and of equal ones those
 * that were before it. */
static unsigned char
rank_of(const struct centre *c, size_t k, size_t i)
{
	size_t rank = 0;

	for (size_t j = 0; j < k; j++)
		rank += c[j].n > c[i].n;
	for (size_t j = 0; j < i; j++)
		rank += c[j].n == c[i].n;
	return (unsigned char)rank;
}

/* The largest first; the empty ones are no more. */
static size_t
number_by_size(const struct centre *c, size_t k, size_t n, unsigned char *of)
{
	unsigned char to[CLUSTER_MOST] = { 0 };
	size_t left = 0;

	for (size_t i = 0; i < k; i++) {
		to[i] = rank_of(c, k, i);
		left += c[i].n > 0;
	}
	for (size_t i = 0; i < n; i++)
		of[i] = to[of[i]];
	return left;
}

size_t
cluster_find(int32_t (*point)[CLUSTER_DIMS], size_t n, size_t k, uint64_t seed, unsigned char *of)
{
	struct centre c[CLUSTER_MOST];
	size_t drawn;

	if (!n)
		return 0;
	drawn = draw_centres(point, n, k, seed, c);
	memset(of, UCHAR_MAX, n);
	for (int round = 0; round < CLUSTER_ROUNDS && assign_points(point, n, c, drawn, of); round++)
		move_centres(point, n, c, drawn, of);
	/* The groups may be of a round after the last middle. */
	move_centres(point, n, c, drawn, of);
	return number_by_size(c, drawn, n, of);
}
