#include "report.h"

#include "diag.h"
#include "num.h"
#include "tstamp.h"

void
report_init(struct report *r)
{
	*r = (struct report){ 0 };
	words_init(&r->messages);
	assign_init(&r->seen, &r->plan);
	assign_init(&r->given, &r->plan);
	conversion_reader_init(&r->reader);
}

void
report_free(struct report *r)
{
	assign_free(&r->seen);
	assign_free(&r->given);
	assign_plan_free(&r->plan);
	words_free(&r->messages);
	conversion_reader_free(&r->reader);
	buf_free(&r->about);
	free(r->cell);
	free(r->times);
}

void
report_named(struct report *r)
{
	r->named = true;
	for (size_t m = 0; m < r->plan.messages; m++)
		words_put(&r->messages, r->plan.message[m].name);
}

struct span
report_level(const struct report *r, size_t level)
{
	const struct assign_strata *s = &r->seen.strata;
	size_t row = 0;

	while (s->row[row].level != level)
		row++;
	return assign_strata_activity(s, row);
}

int64_t
report_window_ns(const struct report *r)
{
	struct span text = span_after(buf_span(&r->about), r->goal_n);
	int64_t seconds;

	return num_int(text, 0, INT64_MAX / TSTAMP_SECOND, &seconds) ? -1 : seconds * TSTAMP_SECOND;
}

/* ---- the messages and their order ---- */

static int
by_name(const void *a, const void *b)
{
	const struct assign_message *x = a, *y = b;

	return span_cmp(x->name, y->name);
}

/* Without a plan every message that is there has the same share. */
static void
take_words(struct report *r)
{
	size_t n = r->messages.numbers.n < ASSIGN_MESSAGES ? r->messages.numbers.n : ASSIGN_MESSAGES;

	for (size_t i = 0; i < n; i++)
		r->plan.message[i] = (struct assign_message){
			words_text(&r->messages, (uint32_t)i + 1), 1,
		};
	r->plan.messages = n;
}

static const char *
order_messages(struct report *r)
{
	struct assign_message *m = r->plan.message, first;
	struct span wanted = r->control.n ? r->control : SPAN("control");
	size_t n = r->plan.messages, at = 0;

	qsort(m, n, sizeof *m, by_name);
	while (at < n && !span_eq(m[at].name, wanted))
		at++;
	if (at == n && r->control.n)
		return "no record has this message";
	r->chosen = at == n && n > 1;
	if (at == n)
		at = 0;
	first = m[at];
	memmove(m + 1, m, at * sizeof *m);
	m[0] = first;
	r->control = first.name;
	r->plan.control_at = 0;
	return NULL;
}

/* place[word] is the message of the plan. */
static void
find_places(const struct report *r, uint16_t *place)
{
	place[0] = ASSIGN_NONE;
	for (uint32_t word = 1; word <= ASSIGN_MESSAGES; word++)
		for (uint16_t m = 0; m < r->plan.messages; m++)
			if (word <= r->messages.numbers.n &&
			    span_eq(words_text(&r->messages, word), r->plan.message[m].name))
				place[word] = m;
}

/* ---- counts ---- */

static void
count(struct report *r, const struct assign_user *u)
{
	size_t level = r->seen.strata.row[u->stratum].level;
	struct report_cell *to[2] = {
		&r->cell[level * r->plan.messages + u->message], &r->total[u->message],
	};

	r->unknown += !(u->at & REPORT_KNOWN);
	r->immature += !(u->at & REPORT_MATURE);
	r->counted += u->at & REPORT_MATURE ? 1 : 0;
	for (int i = 0; i < 2; i++) {
		to[i]->immature += !(u->at & REPORT_MATURE);
		to[i]->p.n += u->at & REPORT_MATURE ? 1 : 0;
		to[i]->p.k += report_counts(u->at) && u->at & REPORT_CONVERTED ? 1 : 0;
	}
}

static void
count_all(struct report *r, const uint16_t *place)
{
	for (size_t i = 0; i < r->seen.n; i++) {
		struct assign_user *u = r->seen.order[i];

		u->message = u->at & REPORT_SEVERAL ? (uint16_t)ASSIGN_NONE : place[u->message];
		if (u->message == ASSIGN_NONE)
			r->several++;
		else
			count(r, u);
	}
	for (size_t i = 0; i < r->given.n; i++)
		r->given.order[i]->message = place[report_given(r->given.order[i])];
}

const char *
report_settle(struct report *r)
{
	uint16_t place[ASSIGN_MESSAGES + 1] = { 0 };
	const char *why;

	if (!r->named)
		take_words(r);
	if (r->plan.messages && (why = order_messages(r)))
		return why;
	if (!r->named && r->plan.messages > 1 && (why = assign_plan_settle(&r->plan)))
		return why;
	assign_settle(&r->seen);
	assign_settle(&r->given);
	r->cell = calloc((report_levels(r) + 1) * (r->plan.messages + 1), sizeof *r->cell);
	if (!r->cell)
		die_errno(DIAG_STOPPED, "memory for counts");
	r->total = r->cell + report_levels(r) * r->plan.messages;
	find_places(r, place);
	count_all(r, place);
	return NULL;
}
