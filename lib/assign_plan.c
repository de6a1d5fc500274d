#include "assign_plan.h"

#include "diag.h"
#include "jtext.h"
#include "num.h"

enum { FEW = 24 };

static const char *
add(struct assign_plan *p, const char *text)
{
	struct span name = span_of(text);
	const char *colon = strrchr(text, ':');
	int64_t weight = 1;
	size_t bad;

	if (colon) {
		name = span_from(text, colon);
		if (num_int(span_of(colon + 1), 1, ASSIGN_PLACES, &weight))
			return "what follows the last ':' is no whole number from 1 to 10000";
	}
	if (!name.n)
		return "has no name";
	if (!jtext_utf8(name, &bad))
		return "its name is no UTF-8";
	for (size_t i = 0; i < p->messages; i++)
		if (span_eq(p->message[i].name, name))
			return "given twice";
	if (p->messages == ASSIGN_MESSAGES)
		return "more than 64 messages";
	p->message[p->messages++] = (struct assign_message){ name, (uint32_t)weight };
	return NULL;
}

const char *
assign_plan_message(void *plan, const char *text)
{
	return add(plan, text);
}

const char *
assign_plan_control(void *plan, const char *text)
{
	struct assign_plan *p = plan;

	if (p->control)
		return "given twice";
	p->control = true;
	p->control_at = p->messages;
	return add(p, text);
}

static uint32_t
common(uint32_t a, uint32_t b)
{
	while (b) {
		uint32_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

const char *
assign_plan_settle(struct assign_plan *p)
{
	uint32_t divisor = 0;

	if (p->messages < 2)
		return "give two messages or more, or one and --control";
	for (size_t i = 0; i < p->messages; i++)
		divisor = common(p->message[i].weight, divisor);
	for (size_t i = 0; i < p->messages; i++) {
		p->message[i].weight /= divisor;
		p->places += p->message[i].weight;
	}
	if (p->places > ASSIGN_PLACES)
		return "the weights, divided by what they have in common, are more than 10000";
	p->at = calloc(p->places, sizeof *p->at);
	p->draw = calloc(p->places, sizeof *p->draw);
	if (!p->at || !p->draw)
		die_errno(DIAG_STOPPED, "memory for messages");
	return NULL;
}

void
assign_plan_free(struct assign_plan *p)
{
	free(p->at);
	free(p->draw);
	*p = (struct assign_plan){ 0 };
}

void
assign_plan_shuffle(struct assign_plan *p, const struct prf *salt)
{
	struct prf key = prf_key(salt, SPAN("messages"));
	size_t n = 0;

	for (size_t m = 0; m < p->messages; m++) {
		struct prf own = prf_key(&key, p->message[m].name);

		for (uint32_t i = 0; i < p->message[m].weight; i++)
			p->draw[n++] = (struct assign_draw){ prf_numbers(&own, i, 0), m };
	}
	assign_draw_sort(p->draw, n);
	for (size_t i = 0; i < n; i++)
		p->at[i] = (uint16_t)p->draw[i].what;
}

static int
by_draw(const void *a, const void *b)
{
	const struct assign_draw *x = a, *y = b;

	return (x->draw > y->draw) - (x->draw < y->draw);
}

void
assign_draw_sort(struct assign_draw *d, size_t n)
{
	if (n > FEW) {
		qsort(d, n, sizeof *d, by_draw);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		struct assign_draw one = d[i];
		size_t k = i;

		for (; k > 0 && d[k - 1].draw > one.draw; k--)
			d[k] = d[k - 1];
		d[k] = one;
	}
}
