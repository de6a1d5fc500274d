#include "asof.h"

#include "tstamp.h"

const char *
asof_take(void *asof, const char *text)
{
	struct asof *a = asof;
	struct tstamp t;
	int32_t day;

	a->given = a->any = true;
	if (!tstamp_parse_date(span_of(text), &day)) {
		if (__builtin_mul_overflow((int64_t)day + 1, TSTAMP_DAY, &a->ns))
			return "not between 1677 and 2262";
		a->ns--;
		return NULL;
	}
	if (tstamp_parse(span_of(text), &t))
		return "not a date or time such as 2021-06-30 or 2021-06-30T12:00:00Z";
	a->ns = t.ns;
	return NULL;
}
