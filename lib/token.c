#include "token.h"

#include "secret.h"

enum { EARLY_S = 300, LASTS_S = 3600, LASTS_MOST_S = 7 * 86400 };

void
token_free(struct token *t)
{
	buf_free(&t->text);
	*t = (struct token){ 0 };
}

int
token_put(struct token *t, struct http_request *q, token_ask *ask, void *arg, struct fault *why)
{
	struct buf *header;

	if ((!t->text.n || http_now_ms() >= t->renew_ms) && ask(arg, why))
		return -1;
	header = http_header_put(q);
	buf_put(header, SPAN("Authorization: Bearer "));
	buf_put(header, buf_span(&t->text));
	q->mark = t->serial;
	return 0;
}

/* Goes into a header as it is: nothing that could end that. */
static bool
is_token(const char *text)
{
	const char *p = text;

	while (*p > ' ' && *p <= '~')
		p++;
	return p > text && !*p;
}

int
token_set(struct token *t, const char *text, int64_t lasts_s)
{
	if (!text || !is_token(text))
		return -1;
	t->text.n = 0;
	buf_put(&t->text, span_of(text));
	t->serial++;
	t->renew_ms = token_renewal_ms(lasts_s);
	return 0;
}

void
token_refuse(struct token *t, unsigned serial)
{
	/* Another transfer may have had it renewed meanwhile. */
	if (serial == t->serial)
		t->text.n = 0;
}

void
token_hide(const struct token *t, struct fault *why)
{
	secret_hide(why, buf_span(&t->text));
}

int64_t
token_renewal_ms(int64_t lasts_s)
{
	if (lasts_s <= 0 || lasts_s > LASTS_MOST_S)
		lasts_s = LASTS_S;
	/* Half of what is short: it is not to be renewed for each request. */
	return http_now_ms() + 1000 * (lasts_s > 2 * EARLY_S ? lasts_s - EARLY_S : (lasts_s + 1) / 2);
}
