/*
 * What an event says of itself: one function a kind, keys in order.
 */
#include "sample_view.h"

#define PUT(b, literal) buf_put(b, SPAN(literal))

typedef void put_properties(struct buf *b, struct sample_view *v, const struct sample *s);

/* Draws of the event, one after the other. */
static uint32_t
draw(struct sample_view *v, uint32_t below)
{
	return sample_below(hash_random(&v->chance), below);
}

static const struct sample_product *
draw_product(struct sample_view *v)
{
	return &sample_world_product[draw(v, SAMPLE_PRODUCTS)];
}

static void
put_money(struct buf *b, uint64_t cents)
{
	char fraction[3] = { '.', (char)('0' + cents / 10 % 10), (char)('0' + cents % 10) };

	sample_put_number(b, cents / 100);
	buf_put(b, (struct span){ fraction, 3 });
}

static void
put_session(struct buf *b, const struct sample_view *v)
{
	PUT(b, "\"session_id\":\"");
	buf_put(b, (struct span){ v->session, sizeof v->session });
	buf_byte(b, '"');
}

/* 19 digits as a bare number: more than a double holds. */
static void
put_long_id(struct buf *b, struct sample_view *v)
{
	sample_put_number(b, UINT64_C(1538405774195002001) +
	    hash_random(&v->chance) % UINT64_C(7000000000000000000));
}

static void
put_product(struct buf *b, struct sample_view *v, const struct sample *s)
{
	const struct sample_product *p = draw_product(v);

	(void)s;
	buf_byte(b, '{');
	buf_put(b, p->head);
	PUT(b, ",\"position\":");
	sample_put_number(b, 1 + draw(v, 40));
	buf_byte(b, ',');
	buf_put(b, p->price);
	PUT(b, ",\"quantity\":");
	sample_put_number(b, 1 + draw(v, 3));
	buf_byte(b, ',');
	put_session(b, v);
	buf_byte(b, ',');
	buf_put(b, p->tail);
	buf_byte(b, '}');
}

/* Some wares as an array; what they cost together. */
static uint64_t
put_wares(struct buf *b, struct sample_view *v, uint32_t n)
{
	uint64_t cents = 0;

	PUT(b, "\"products\":[");
	for (uint32_t k = 1; k <= n; k++) {
		const struct sample_product *p = draw_product(v);

		PUT(b, "{\"position\":");
		sample_put_number(b, k);
		buf_byte(b, ',');
		buf_put(b, p->price);
		PUT(b, ",\"quantity\":1}");
		if (k < n)
			buf_byte(b, ',');
		cents += p->cents;
	}
	buf_byte(b, ']');
	return cents;
}

static void
put_list(struct buf *b, struct sample_view *v, const struct sample *s)
{
	(void)s;
	PUT(b, "{\"list_id\":\"list-");
	sample_put_number(b, draw(v, 40));
	PUT(b, "\",");
	put_wares(b, v, 3 + draw(v, 4));
	buf_byte(b, ',');
	put_session(b, v);
	PUT(b, ",\"sort\":\"popular\"}");
}

static void
put_search(struct buf *b, struct sample_view *v, const struct sample *s)
{
	(void)s;
	PUT(b, "{\"filters\":[\"in_stock\",\"price<50\"],\"query\":");
	buf_put(b, sample_world_query[draw(v, SAMPLE_QUERIES)]);
	PUT(b, ",\"results\":");
	sample_put_number(b, draw(v, 60));
	buf_byte(b, ',');
	put_session(b, v);
	buf_byte(b, '}');
}

static void
put_cart(struct buf *b, struct sample_view *v, const struct sample *s)
{
	uint32_t n = 1 + draw(v, 4);
	uint64_t cents;

	(void)s;
	PUT(b, "{\"cart_id\":\"c-");
	sample_put_number(b, draw(v, 100000000));
	PUT(b, "\",\"currency\":\"EUR\",\"items\":");
	sample_put_number(b, n);
	buf_byte(b, ',');
	cents = put_wares(b, v, n);
	buf_byte(b, ',');
	put_session(b, v);
	PUT(b, ",\"value\":");
	put_money(b, cents);
	buf_byte(b, '}');
}

