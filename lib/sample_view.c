#include "sample_view.h"

/* The draws of a person. */
enum { DRAW_MOBILE, DRAW_CLIENT, DRAW_SKEW };

/* The ids of a user and of its events; a bad line has an id of its own. */
enum { DRAW_USER_ID, DRAW_ANONYMOUS_ID };

static char *
put_hex(char *p, uint64_t n, int digits)
{
	while (digits--)
		*p++ = "0123456789abcdef"[n >> (4 * digits) & 15];
	return p;
}

/* RFC 4122, version 4. */
static void
uuid(char to[SAMPLE_UUID], uint64_t r)
{
	uint64_t state = r;
	uint64_t a = hash_random(&state), b = hash_random(&state);

	to = put_hex(to, a >> 32, 8);
	*to++ = '-';
	to = put_hex(to, a >> 16, 4);
	*to++ = '-';
	to = put_hex(to, (a & 0xfff) | 0x4000, 4);
	*to++ = '-';
	to = put_hex(to, (b >> 48 & 0x3fff) | 0x8000, 4);
	*to++ = '-';
	put_hex(to, b, 12);
}

void
sample_view_user_id(const struct sample *s, uint32_t i, char to[SAMPLE_UUID])
{
	uuid(to, sample_draw(s, i, SAMPLE_ABOUT_ID, DRAW_USER_ID));
}

void
sample_view_anonymous_id(const struct sample *s, uint32_t i, char to[SAMPLE_UUID])
{
	uuid(to, sample_draw(s, i, SAMPLE_ABOUT_ID, DRAW_ANONYMOUS_ID));
}

int64_t
sample_view_ns(const struct sample *s, int64_t ms)
{
	return s->start * TSTAMP_DAY + ms * 1000000;
}

static void
set_ids(struct sample_view *v, const struct sample *s)
{
	const struct sample_event *e = v->event;
	uint64_t id = sample_draw(s, e->user, SAMPLE_ABOUT_EVENT, e->serial) ^ e->bad;

	v->has_user = !e->anonymous && e->bad != SAMPLE_NO_IDENTITY;
	v->has_anonymous = !v->server && e->bad != SAMPLE_NO_IDENTITY;
	sample_view_user_id(s, e->user, v->user_id);
	sample_view_anonymous_id(s, e->user, v->anonymous_id);
	uuid(v->message_id, id);
	v->chance = hash_random(&id);
}

/* How far the client's clock is off: most by seconds, one in 50 by hours. */
static int64_t
skew_ms(const struct sample_view *v, const struct sample *s)
{
	uint64_t r = sample_draw(s, v->event->user, SAMPLE_ABOUT_PERSON, DRAW_SKEW);

	if (v->server)
		return 0;
	if (r % 50 == 0)
		return (int64_t)sample_below(r, 43200000) - 21600000;
	return (int64_t)sample_below(r, 4000) - 2000;
}

/* A weekday where the day should be: seen in exports of hand-written clients. */
static void
spoil_times(struct sample_view *v)
{
	for (int k = 0; k < SAMPLE_TIMES; k++)
		memcpy(v->time[k] + 8, "Th", 2);
}

/* timestamp = received - (sent - original), as Segment computes it. */
static void
set_times(struct sample_view *v, const struct sample *s)
{
	const struct sample_event *e = v->event;
	int64_t at = e->day * (int64_t)SAMPLE_DAY_MS + e->ms;
	int64_t received = at + sample_delay(s, e), skew = skew_ms(v, s);
	const int64_t times[SAMPLE_TIMES] = { at, at + skew, received + skew, received };

	for (int k = 0; k < SAMPLE_TIMES; k++)
		v->time_n = tstamp_format(sample_view_ns(s, times[k]), 3, v->time[k]);
	v->timestamp_ms = sample_view_ns(s, at) / 1000000;
	v->received_ms = sample_view_ns(s, received) / 1000000;
	if (e->bad == SAMPLE_BAD_TIMESTAMP)
		spoil_times(v);
}

static void
set_client(struct sample_view *v, const struct sample *s)
{
	uint32_t i = v->event->user;
	uint64_t r = sample_draw(s, i, SAMPLE_ABOUT_PERSON, DRAW_CLIENT), x = v->chance;

	v->phone = s->user[i].mobile;
	v->client = v->phone ? &sample_world_phone[(r & 0xff) % SAMPLE_PHONES]
	                     : &sample_world_browser[(r & 0xff) % SAMPLE_BROWSERS];
	v->city = &sample_world_city[(r >> 8 & 0xff) % SAMPLE_CITIES];
	v->host = (uint32_t)(r >> 16 & 0xff);
	v->page = &sample_world_page[(x & 0xff) % SAMPLE_PAGES];
	v->referrer = sample_world_referrer[(x >> 8 & 0xff) % SAMPLE_REFERRERS];
	v->campaign = sample_world_campaign[(r >> 24 & 0xff) % SAMPLE_CAMPAIGNS];
	put_hex(v->session, sample_draw(s, i, SAMPLE_ABOUT_SESSION, (uint32_t)v->event->day), 16);
}

void
sample_view_set(struct sample_view *v, const struct sample *s, const struct sample_event *e)
{
	const struct sample_kind_row *kind = &sample_kinds[e->kind];

	v->event = e;
	v->call = kind->call;
	v->server = e->kind == SAMPLE_DO_MESSAGE;
	set_ids(v, s);
	set_times(v, s);
	set_client(v, s);
	if (kind->event)
		v->name = span_of(kind->event);
	else if (v->call == SAMPLE_PAGE || v->call == SAMPLE_SCREEN)
		v->name = v->page->title;
	else
		v->name = span_of(sample_calls[v->call]);
	v->properties.n = 0;
	sample_properties(v, s);
}

void
sample_view_free(struct sample_view *v)
{
	buf_free(&v->properties);
}
