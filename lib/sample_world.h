/*
 * sample_world.h - what sample events speak of: cities, clients, pages, wares.
 *
 * Texts are JSON as it goes out, most of them several members in order of
 * their keys, with every kind of escape that exports hold: raw UTF-8, \u with
 * and without surrogates, \", \/, \t, and & as \u0026. Names and numbers that
 * could reach someone are from the ranges reserved for examples (RFC 2606,
 * RFC 5737).
 */
#ifndef EVKIT_SAMPLE_WORLD_H
#define EVKIT_SAMPLE_WORLD_H

#include "span.h"

struct sample_city {
	struct span location;   /* members */
	struct span name;       /* strings */
	struct span country, timezone, locale;
};

/* A browser or a phone. */
struct sample_client {
	struct span head;       /* members of context before "ip" */
	struct span network;    /* from "network" to before "page" or "screen" */
	struct span screen;     /* member */
	struct span agent;      /* member "userAgent" */
	struct span name, os;   /* strings */
};

struct sample_page {
	struct span path, title;   /* inside of strings */
};

struct sample_product {
	struct span head;       /* members brand to name */
	struct span price;      /* members price, product_id */
	struct span tail;       /* members sku to variant */
	struct span id;         /* string */
	uint32_t cents;
};

enum {
	SAMPLE_CITIES = 16, SAMPLE_BROWSERS = 10, SAMPLE_PHONES = 6, SAMPLE_PAGES = 16,
	SAMPLE_PRODUCTS = 24, SAMPLE_REFERRERS = 8, SAMPLE_CAMPAIGNS = 4, SAMPLE_QUERIES = 12,
	SAMPLE_NAMES = 16, SAMPLE_REVIEWS = 8, SAMPLE_WORDS = 8
};

extern const struct sample_city sample_world_city[SAMPLE_CITIES];
extern const struct sample_client sample_world_browser[SAMPLE_BROWSERS];
extern const struct sample_client sample_world_phone[SAMPLE_PHONES];
extern const struct sample_page sample_world_page[SAMPLE_PAGES];
extern const struct sample_product sample_world_product[SAMPLE_PRODUCTS];

/* JSON values: strings, and objects or null. */
extern const struct span sample_world_referrer[SAMPLE_REFERRERS];
extern const struct span sample_world_campaign[SAMPLE_CAMPAIGNS];
extern const struct span sample_world_query[SAMPLE_QUERIES];
extern const struct span sample_world_given[SAMPLE_NAMES], sample_world_family[SAMPLE_NAMES];
extern const struct span sample_world_review[SAMPLE_REVIEWS];
extern const struct span sample_world_feature[SAMPLE_WORDS], sample_world_course[SAMPLE_WORDS];
extern const struct span sample_world_company[SAMPLE_WORDS];

#endif
