#include "explain.h"

#include "diag.h"
#include "num.h"

static void
field(const struct record *r, const char *field, const char *from, struct span value)
{
	if (value.n)
		warn("%s:%llu: %s <- %s: %.*s", r->at.source, (unsigned long long)r->at.line, field,
		    from ? from : "?", SPAN_SHOW(value));
}

void
explain_event(const struct normal *n, const struct record *r, const struct normal_event *e,
    const struct provider *p)
{
	static const char *const units[] = { "", "seconds", "milliseconds", "microseconds",
		"nanoseconds" };
	char time[TSTAMP_TEXT];
	struct span timestamp = { time, tstamp_format(e->timestamp.ns, e->timestamp.digits, time) };

	warn("%s:%llu: provider %s", r->at.source, (unsigned long long)r->at.line, p->name);
	field(r, "user_id", e->user_id_from, e->user_id);
	field(r, "timestamp", e->timestamp_from, timestamp);
	field(r, "event", e->event_from, e->event);
	field(r, "event_id", e->event_id_from, e->event_id);
	if (e->flags & NORMAL_ID_DERIVED)
		field(r, "event_id", "a hash of the event", SPAN("h-..."));
	field(r, "anonymous_id", e->anonymous_id_from, e->anonymous_id);
	field(r, "metadata", e->metadata_from, e->metadata);
	if (n->unit != TSTAMP_AUTO)
		warn("%s:%llu: times that are numbers: %s", r->at.source,
		    (unsigned long long)r->at.line, units[n->unit]);
}

/* West of UTC the clock is behind, so that the server seems late. */
void
explain_lag(const struct lag *l)
{
	char few[NUM_GROUPED], all[NUM_GROUPED];
	uint64_t n;
	int seconds = lag_cluster(l, &n), minutes = (seconds < 0 ? -seconds : seconds) / 60;

	if (seconds)
		warn("%s of %s events were received %d:%02d hours %s they happened, to the minute: "
		    "is their time local, UTC%c%02d:%02d? Then say --tz ZONE",
		    num_grouped(n, few), num_grouped(l->seen, all), minutes / 60, minutes % 60,
		    seconds < 0 ? "before" : "after", seconds < 0 ? '+' : '-', minutes / 60,
		    minutes % 60);
}
