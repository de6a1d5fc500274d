/* The scanner: what is refused, why and where; what is lent; the same from every
 * instruction set of this processor. */
#include "unit.h"

#include <stdlib.h>

#include "hash.h"
#include "jscan_isa.h"

/* The names of EVKIT_SCAN; a machine that has one has those before it. */
static const char *const sets[] = { "plain", "sse2", "avx2", "avx512", "" };

static size_t
sets_here(void)
{
	size_t n = 0;

	while (jscan_runs(sets[n]))
		n++;
	return n;
}

/* Text is padded in front, so that what matters stands anywhere in a block. */
static void
refuses(const char *text, size_t n, char root, size_t at, const char *why)
{
	for (size_t set = 0; set < sets_here(); set++)
		for (size_t pad = 0; pad <= 130; pad += pad < 66 ? 1 : 13) {
			struct jscan s = { 0 };
			char *copy = malloc(pad + n + 1);
			int rc;

			setenv("EVKIT_SCAN", sets[set], 1);
			memset(copy, ' ', pad);
			memcpy(copy + pad, text, n);
			rc = root == '{' ? jscan_object(&s, (struct span){ copy, pad + n })
			                 : jscan_array(&s, (struct span){ copy, pad + n });
			if (!rc || strcmp(s.why, why) || s.at != pad + at)
				fail_msg("%s, %zu: '%s': %d, %s at %zu", sets[set], pad, text, rc,
				    rc ? s.why : "", rc ? s.at - pad : 0);
			jscan_free(&s);
			free(copy);
		}
}

