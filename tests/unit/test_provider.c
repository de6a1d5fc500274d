/* provider.h: no record is claimed by two, whatever members it has. */
#include "unit.h"

#include "hash.h"
#include "provider.h"

enum { ROUNDS = 100000, MOST = 10 };

/* Keys of all providers, each once. */
static struct span key[128];
static size_t keys;

static void
add_key(struct span k)
{
	for (size_t i = 0; i < keys; i++)
		if (span_eq(key[i], k))
			return;
	key[keys++] = k;
}

/* A record of some of the keys, each with a value of any type. */
static void
put_members(struct buf *b, uint64_t *state)
{
	static const char *const values[] = { "\"x\"", "{}", "[]", "null", "7", "{\"a\":1}",
		"[{}]", "\"(1,2)\"" };
	size_t n = 1 + hash_random(state) % MOST;

	b->n = 0;
	buf_byte(b, '{');
	for (size_t i = 0; i < n; i++) {
		struct span k = key[hash_random(state) % keys];

		buf_printf(b, "%s\"%.*s\":%s", i ? "," : "", SPAN_SHOW(k),
		    values[hash_random(state) % 8]);
	}
	buf_byte(b, '}');
}

static size_t
claims(const struct jscan *json, const char **who)
{
	struct span value[PROVIDER_KEYS];
	struct jscan_keys set;
	size_t n = 0;

	for (size_t i = 0; provider_all[i]; i++) {
		const struct provider *p = provider_all[i];

		jscan_keys_init(&set, p->keys, p->n);
		jscan_pick(json, &set, value);
		if (p->claims(value))
			who[n++] = p->name;
	}
	return n;
}

static void
test_no_record_has_two_owners(void **unused)
{
	uint64_t state = 1, claimed = 0;
	const char *who[64] = { NULL };
	struct jscan json = { 0 };
	struct buf text = { 0 };

	(void)unused;
	for (size_t i = 0; provider_all[i]; i++)
		for (size_t k = 0; k < provider_all[i]->n; k++)
			add_key(provider_all[i]->keys[k]);
	for (int round = 0; round < ROUNDS; round++) {
		size_t n;

		put_members(&text, &state);
		assert_int_equal(jscan_object(&json, buf_span(&text)), 0);
		n = claims(&json, who);
		claimed += n;
		if (n > 1)
			fail_msg("%s and %s: %.*s", who[0], who[1], SPAN_SHOW(buf_span(&text)));
	}
	assert_true(claimed > ROUNDS / 50);
	jscan_free(&json);
	buf_free(&text);
}

/* Every pair of samples as one record: it is the first's, the other's, or
 * nobody's. */
static void
test_two_samples_in_one(void **unused)
{
	static const char *const sample[] = {
		"\"type\":\"track\",\"userId\":\"u\",\"messageId\":\"m\"",
		"\"type\":\"track\",\"userId\":\"u\",\"rudderId\":\"r\"",
		"\"batch\":[]",
		"\"event\":\"e\",\"properties\":{}",
		"\"event_name\":\"e\",\"time\":1,\"properties\":{},\"distinct_id\":\"d\"",
		"\"event_type\":\"e\",\"event_time\":\"t\",\"device_id\":\"d\"",
		"\"merged_amplitude_id\":1",
		"\"event_name\":\"e\",\"event_timestamp\":1,\"user_pseudo_id\":\"d\"",
		"\"collector_tstamp\":\"t\",\"event_id\":\"i\",\"event\":\"e\",\"event_name\":\"n\"",
		"\"event\":\"e\",\"uuid\":\"i\",\"distinct_id\":\"d\",\"timestamp\":\"t\",\"properties\":{}",
		"\"time\":\"t\",\"type\":\"e\",\"event_id\":1,\"user_id\":2",
		"\"events\":[],\"mpid\":1",
		"\"event_type\":\"e\",\"data\":{},\"mpid\":1",
		"\"user_id\":\"u\",\"timestamp\":\"t\",\"event\":\"e\",\"metadata\":{}",
		"\"user_id\":\"u\",\"timestamp\":\"t\",\"event\":\"e\"",
	};
	enum { SAMPLES = sizeof sample / sizeof *sample };
	struct jscan json = { 0 };
	struct buf text = { 0 };
	const char *who[64] = { NULL };

	(void)unused;
	for (size_t i = 0; i < SAMPLES; i++)
		for (size_t k = 0; k < SAMPLES; k++) {
			size_t n;

			text.n = 0;
			buf_printf(&text, "{%s,%s}", sample[i], sample[k]);
			assert_int_equal(jscan_object(&json, buf_span(&text)), 0);
			n = claims(&json, who);
			if (n > 1 || (i == k && !n))
				fail_msg("%zu: %s, %s: %s", n, who[0], who[1], buf_text(&text));
		}
	jscan_free(&json);
	buf_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_record_has_two_owners),
		cmocka_unit_test(test_two_samples_in_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
