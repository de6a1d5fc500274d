#include "mixpanel.h"

enum { SECOND_MS = 1000, HOUR_MS = 3600 * SECOND_MS };
enum { LIMIT_FIRST_MS = 2000, LIMIT_MOST_MS = 600000 };

/* Until the k-th last request is so long ago. */
static int64_t
until(const struct mixpanel_pace *p, uint64_t k, int64_t span_ms, int64_t now_ms)
{
	int64_t ago;

	if (p->n < k)
		return 0;
	ago = now_ms - p->at_ms[(p->n - k) % MIXPANEL_HOURLY];
	return ago < span_ms ? span_ms - ago : 0;
}

int64_t
mixpanel_pace_wait_ms(const struct mixpanel_pace *p, int64_t now_ms)
{
	int64_t hour = until(p, MIXPANEL_HOURLY, HOUR_MS, now_ms);
	int64_t second = until(p, MIXPANEL_A_SECOND, SECOND_MS, now_ms);

	return hour > second ? hour : second;
}

void
mixpanel_pace_note(struct mixpanel_pace *p, int64_t now_ms)
{
	p->at_ms[p->n++ % MIXPANEL_HOURLY] = now_ms;
}

int64_t
mixpanel_limit_wait_ms(unsigned n, int64_t after_ms)
{
	int64_t wait = LIMIT_FIRST_MS;

	if (after_ms > 0)
		return after_ms < HOUR_MS ? after_ms : HOUR_MS;
	for (unsigned i = 1; i < n && wait < LIMIT_MOST_MS; i++)
		wait *= 2;
	return wait < LIMIT_MOST_MS ? wait : LIMIT_MOST_MS;
}