static void
bad_texts(void **state)
{
	static const struct { const char *text; char root; size_t at; const char *why; } rows[] = {
		{ "", '{', 0, "not a JSON object" }, { "[]", '{', 0, "not a JSON object" },
		{ "{}", '[', 0, "not a JSON array" }, { "null", '{', 0, "not a JSON object" },
		{ "'a'", '[', 0, "not a JSON array" },
		{ "{", '{', 1, "the text ends inside an object" },
		{ "[", '[', 1, "the text ends before its value" },
		{ "[1", '[', 2, "the text ends inside an array" },
		{ "{\"a\":1", '{', 6, "the text ends inside an object" },
		{ "{\"a\"", '{', 4, "expected ':' after the key" },
		{ "{\"a\" 1}", '{', 5, "expected ':' after the key" },
		{ "{\"a\":}", '{', 5, "expected a value" },
		{ "{\"a\":,}", '{', 5, "expected a value" },
		{ "{\"a\":1,}", '{', 7, "expected '\"' and a key" },
		{ "{,\"a\":1}", '{', 1, "expected '\"' and a key" },
		{ "{a:1}", '{', 1, "expected '\"' and a key" },
		{ "{1:1}", '{', 1, "expected '\"' and a key" },
		{ "{[1]}", '{', 1, "expected '\"' and a key" },
		{ "{{}}", '{', 1, "expected '\"' and a key" },
		{ "{'a':1}", '{', 1, "expected '\"' and a key" },
		{ "{\"a\":1 \"b\":2}", '{', 7, "expected ',' or '}'" },
		{ "{\"a\":1]", '{', 6, "expected ',' or '}'" },
		{ "[1}", '[', 2, "expected ',' or ']'" },
		{ "[1 2]", '[', 3, "expected ',' or ']'" },
		{ "[1:2]", '[', 2, "expected ',' or ']'" },
		{ "[1,]", '[', 3, "expected a value" }, { "[,1]", '[', 1, "expected a value" },
		{ "[\"a\":1]", '[', 4, "expected ',' or ']'" },
		{ "{} {}", '{', 3, "something follows the value" },
		{ "{}}", '{', 2, "something follows the value" },
		{ "{},", '{', 2, "something follows the value" },
		{ "[]x", '[', 2, "something follows the value" },
		{ "[01]", '[', 2, "a number with a leading zero" },
		{ "[-]", '[', 2, "expected a digit" },
		{ "[1.]", '[', 3, "expected a digit" }, { "[1e]", '[', 3, "expected a digit" },
		{ "[1e+]", '[', 4, "expected a digit" }, { "[.5]", '[', 1, "expected a value" },
		{ "[+1]", '[', 1, "expected a value" },
		{ "[1.5.5]", '[', 4, "expected ',' or ']'" },
		{ "[NaN]", '[', 1, "expected a value" },
		{ "[-Infinity]", '[', 2, "expected a digit" },
		{ "[tru]", '[', 1, "expected a value" }, { "[True]", '[', 1, "expected a value" },
		{ "[nulll]", '[', 5, "expected ',' or ']'" },
		{ "[\"a", '[', 3, "the text ends inside a string" },
		{ "[\"a\\", '[', 4, "the text ends inside a string" },
		{ "[\"\t\"]", '[', 2, "a control byte in a string; it has to be escaped" },
		{ "[\"\n\"]", '[', 2, "a control byte in a string; it has to be escaped" },
		{ "[\"\\x\"]", '[', 3, "not an escape that JSON has" },
		{ "[\"\\u12g4\"]", '[', 6, "expected four hex digits after '\\u'" },
		{ "[\"\\u12\"]", '[', 6, "expected four hex digits after '\\u'" },
		{ "[\"\x80\"]", '[', 2, "not UTF-8" }, { "[\"\xc0\xaf\"]", '[', 2, "not UTF-8" },
		{ "[\"\xed\xa0\x80\"]", '[', 2, "not UTF-8" },
		{ "[\"ab\xf4\x90\x80\x80\"]", '[', 4, "not UTF-8" },
		{ "[\"\xe2\x82\"]", '[', 2, "not UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		refuses(rows[i].text, strlen(rows[i].text), rows[i].root, rows[i].at, rows[i].why);
	refuses("[\"a\0b\"]", 7, '[', 3, "a NUL byte");
}

/* "key=value;" of all members. */
static void
lends(const char *text, char root, const char *want)
{
	for (size_t set = 0; set < sets_here(); set++)
		for (size_t pad = 0; pad <= 66; pad++) {
			struct jscan s = { 0 };
			struct buf line = { 0 }, got = { 0 };

			setenv("EVKIT_SCAN", sets[set], 1);
			for (size_t i = 0; i < pad; i++)
				buf_byte(&line, "\t \r\n"[i % 4]);
			buf_put(&line, span_of(text));
			if (root == '{' ? jscan_object(&s, buf_span(&line)) : jscan_array(&s,
			    buf_span(&line)))
				fail_msg("%s: '%s': %s at %zu", sets[set], text, s.why, s.at);
			for (size_t i = 0; i < s.n; i++) {
				buf_put(&got, s.member[i].key);
				buf_byte(&got, '=');
				buf_put(&got, s.member[i].value);
				buf_byte(&got, ';');
			}
			if (!span_is(buf_span(&got), want))
				fail_msg("%s: '%s' lends '%.*s'", sets[set], text, (int)got.n,
				    got.p);
			assert_int_equal(s.escapes, strchr(text, '\\') != NULL);
			jscan_free(&s);
			buf_free(&line);
			buf_free(&got);
		}
}

static void
good_texts(void **state)
{
	static const struct { const char *text; char root; const char *want; } rows[] = {
		{ "{}", '{', "" }, { " { } ", '{', "" }, { "[]", '[', "" }, { "[ ]\n", '[', "" },
		{ "{\"a\":1}", '{', "a=1;" }, { "{ \"a\" : 1 , \"b\" : \"x\" } ", '{',
		  "a=1;b=\"x\";" },
		{ "{\"a\":{\"b\":[1,{}]},\"c\":[]}", '{', "a={\"b\":[1,{}]};c=[];" },
		{ "{\"\":\"\"}", '{', "=\"\";" }, { "{\"a\":1,\"a\":2}", '{', "a=1;a=2;" },
		{ "{\"a,b\":\"}:,{\",\"\\\"\":\"\\\\\"}", '{', "a,b=\"}:,{\";\\\"=\"\\\\\";" },
		{ "[1,-0,0.5,-1.5e+10,1E400,12345678901234567890]", '[',
		  "=1;=-0;=0.5;=-1.5e+10;=1E400;=12345678901234567890;" },
		{ "[true,false,null]", '[', "=true;=false;=null;" },
		{ "[\"\\ud83d\",\"\\u0000\",\"\\uDEAD\"]", '[',
		  "=\"\\ud83d\";=\"\\u0000\";=\"\\uDEAD\";" },
		{ "[\"\xf0\x9f\x98\x80\xe2\x80\xa8\x7f\"]", '[',
		  "=\"\xf0\x9f\x98\x80\xe2\x80\xa8\x7f\";" },
		{ "{\"long key that goes over the end of a block, of sixty-four bytes\":"
		  "\t[ 1,\r\n2 ] ,"
		  "\"k\":\"a value as long as that, with \\\\\\\" escapes \\\\ "
		  "at its end, which is here\\\\\"}", '{',
		  "long key that goes over the end of a block, of sixty-four bytes=[ 1,\r\n2 ];"
		  "k=\"a value as long as that, with \\\\\\\" escapes \\\\ "
		  "at its end, which is here\\\\\";" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		lends(rows[i].text, rows[i].root, rows[i].want);
}

/*
 * Each byte of a text replaced by each other: what the slow reader of the same grammar
 * says, all sets say, and all lend the same. White space in front moves the text
 * over the edges of blocks; its tokens pass those of 64 tokens.
 */
static void
same_answer(struct jscan *s, struct span text)
{
	const char *why;
	size_t at;
	bool good = !jscan_why(text, '{', &why, &at);

	for (size_t set = 0; set < sets_here(); set++) {
		if (s[set].walk(&s[set], text, '{') != good)
			fail_msg("%s: '%.*s': %s", sets[set], (int)text.n, text.p,
			    good ? "refused" : "taken");
		if (!good)
			continue;
		assert_int_equal(s[set].n, s[0].n);
		assert_int_equal(s[set].escapes, s[0].escapes);
		if (s[0].n)
			assert_memory_equal(s[set].member, s[0].member,
			    s[0].n * sizeof *s[0].member);
	}
}

static void
mutated(void **state)
{
	static const char *const texts[] = {
		"{\"_metadata\":{\"bundled\":[\"Segment.io\"],\"ids\":[]},\"anonymousId\":null,"
		"\"context\":{\"app\":{\"build\":2107,\"v\":-4.5},\"device\":{\"track\":false,"
		"\"name\":\"a\\\"b\\\\\"},\"ip\":\"\\u00e9\\/\xc5\x81\xf0\x9f\x98\x80\"},"
		"\"n\":[1,[2,{\"a\":0}],true],\"userId\":\"u\",\"version\":1622505600000,"
		"\"traits\":{\"plan\":1e5,\"x\":[{},[]]},\"type\":\"track\"}",
		"{ \"a\" : [ 1 , 2.50 ,\t-0 ] ,\r\n \"b\":{ } , \"\":\"\",\"c\": null\n}\n",
		("{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[{\"b\":{\"c\":{\"d\":{\"e\":[{\"f\":"
		"[{\"g\":1}]}]}}}}]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]],\"h\":0,\"i\":1.5e-7}"),
	};
	jscan_walk *const walks[] = { jscan_plain, jscan_sse2, jscan_avx2, jscan_avx512 };
	struct jscan s[4] = { 0 };
	char line[1024];

	(void)state;
	for (size_t set = 0; set < sets_here(); set++)
		s[set].walk = walks[set];
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		for (size_t pad = 0; pad < 64; pad += 37) {
			size_t n = strlen(texts[i]);

			memset(line, ' ', pad);
			memcpy(line + pad, texts[i], n);
			for (size_t at = pad; at < pad + n; at++)
				for (int c = 0; c < 256; c++) {
					line[at] = (char)c;
					same_answer(s, (struct span){ line, pad + n });
					line[at] = texts[i][at - pad];
				}
		}
	for (size_t set = 0; set < sets_here(); set++)
		jscan_free(&s[set]);
}

static void
depth(void **state)
{
	char text[2 * (JSCAN_DEPTH + 1)];

	(void)state;
	for (size_t set = 0; set < sets_here(); set++) {
		struct jscan s = { 0 };

		setenv("EVKIT_SCAN", sets[set], 1);
		memset(text, '[', JSCAN_DEPTH);
		memset(text + JSCAN_DEPTH, ']', JSCAN_DEPTH);
		assert_int_equal(jscan_array(&s, (struct span){ text, 2 * JSCAN_DEPTH }), 0);
		memset(text, '[', JSCAN_DEPTH + 1);
		memset(text + JSCAN_DEPTH + 1, ']', JSCAN_DEPTH + 1);
		assert_int_equal(jscan_array(&s, (struct span){ text, sizeof text }), -1);
		assert_string_equal(s.why, "nested deeper than 1024");
		assert_int_equal(s.at, JSCAN_DEPTH);
		jscan_free(&s);
	}
}

static const struct span names[] = { { "user_id", 7 }, { "timestamp", 9 }, { "", 0 },
    { "\xc3\xa9", 2 } };

static void
picks(void **state)
{
	static const struct { const char *text; uint64_t differing; const char *value[4]; } rows[] =
	    {
		{ "{}", 0, { 0 } },
		{ "{\"timestamp\":1,\"x\":2,\"user_id\":\"u\"}", 0, { "\"u\"", "1" } },
		{ "{\"\\u0075ser\\u005Fid\":1,\"\":2,\"\\u00e9\":3}", 0, { "1", NULL, "2", "3" } },
		{ "{\"user_id\":1,\"user_id\":1}", 0, { "1" } },
		{ "{\"user_id\":1,\"user_id\":2,\"user_id\":1}", 1, { "1" } },
		{ "{\"timestamp\":1,\"time\\u0073tamp\":2,\"User_id\":3,\"user_i\":4}", 2, { NULL,
		  "2" } },
		{ "{\"user_id\\u0000\":1,\"\\ud83d\":2}", 0, { 0 } },
	};
	struct jscan_keys keys;
	struct jscan s = { 0 };

	(void)state;
	jscan_keys_init(&keys, names, 4);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span value[4];

		assert_int_equal(jscan_object(&s, span_of(rows[i].text)), 0);
		assert_int_equal(jscan_pick(&s, &keys, value), rows[i].differing);
		for (size_t k = 0; k < 4; k++)
			assert_true(rows[i].value[k] ? span_is(value[k],
			    rows[i].value[k]) : !value[k].n);
	}
	assert_true(jscan_taken(&keys, SPAN("user_id")));
	assert_false(jscan_taken(&keys, SPAN("user_ie")));
	jscan_free(&s);
}

/* 64 keys, the most there may be, that all fall into one slot. */
static void
colliding_keys(void **state)
{
	static char text[64][4];
	struct span key[64], value[64];
	struct buf line = { 0 };
	struct jscan_keys keys;
	struct jscan s = { 0 };

	(void)state;
	buf_byte(&line, '{');
	for (size_t i = 0; i < 64; i++) {
		memcpy(text[i], (char[]){ 'a', (char)('0' + i / 10), (char)('0' + i % 10), 'z' },
		    4);
		key[i] = (struct span){ text[i], 4 };
		buf_printf(&line, "%s\"%.4s\":%zu", i ? "," : "", text[i], i);
	}
	buf_byte(&line, '}');
	jscan_keys_init(&keys, key, 64);
	assert_int_equal(jscan_object(&s, buf_span(&line)), 0);
	assert_int_equal(jscan_pick(&s, &keys, value), 0);
	for (size_t i = 0; i < 64; i++) {
		char want[4];

		snprintf(want, sizeof want, "%zu", i);
		assert_true(span_is(value[i], want));
	}
	assert_false(jscan_taken(&keys, SPAN("a99z")));
	jscan_free(&s);
	buf_free(&line);
}

/* A key of `n` bytes; `odd` below it makes another of that byte, at it an escape. */
static void
put_key(struct buf *b, size_t n, size_t odd)
{
	buf_put(b, SPAN("\""));
	for (size_t i = 0; i < n; i++)
		buf_byte(b, i == odd ? '!' : (char)('a' + (n + i) % 26));
	if (odd == n && n) {
		char last = b->p[--b->n];

		buf_printf(b, "\\u%04x", (unsigned)last);
	}
	buf_put(b, SPAN("\":"));
}

static void
put_object(struct buf *b, uint64_t *dice)
{
	size_t members = hash_random(dice) % 30;
	/* Half of them as those before, so that there is an order to be known. */
	bool same = hash_random(dice) % 2;

	b->n = 0;
	buf_byte(b, '{');
	for (size_t i = 0; i < members; i++) {
		uint64_t r = hash_random(dice);
		size_t n = same ? (3 * i) % 41 : r % 41;

		if (i)
			buf_byte(b, ',');
		put_key(b, n, r >> 8 & 3 ? 99 : (r >> 10) % (n + 1));
		buf_printf(b, "%u", (unsigned)(r >> 40 & 3));
	}
	buf_byte(b, '}');
}

/* A set that remembers what it met says what a new one says: keys swapped, left
 * out, repeated, escaped, and different in each of their bytes. */
static void
picks_again(void **state)
{
	struct buf line = { 0 }, names_text = { 0 };
	struct jscan_keys old, new;
	struct span key[41], a[41], b[41];
	struct jscan s = { 0 };
	uint64_t dice = 7;

	(void)state;
	buf_room(&names_text, 4096);
	for (size_t i = 0; i < 41; i++) {
		put_key(&names_text, i, 99);
		key[i] = (struct span){ names_text.p + names_text.n - 2 - i, i };
	}
	jscan_keys_init(&old, key, 41);
	for (int i = 0; i < 20000; i++) {
		put_object(&line, &dice);
		assert_int_equal(jscan_object(&s, buf_span(&line)), 0);
		jscan_keys_init(&new, key, 41);
		assert_true(jscan_pick(&s, &old, a) == jscan_pick(&s, &new, b));
		for (size_t k = 0; k < 41; k++)
			assert_true(a[k].n == b[k].n && (!a[k].n || a[k].p == b[k].p));
	}
	jscan_free(&s);
	buf_free(&line);
	buf_free(&names_text);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(bad_texts),
	cmocka_unit_test(good_texts),
	cmocka_unit_test(mutated),
	cmocka_unit_test(depth),
	cmocka_unit_test(picks),
	cmocka_unit_test(picks_again),
	cmocka_unit_test(colliding_keys),
};

UNIT_MAIN
