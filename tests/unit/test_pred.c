/* Conditions on events: what they match, what is refused; numbers exactly. */
#include "unit.h"

#include "decimal.h"
#include "hash.h"
#include "pred.h"

static const char event_name[] = "Order Completed";
static const char metadata[] =
    "{\"price\": 12.50 ,\"n\":1,\"one\":\"1\",\"big\":9007199254740993,\"plan\":\"pro\","
    "\"empty\":\"\",\"yes\":true,\"no\":false,\"none\":null,\"city\":\"Paris, Texas\","
    "\"day\":\"2024-03-01\",\"tags\":[\"a\",\"b\"],\"item\":{\"id\":7,\"name\":\"caf\\u00e9\"},"
    "\"a.b\":1,\"event\":\"inner\",\"q\":\"say \\\"hi\\\"\",\"lone\":\"\\ud800\","
    "\"null\":\"null\"}";

struct match {
	const char *text;
	bool yes;
};

static const struct match matches[] = {
	/* the name */
	{ "event=Order Completed", true }, { "Order Completed", true },
	{ "\"Order Completed\"", true }, { "  Order Completed ", true },
	{ "event=order completed", false }, { "Order", false }, { "event~Order", true },
	{ "event!=purchase", true }, { "event!=Order Completed", false },
	{ "event=\"Order\\u0020Completed\"", true }, { "event>=Order", true },
	{ "event<Order", false },
	/* numbers by value, text by bytes, never across */
	{ "Order Completed,n=1", true }, { "event~O,n=1.0", true }, { "event~O,n=10e-1", true },
	{ "event~O,n=\"1\"", false }, { "event~O,one=1", false }, { "event~O,one=\"1\"", true },
	{ "event~O,price>=12.5", true }, { "event~O,price>12.5", false },
	{ "event~O,price<12.51", true }, { "event~O,price<=12.49", false },
	{ "event~O,price>-3", true }, { "event~O,price=12.5", true },
	{ "event~O,price!=12.5", false },
	{ "event~O,big=9007199254740993", true }, { "event~O,big=9007199254740992", false },
	{ "event~O,big>9007199254740992", true }, { "event~O,plan>1", false },
	{ "event~O,one>0", true }, { "event~O,one>=1.0", true }, { "event~O,one<1", false },
	{ "event~O,one!=1", true }, { "event~O,plan<1", false }, { "event~O,yes>0", false },
	{ "event~O,price>\"1\"", false },
	/* text */
	{ "event~O,plan=pro", true }, { "event~O,plan = pro ", true }, { "event~O,plan=pr", false },
	{ "event~O,plan~r", true }, { "event~O,plan~x", false }, { "event~O,plan!=basic", true },
	{ "event~O,day>=2024-02-29", true }, { "event~O,day<2024-03-01", false },
	{ "event~O,empty=\"\"", true }, { "event~O,empty!=\"\"", false },
	{ "event~O,city=\"Paris, Texas\"", true }, { "event~O,city=\"Paris, Texas\",n=1", true },
	{ "event~O,city~\", T\"", true }, { "event~O,item.name=caf\xc3\xa9", true },
	{ "event~O,q=\"say \\\"hi\\\"\"", true }, { "event~O,q=say \"hi\"", true },
	{ "event~O,n~1", false }, { "event~O,lone!=x", true }, { "event~O,lone=x", false },
	{ "event~O,null=\"null\"", true },
	/* true and false */
	{ "event~O,yes=true", true }, { "event~O,yes=false", false }, { "event~O,no!=true", true },
	{ "event~O,yes=\"true\"", false }, { "event~O,plan=true", false },
	{ "event~O,plan!=true", true },
	/* there, missing, null */
	{ "event~O,plan", true }, { "event~O,empty", true }, { "event~O,no", true },
	{ "event~O,none", false }, { "event~O,gone", false }, { "event~O,gone!=1", false },
	{ "event~O,none!=1", false }, { "event~O,event", true }, { "/plan", true },
	{ "/gone", false }, { "/event=inner", true }, { "/event", true },
	/* paths */
	{ "event~O,item.id=7", true }, { "event~O,/item/id=7", true },
	{ "event~O,item.id.x", false },
	{ "event~O,/a.b=1", true }, { "event~O,a.b=1", false }, { "event~O,tags.1=b", true },
	{ "event~O,tags=a", false }, { "event~O,tags!=a", true }, { "event~O,item", true },
	{ "event~O,\"plan\"=pro", true }, { "\"/a.b\"", false },
	/* all must hold */
	{ "event~O,plan=pro,n=2", false }, { "n=1,plan=pro,event=Order Completed", true },
	{ "n=1,plan=pro,event=other", false },
};