static void
put_order(struct buf *b, struct sample_view *v, const struct sample *s)
{
	uint64_t cents;

	(void)s;
	PUT(b, "{\"affiliation\":null,\"coupon\":\"\",\"currency\":\"EUR\",\"discount\":0,\"order_id\":");
	put_long_id(b, v);
	buf_byte(b, ',');
	cents = put_wares(b, v, 1 + draw(v, 4));
	PUT(b, ",\"revenue\":");
	put_money(b, cents);
	buf_byte(b, ',');
	put_session(b, v);
	PUT(b, ",\"shipping\":4.90,\"tax\":");
	put_money(b, cents * 19 / 119);
	PUT(b, ",\"total\":");
	put_money(b, cents + 490);
	buf_byte(b, '}');
}

static void
put_message(struct buf *b, struct sample_view *v, const struct sample *s)
{
	PUT(b, "{\"campaign\":\"weekend_offer\",\"channel\":\"push\",\"message\":\"");
	buf_put(b, span_of(sample_messages[s->user[v->event->user].message]));
	PUT(b, "\",\"message_id\":\"m-");
	sample_put_number(b, UINT64_C(1000000000) + draw(v, 4000000000));
	PUT(b, "\"}");
}

static void
put_coupon(struct buf *b, struct sample_view *v, const struct sample *s)
{
	(void)s;
	PUT(b, "{\"coupon_id\":\"SPRING\\u002f21\",\"coupon_name\":\"10 % \\u2192 spring\",\"discount\":");
	put_money(b, 100 + draw(v, 900));
	buf_byte(b, ',');
	put_session(b, v);
	buf_byte(b, '}');
}

static void
put_review(struct buf *b, struct sample_view *v, const struct sample *s)
{
	(void)s;
	PUT(b, "{\"product_id\":");
	buf_put(b, draw_product(v)->id);
	PUT(b, ",\"rating\":");
	sample_put_number(b, 1 + draw(v, 5));
	PUT(b, ",\"review_body\":");
	buf_put(b, sample_world_review[draw(v, SAMPLE_REVIEWS)]);
	buf_byte(b, '}');
}

static void
put_lesson(struct buf *b, struct sample_view *v, const struct sample *s)
{
	(void)s;
	PUT(b, "{\"course\":");
	buf_put(b, sample_world_course[draw(v, SAMPLE_WORDS)]);
	PUT(b, ",\"duration_s\":");
	put_money(b, 6000 + draw(v, 180000));
	PUT(b, ",\"lesson\":");
	sample_put_number(b, 1 + draw(v, 24));
	PUT(b, ",\"progress\":2.5e1,");
	put_session(b, v);
	buf_byte(b, '}');
}

static void
put_feature(struct buf *b, struct sample_view *v, const struct sample *s)
{
	(void)s;
	PUT(b, "{\"beta\":false,\"feature\":");
	buf_put(b, sample_world_feature[draw(v, SAMPLE_WORDS)]);
	PUT(b, ",\"plan\":\"plus\",");
	put_session(b, v);
	PUT(b, ",\"variant\":null}");
}

static void
put_start(struct buf *b, struct sample_view *v, const struct sample *s)
{
	(void)s;
	if (draw(v, 4))
		PUT(b, "{\"method\":\"email\",\"plan\":\"free\",\"steps\":5}");
	else
		PUT(b, "{\"method\":\"google\",\"plan\":\"free\",\"steps\":4}");
}

static void
put_plan(struct buf *b, struct sample_view *v, const struct sample *s)
{
	(void)s;
	if (draw(v, 5))
		PUT(b, "{\"currency\":\"EUR\",\"interval\":\"month\",\"plan\":\"plus\",\"price\":9.90}");
	else
		PUT(b, "{\"currency\":\"EUR\",\"interval\":\"year\",\"plan\":\"plus\",\"price\":99.0}");
}

