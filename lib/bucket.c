#include "bucket.h"

#include <math.h>

enum { PARTS = 10000, AMPLITUDE_PARTS = 42949672 };

uint32_t
bucket_fnv1a(struct span bytes)
{
	uint32_t h = 0x811c9dc5;

	for (size_t i = 0; i < bytes.n; i++)
		h = (h ^ (unsigned char)bytes.p[i]) * 0x01000193;
	return h;
}

static uint32_t
rotate(uint32_t x, int by)
{
	return x << by | x >> (32 - by);
}

static uint32_t
mix(uint32_t k)
{
	return rotate(k * 0xcc9e2d51, 15) * 0x1b873593;
}

/* n bytes, least first; n is at most 4. */
static uint32_t
word(const char *p, size_t n)
{
	uint32_t w = 0;

	for (size_t i = 0; i < n; i++)
		w |= (uint32_t)(unsigned char)p[i] << (8 * i);
	return w;
}

uint32_t
bucket_murmur3(struct span bytes, uint32_t seed)
{
	uint32_t h = seed;
	size_t i = 0;

	for (; bytes.n - i >= 4; i += 4)
		h = rotate(h ^ mix(word(bytes.p + i, 4)), 13) * 5 + 0xe6546b64;
	h ^= mix(word(bytes.p + i, bytes.n - i));
	h ^= (uint32_t)bytes.n;
	h = (h ^ h >> 16) * 0x85ebca6b;
	h = (h ^ h >> 13) * 0xc2b2ae35;
	return h ^ h >> 16;
}

uint32_t
bucket_number(enum bucket_hash hash, struct span salt, struct span id, struct buf *scratch)
{
	uint32_t h;

	scratch->n = 0;
	buf_put(scratch, hash == BUCKET_OPTIMIZELY ? id : salt);
	if (hash == BUCKET_AMPLITUDE)
		buf_byte(scratch, '/');
	buf_put(scratch, hash == BUCKET_OPTIMIZELY ? salt : id);
	if (hash == BUCKET_AMPLITUDE)
		return bucket_murmur3(buf_span(scratch), 0) / 100;
	if (hash == BUCKET_OPTIMIZELY)
		return (uint32_t)((uint64_t)bucket_murmur3(buf_span(scratch), 1) * PARTS >> 32);
	h = bucket_fnv1a(buf_span(scratch));
	scratch->n = 0;
	buf_printf(scratch, "%u", h);
	return bucket_fnv1a(buf_span(scratch)) % PARTS;
}

/* The SDK's own sums: 0.1 + 0.2 is a little more than 0.3, and so is its bound. */
static size_t
find_growthbook(uint32_t number, const uint32_t *weights, size_t n)
{
	double at = (double)number / PARTS, sum = 0, all = 0;
	bool equal = true;

	for (size_t i = 0; i < n; i++) {
		all += weights[i];
		equal = equal && weights[i] == weights[0];
	}
	for (size_t i = 0; i < n; i++) {
		sum += equal ? floor(1e8 / (double)n) / 1e8 : weights[i] / all;
		if (at < sum)
			return i;
	}
	return n - 1;
}

size_t
bucket_find(enum bucket_hash hash, uint32_t number, const uint32_t *weights, size_t n)
{
	uint64_t parts = hash == BUCKET_AMPLITUDE ? AMPLITUDE_PARTS : PARTS, all = 0, sum = 0;

	if (hash == BUCKET_GROWTHBOOK2)
		return find_growthbook(number, weights, n);
	for (size_t i = 0; i < n; i++)
		all += weights[i];
	for (size_t i = 0; i < n; i++) {
		sum += weights[i];
		if (number < sum * parts / all)
			return i;
	}
	return n - 1;
}
