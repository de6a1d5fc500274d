#include <inttypes.h>

#include "convert_gather.h"
#include "convert_options.h"
#include "convert_part.h"
#include "jtext.h"
#include "micro.h"
#include "num.h"

enum { VERSION = 1 };

static struct span
member(const struct jscan *json, const char *name)
{
	for (size_t i = 0; i < json->n; i++)
		if (span_is(json->member[i].key, name))
			return json->member[i].value;
	return (struct span){ "", 0 };
}

/* ---- a user's events ---- */

static bool
read_text(struct convert_reader *r, struct span value, struct span *text)
{
	r->text.n = 0;
	return value.p[0] == '"' && !jtext_decode(value, &r->text, text);
}

static bool
read_time(struct convert_reader *r, struct span value, int64_t *ns)
{
	struct tstamp t;
	struct span text;

	if (!read_text(r, value, &text) || tstamp_parse(text, &t))
		return false;
	*ns = t.ns;
	return true;
}

static bool
read_steps(struct convert *c, int64_t bits, uint32_t *what, uint32_t *held)
{
	const struct jscan *event = &c->reader.event;
	uint32_t steps = (UINT32_C(1) << c->steps) - 1;
	uint32_t exclusions = ((UINT32_C(1) << c->rule.exclusions) - 1) << FUNNEL_STEPS;

	*what = (uint32_t)bits;
	if (*what & ~(steps | exclusions) || (!*what && !c->rule.strict) ||
	    event->n != (c->hold.text ? 3 : 2))
		return false;
	*held = c->hold.text ? convert_gather_held(c, event->member[2].value) : 0;
	return *held || !c->hold.text;
}

static bool
read_message(struct convert *c, int64_t kind, uint32_t *what)
{
	struct convert_reader *r = &c->reader;
	bool shown = kind & MESSAGE_SHOWN;
	size_t at = 2, n = at + shown + (shown && c->messages.ids) + c->messages.values;
	struct span text, id = { "", 0 };
	uint32_t message = 0;
	int64_t value = 0;

	if (!kind || kind > (MESSAGE_SHOWN | MESSAGE_GOAL) || r->event.n != n)
		return false;
	if (shown) {
		if (!read_text(r, r->event.member[at++].value, &text))
			return false;
		message = words_put(&c->words, text);
	}
	if (shown && c->messages.ids && !read_text(r, r->event.member[at++].value, &id))
		return false;
	if (c->messages.values && micro_read(r->event.member[at].value, &value))
		return false;
	*what = (uint32_t)kind | (shown ? message_put_text(&c->messages, message, id, value)
	                                : message_put_goal(&c->messages, value));
	return true;
}

/* For the caller's words on conditions that no event meets. */
static void
count_matched(struct convert *c, uint32_t what)
{
	int conditions = c->steps ? (int)c->steps : 2;

	for (int i = 0; i < conditions; i++)
		c->matched[i] += what >> i & 1;
	for (int i = 0; i < c->rule.exclusions; i++)
		c->matched_exclude[i] += what >> (FUNNEL_STEPS + i) & 1;
}

static bool
read_event(struct convert *c, struct run *run, struct span user, struct span text)
{
	struct jscan *event = &c->reader.event;
	uint32_t what, held = 0;
	int64_t ns, bits;

	if (text.p[0] != '[' || jscan_array(event, text) || event->n < 2 ||
	    !read_time(&c->reader, event->member[0].value, &ns) ||
	    num_int(event->member[1].value, 0, UINT32_MAX, &bits))
		return false;
	/* What is later than a given end is not there. */
	if (c->asof.given && ns > c->asof.ns) {
		tally_add(&run->tally, TALLY_NOTE, "events_after_as_of", 1);
		return true;
	}
	if (c->steps ? !read_steps(c, bits, &what, &held) : !read_message(c, bits, &what))
		return false;
	/* What comes back from the disk was counted before. */
	if (!c->alone)
		count_matched(c, what);
	convert_gather_add(c, run, user, ns, what, held);
	return true;
}

