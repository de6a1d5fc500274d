/* Tokens: asked for once, renewed before they end, and once when refused. */
#include "unit.h"

#include "token.h"

struct service {
	struct token *token;
	const char *text;
	int64_t lasts_s;
	int asked;
};

static int
ask(void *arg, struct fault *why)
{
	struct service *s = arg;

	s->asked++;
	return token_set(s->token, s->text, s->lasts_s) ? fault_set(why, "none") : 0;
}

/* Puts it into a request: 0, -1. */
static int
put(struct service *s, const char *header, unsigned *mark)
{
	struct http_request q = { 0 };
	struct fault why;
	int rc = token_put(s->token, &q, ask, s, &why);

	if (!rc) {
		assert_int_equal(q.headers, 1);
		assert_string_equal(buf_text(&q.header[0]), header);
		*mark = q.mark;
	}
	http_request_free(&q);
	return rc;
}

static void
one_for_all(void **state)
{
	struct token t = { 0 };
	struct service s = { &t, "a.b-c", 3600, 0 };
	unsigned mark, again;

	(void)state;
	assert_int_equal(put(&s, "Authorization: Bearer a.b-c", &mark), 0);
	assert_int_equal(put(&s, "Authorization: Bearer a.b-c", &again), 0);
	assert_int_equal(s.asked, 1);
	assert_int_equal(mark, again);
	/* Two requests were refused with the same one: it is renewed once. */
	s.text = "d";
	token_refuse(&t, mark);
	assert_int_equal(put(&s, "Authorization: Bearer d", &again), 0);
	token_refuse(&t, mark);
	assert_int_equal(put(&s, "Authorization: Bearer d", &again), 0);
	assert_int_equal(s.asked, 2);
	token_free(&t);
}

static void
before_its_end(void **state)
{
	static const struct { int64_t lasts_s, after_s; } rows[] = {
		{ 3600, 3300 }, { 601, 301 }, { 600, 300 }, { 60, 30 }, { 1, 1 },
		{ 0, 3300 }, { -5, 3300 }, { 86400, 86100 }, { 999999999, 3300 },
	};
	struct token t = { 0 };
	struct service s = { &t, "a", 3600, 0 };
	unsigned mark;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t ms = token_renewal_ms(rows[i].lasts_s) - http_now_ms();

		assert_in_range(ms + 1000, rows[i].after_s * 1000, rows[i].after_s * 1000 + 1000);
	}
	assert_int_equal(put(&s, "Authorization: Bearer a", &mark), 0);
	t.renew_ms = http_now_ms();
	assert_int_equal(put(&s, "Authorization: Bearer a", &mark), 0);
	assert_int_equal(s.asked, 2);
	token_free(&t);
}

static void
what_is_no_token(void **state)
{
	static const char *const texts[] = { NULL, "", "a\r\nX: y", "a b", "a\tb", "\x7f", "\xc3\xa9" };
	struct token t = { 0 };
	struct service s = { &t, NULL, 3600, 0 };
	unsigned mark;

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		s.text = texts[i];
		assert_int_equal(put(&s, "", &mark), -1);
	}
	token_free(&t);
}

static void
in_no_message(void **state)
{
	struct token t = { 0 };
	struct fault why;

	(void)state;
	assert_int_equal(token_set(&t, "ToKeN-1", 60), 0);
	fault_set(&why, "you sent ToKeN-1 here");
	token_hide(&t, &why);
	assert_string_equal(why.text, "you sent *** here");
	token_free(&t);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(one_for_all),
	cmocka_unit_test(before_its_end),
	cmocka_unit_test(what_is_no_token),
	cmocka_unit_test(in_no_message),
};

UNIT_MAIN