static const char *const refused[] = {
	"", ",", "a,", ",a", "event=", "event=\"\"", "plan=", "a,plan~", "plan==pro", "plan=~pro",
	"plan=\"pro", "plan=\"p\"x", "plan=\"\\x\"", "=1", "plan=null", "yes>true", "a..b=1",
	"\"/~2\"=1",
	"\"\"=1", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q",
};

static struct event
sample(void)
{
	return (struct event){
		.event = { event_name, sizeof event_name - 1 },
		.metadata = { metadata, sizeof metadata - 1 },
	};
}

static void
test_matches(void **state)
{
	struct event e = sample();
	struct buf scratch = { 0 };

	(void)state;
	buf_put(&scratch, SPAN("kept"));
	for (size_t i = 0; i < sizeof matches / sizeof *matches; i++) {
		const char *why = NULL;
		struct pred *p = pred_new(matches[i].text, &why);

		if (!p)
			fail_msg("%s: refused: %s", matches[i].text, why);
		if (pred_match(p, &e, &scratch) != matches[i].yes)
			fail_msg("%s: should be %d", matches[i].text, matches[i].yes);
		pred_free(p);
	}
	assert_true(span_is(buf_span(&scratch), "kept"));
	buf_free(&scratch);
}

static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		const char *why = NULL;

		if (pred_new(refused[i], &why) || !why)
			fail_msg("%s: not refused", refused[i]);
	}
}

static void
test_names(void **state)
{
	static const char *const names[][2] = {
		{ "purchase", "purchase" }, { "event=purchase", "purchase" },
		{ "event = \"a,b\"", "a,b" }, { "event!=purchase", "event!=purchase" },
		{ "purchase,price>1", "purchase,price>1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct pred *p = NULL;

		assert_null(pred_take(&p, "replaced"));
		assert_null(pred_take(&p, names[i][0]));
		assert_true(span_is(pred_name(p), names[i][1]));
		pred_free(p);
	}
}

static void
test_decimals(void **state)
{
	/* In order; those on one line are equal. */
	static const char *const rows[][4] = {
		{ "-1e400", "-10e399" }, { "-2" }, { "-1.0000000000000000000001" },
		{ "-1", "-1.0", "-1e0", "-0.1E+1" }, { "-1e-400" },
		{ "0", "-0", "0.00", "0e99999999999999999999" }, { "1e-400", "0.1e-399" },
		{ "0.1", "1e-1", "0.10" }, { "0.1000000000000000000000000000000001" },
		{ "9007199254740992", "9007199254740992.0" }, { "9007199254740993" },
		{ "123456789012345678901234567890", "1.23456789012345678901234567890e29" },
		{ "1e400" }, { "1e99999999999999999999" },
	};
	static const char *const others[] = { "", "-", "01", "+1", ".5", "1.", "1e", "1e+",
		"0x1", " 1", "1 ", "--1", "NaN", "1.2.3", "1e1.5" };
	size_t n = sizeof rows / sizeof *rows;

	(void)state;
	for (size_t i = 0; i < n * 4; i++)
		for (size_t k = 0; k < n * 4; k++) {
			const char *a = rows[i / 4][i % 4], *b = rows[k / 4][k % 4];
			int order = i / 4 < k / 4 ? -1 : i / 4 > k / 4;

			if (a && b && decimal_cmp(span_of(a), span_of(b)) != order)
				fail_msg("%s and %s: not %d", a, b, order);
			assert_true(!a || decimal_is(span_of(a)));
		}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_false(decimal_is(span_of(others[i])));
}

/* Written in many ways, integers compare as integers. */
static void
test_decimals_random(void **state)
{
	uint64_t seed = 1;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		int64_t n[2];
		char text[2][64];

		for (int k = 0; k < 2; k++) {
			uint64_t bits = hash_random(&seed);
			int shift = (int)(bits % 12);

			n[k] = (int64_t)(bits >> 40 & 0xfff) - 0x800;
			snprintf(text[k], sizeof text[k], "%lld%.*s%se-%d", (long long)n[k], shift,
			    "000000000000", bits >> 8 & 1 ? ".00" : "", shift);
		}
		assert_int_equal(decimal_cmp(span_of(text[0]), span_of(text[1])),
		    (n[0] > n[1]) - (n[0] < n[1]));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_matches),
	cmocka_unit_test(test_refused),
	cmocka_unit_test(test_names),
	cmocka_unit_test(test_decimals),
	cmocka_unit_test(test_decimals_random),
};

UNIT_MAIN