/* All of a line's; *n becomes how many. */
static bool
read_events(struct convert *c, struct run *run, struct span user, struct span events, uint64_t *n)
{
	struct jscan *list = &c->reader.list;

	if (!events.n || events.p[0] != '[' || jscan_array(list, events) || !list->n)
		return false;
	for (size_t i = 0; i < list->n; i++)
		if (!read_event(c, run, user, list->member[i].value))
			return false;
	*n = list->n;
	return true;
}

int
convert_part_read_spilled(struct convert *c, struct run *run, struct span line, struct fault *why)
{
	struct jscan *json = &c->reader.line;
	uint64_t n;

	if (jscan_object(json, line) ||
	    !read_events(c, run, buf_span(&c->user), member(json, "events"), &n))
		return fault_set(why, "a temporary file: something else wrote to it");
	return 0;
}

/* ---- parts ---- */

void
convert_parts_free(struct convert_parts *m)
{
	buf_free(&m->terms);
	buf_free(&m->text);
}

void
convert_parts_begin(void *parts)
{
	struct convert_parts *m = parts;

	m->torn += m->open;
	m->open = false;
}

static int
refuse(struct reject *why, const char *field, const char *reason, const char *text)
{
	why->field = span_of(field);
	why->reason = reason;
	why->text = text;
	return -1;
}

/* The first part's question is the one that all others must have asked. */
static bool
adopt(struct convert_parts *m, struct span terms)
{
	struct convert *c = m->to;

	if (!convert_adopt_terms(c, terms))
		return false;
	convert_begin(c);
	m->terms.n = 0;
	buf_put(&m->terms, terms);
	return true;
}

static int
take_head(struct convert_parts *m, const struct jscan *json, struct reject *why)
{
	struct span terms = member(json, "terms");
	int64_t version;

	convert_parts_begin(m);
	if (num_int(member(json, "conversion"), VERSION, VERSION, &version))
		return refuse(why, "conversion", "other_version", "made by another version of ev-convert");
	if (!m->terms.n && !adopt(m, terms))
		return refuse(why, "terms", "bad_part", "no question that this ev-convert asks");
	if (!span_eq(terms, buf_span(&m->terms)))
		return refuse(why, "terms", "other_terms", "made with other options than the first part");
	m->open = true;
	return 0;
}

static int
take_end(struct convert_parts *m, const struct jscan *json, struct reject *why)
{
	struct span last = member(json, "last");
	int64_t total, ns;

	if (num_int(member(json, "total"), 0, INT64_MAX, &total) ||
	    (last.n && !read_time(&m->to->reader, last, &ns)))
		return refuse(why, "total", "bad_part", "no end of a part");
	m->open = false;
	m->total += (uint64_t)total;
	if (last.n && !m->to->asof.given)
		asof_see(&m->to->asof, ns);
	return 0;
}

static int
take_user(struct convert_parts *m, const struct jscan *json, struct reject *why)
{
	struct span id = member(json, "user_id");
	uint64_t n;

	m->text.n = 0;
	if (id.p[0] != '"' || id.n < 3 || jtext_decode(id, &m->text, &id))
		return refuse(why, "user_id", "bad_part", "no user's id");
	if (!read_events(m->to, m->run, id, member(json, "events"), &n))
		return refuse(why, "events", "bad_part", "no events of this question");
	m->got += n;
	return 0;
}

int
convert_parts_take(struct convert_parts *m, const struct record *r, struct reject *why)
{
	if (member(r->json, "conversion").n)
		return take_head(m, r->json, why);
	if (!m->open)
		return refuse(why, "", "bad_part", "behind no head that was accepted: no part that "
		    "ev-convert --partial wrote");
	return member(r->json, "user_id").n ? take_user(m, r->json, why) : take_end(m, r->json, why);
}

int
convert_parts_end(struct convert_parts *m, struct fault *why)
{
	convert_parts_begin(m);
	if (m->torn)
		return fault_set(why, "%" PRIu64 " parts were cut short: their end is missing", m->torn);
	if (m->got != m->total)
		return fault_set(why, "%" PRIu64 " events, but the parts were written with %" PRIu64,
		    m->got, m->total);
	return 0;
}