static void
put_page(struct buf *b, struct sample_view *v, const struct sample *s)
{
	(void)s;
	PUT(b, "{\"path\":\"");
	buf_put(b, v->page->path);
	PUT(b, "\",\"referrer\":");
	buf_put(b, v->referrer);
	PUT(b, ",\"search\":\"\",");
	put_session(b, v);
	PUT(b, ",\"title\":\"");
	buf_put(b, v->page->title);
	PUT(b, "\",\"url\":\"https:\\/\\/shop.example.com");
	buf_put(b, v->page->path);
	PUT(b, "\"}");
}

/* Of the person: the same each time. */
static void
put_person(struct buf *b, struct sample_view *v, const struct sample *s)
{
	uint64_t r = sample_draw(s, v->event->user, SAMPLE_ABOUT_PERSON, UINT32_MAX);

	PUT(b, "{\"city\":");
	buf_put(b, v->city->name);
	PUT(b, ",\"email\":\"");
	buf_put(b, (struct span){ v->user_id, 8 });
	PUT(b, "@example.com\",\"name\":\"");
	buf_put(b, sample_world_given[(r & 0xff) % SAMPLE_NAMES]);
	buf_byte(b, ' ');
	buf_put(b, sample_world_family[(r >> 8 & 0xff) % SAMPLE_NAMES]);
	PUT(b, "\",\"newsletter\":");
	buf_put(b, r >> 16 & 1 ? SPAN("true") : SPAN("false"));
	PUT(b, ",\"plan\":");
	buf_put(b, r >> 17 & 3 ? SPAN("\"free\"}") : SPAN("\"plus\"}"));
}

static void
put_company(struct buf *b, struct sample_view *v, const struct sample *s)
{
	uint64_t r = sample_draw(s, v->event->user, SAMPLE_ABOUT_PERSON, UINT32_MAX);

	PUT(b, "{\"employees\":");
	sample_put_number(b, 1 + (r >> 24 & 0xfff));
	PUT(b, ",\"name\":");
	buf_put(b, sample_world_company[(r >> 20 & 0xff) % SAMPLE_WORDS]);
	buf_byte(b, '}');
}

static void
put_nothing(struct buf *b, struct sample_view *v, const struct sample *s)
{
	(void)v;
	(void)s;
	PUT(b, "{}");
}

static put_properties *const by_kind[SAMPLE_KINDS] = {
	[SAMPLE_DO_IDENTIFY] = put_person, [SAMPLE_DO_PAGE] = put_page,
	[SAMPLE_DO_SCREEN] = put_page, [SAMPLE_DO_GROUP] = put_company,
	[SAMPLE_DO_ALIAS] = put_nothing, [SAMPLE_DO_SIGN_UP] = put_start,
	[SAMPLE_DO_ONBOARD] = put_start, [SAMPLE_DO_TRIAL] = put_plan,
	[SAMPLE_DO_SIGN_IN] = put_start, [SAMPLE_DO_MESSAGE] = put_message,
	[SAMPLE_DO_CHECKOUT] = put_cart, [SAMPLE_DO_ORDER] = put_order,
	[SAMPLE_DO_LIST] = put_list, [SAMPLE_DO_VIEW] = put_product,
	[SAMPLE_DO_CLICK] = put_product, [SAMPLE_DO_ADD] = put_product,
	[SAMPLE_DO_REMOVE] = put_product, [SAMPLE_DO_CART] = put_cart,
	[SAMPLE_DO_SEARCH] = put_search, [SAMPLE_DO_COUPON] = put_coupon,
	[SAMPLE_DO_REVIEW] = put_review, [SAMPLE_DO_LESSON] = put_lesson,
	[SAMPLE_DO_FEATURE] = put_feature, [SAMPLE_DO_RENEW] = put_plan,
};

void
sample_properties(struct sample_view *v, const struct sample *s)
{
	by_kind[v->event->kind](&v->properties, v, s);
}
