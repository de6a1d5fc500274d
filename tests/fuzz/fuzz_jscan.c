/*
 * jscan against two others: the slow reader of the same grammar (jscan_why.c),
 * which must agree on every text, and jansson, whose known differences are:
 *   - a NUL byte after a number or word is accepted (its push-back uses NUL)
 *   - numbers: integers over int64 and reals over double are refused
 *   - "\u0000" in a key is refused; with JSON_ALLOW_NUL values pass
 *   - a lone surrogate escape is refused (grammar to us, a value's business)
 *   - its depth limit is 2048, ours 1024
 * So: what jansson takes, without a NUL byte and not too deep, jscan takes; what
 * jscan takes and jansson refuses must be one of the above.
 * The instruction sets must lend the same members.
 */
#include <jansson.h>

#include "jscan_isa.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
same_members(const struct jscan *a, const struct jscan *b)
{
	if (a->n != b->n || a->escapes != b->escapes)
		abort();
	for (size_t i = 0; i < a->n; i++)
		if (a->member[i].key.p != b->member[i].key.p || a->member[i].key.n != b->member[i].key.n ||
		    a->member[i].value.p != b->member[i].value.p ||
		    a->member[i].value.n != b->member[i].value.n)
			abort();
}

static bool
excused(const json_error_t *e)
{
	return strstr(e->text, "invalid Unicode '") || strstr(e->text, "too big ") ||
	    strstr(e->text, "real number overflow") || strstr(e->text, "NUL byte in object key");
}

static void
against_jansson(struct span text, bool good, size_t at, const char *why)
{
	json_error_t e;
	json_t *tree = json_loadb(text.p, text.n, JSON_ALLOW_NUL, &e);

	if (tree && !good && !memchr(text.p, 0, text.n) && !strstr(why, "deeper")) {
		fprintf(stderr, "jansson takes it; jscan at %zu: %s\n", at, why);
		abort();
	}
	if (!tree && good && !excused(&e)) {
		fprintf(stderr, "jscan takes it; jansson: %s\n", e.text);
		abort();
	}
	json_decref(tree);
}

/* All instruction sets that this processor has; the first is compared with. */
static size_t
walks(jscan_walk *all[4])
{
	size_t n = 0;

	all[n++] = jscan_plain;
	if (jscan_runs("sse2"))
		all[n++] = jscan_sse2;
	if (jscan_runs("avx2"))
		all[n++] = jscan_avx2;
	if (jscan_runs("avx512"))
		all[n++] = jscan_avx512;
	return n;
}

static void
one_root(struct span text, char root)
{
	struct jscan first = { 0 }, other = { 0 };
	jscan_walk *all[4];
	size_t n = walks(all), at = 0;
	const char *why = "";
	bool bad = jscan_why(text, root, &why, &at), good;

	first.walk = all[0];
	good = !(root == '{' ? jscan_object(&first, text) : jscan_array(&first, text));
	if (good == bad)
		abort();
	for (size_t i = 1; i < n; i++) {
		other.walk = all[i];
		if ((root == '{' ? jscan_object(&other, text) : jscan_array(&other, text)) != (good ? 0 : -1))
			abort();
		if (good)
			same_members(&first, &other);
	}
	if (good || strncmp(why, "not a JSON", 10))
		against_jansson(text, good, at, why);
	jscan_free(&first);
	jscan_free(&other);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A copy of exactly this size: a byte read behind it is found. */
	char *copy = malloc(size ? size : 1);

	memcpy(copy, data, size);
	one_root((struct span){ copy, size }, '{');
	one_root((struct span){ copy, size }, '[');
	free(copy);
	return 0;
}
