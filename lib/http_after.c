/*
 * How long a server wants to be left alone. Retry-After (RFC 9110, 10.2.3) is
 * seconds or a date. The headers of limits have no standard: X-RateLimit-Reset is
 * a time since 1970 with GitHub and seconds from now with others, so that the
 * number's size tells; RateLimit-Reset (draft-ietf-httpapi-ratelimit-headers-07)
 * is seconds. A time is held against the server's own clock, its Date.
 */
#include <curl/curl.h>
#include <time.h>

#include "http.h"
#include "num.h"

#define SECOND INT64_C(1000)
#define MILLION INT64_C(1000000)

/* 31 years: less is a wait, more a time since 1970; in ms from the year 5138. */
enum { LONGEST_WAIT_S = 1000000000 };
#define LATEST_S (100 * (int64_t)LONGEST_WAIT_S)

static const char *const resets[] = {
	"RateLimit-Reset", "X-RateLimit-Reset-After", "X-RateLimit-Reset", "X-Rate-Limit-Reset",
};

static const char *const remainders[] = {
	"RateLimit-Remaining", "X-RateLimit-Remaining", "X-Rate-Limit-Remaining",
};

/* The number in ms, rounded up; -1: none. */
static int64_t
read_number(struct span text)
{
	int64_t n;

	if (!num_int(text, 0, INT64_MAX / SECOND, &n))
		return n * SECOND;
	return num_nano(text, &n) || n < 0 ? -1 : (n + MILLION - 1) / MILLION;
}

/* ms from now_ms until what the text says; 0: nothing, or it is over. */
static int64_t
wait_of(const char *text, int64_t now_ms)
{
	int64_t ms = read_number(span_of(text));
	time_t at;

	if (ms < 0) {
		at = curl_getdate(text, NULL);
		ms = at > 0 ? (int64_t)at * SECOND : 0;
	} else if (ms < LONGEST_WAIT_S * SECOND) {
		return ms;
	} else if (ms >= LATEST_S * SECOND) {
		ms /= SECOND;
	}
	return ms > now_ms ? ms - now_ms : 0;
}

static int64_t
now_of(const struct http_transfer *t)
{
	int64_t seconds = http_date(t);

	return (seconds ? seconds : (int64_t)time(NULL)) * SECOND;
}

/* Whether a header says that no request is left. */
static bool
is_used_up(const struct http_transfer *t)
{
	const char *text;

	for (size_t i = 0; i < sizeof remainders / sizeof *remainders; i++)
		if ((text = http_header(t, remainders[i], 0)))
			return !read_number(span_of(text));
	return false;
}

bool
http_limited(const struct http_transfer *t)
{
	long status = http_status(t);

	return status == 429 ||
	    (status == 403 && (is_used_up(t) || http_header(t, "Retry-After", 0)));
}

int64_t
http_retry_after_ms(const struct http_transfer *t)
{
	const char *text = http_header(t, "Retry-After", 0);
	int64_t wait = text ? wait_of(text, now_of(t)) : 0;

	for (size_t i = 0; !text && http_limited(t) && i < sizeof resets / sizeof *resets; i++)
		if ((text = http_header(t, resets[i], 0)))
			wait = wait_of(text, now_of(t));
	return wait < (int64_t)INT32_MAX * SECOND ? wait : (int64_t)INT32_MAX * SECOND;
}
