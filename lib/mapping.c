#include "mapping.h"

#include "jwrite.h"
#include "mapping_plan.h"

/* Fields of which two different values leave no honest choice. */
enum { ONCE = 1 << MAPPING_USER_ID | 1 << MAPPING_ANONYMOUS_ID | 1 << MAPPING_TIMESTAMP |
    1 << MAPPING_EVENT };

const struct mapping mapping_by_name = { .rule = MAPPING_OWN_NAMES };

struct reading {
	struct normal *n;
	struct mapping_plan *plan;
	const struct record *r;
	struct normal_event *e;
	struct reject *why;
	struct span value[MAPPING_KEYS];   /* by slot */
	uint64_t twice;            /* slots with different values */
	uint64_t used;
};

static const char **
from_of(struct normal_event *e, int field)
{
	switch (field) {
	case MAPPING_USER_ID:
		return &e->user_id_from;
	case MAPPING_TIMESTAMP:
		return &e->timestamp_from;
	case MAPPING_EVENT:
		return &e->event_from;
	case MAPPING_EVENT_ID:
		return &e->event_id_from;
	case MAPPING_ANONYMOUS_ID:
		return &e->anonymous_id_from;
	case MAPPING_METADATA:
		return &e->metadata_from;
	default:
		return &e->received_from;
	}
}

static struct span
value_at(const struct reading *x, const struct mapping_place *at, bool *twice)
{
	struct span value = x->value[at->slot];

	*twice = x->twice >> at->slot & 1;
	if (at->deeper.n && (!value.n || !jpath_find_once(&at->deeper, value, &value, twice)))
		value.n = 0;
	return value;
}

/* The value as that field: 0; 1 it is none; -1 it is refused. */
static int
take(struct reading *x, int field, struct span value)
{
	struct normal_event *e = x->e;
	struct normal *n = x->n;

	switch (field) {
	case MAPPING_USER_ID:
		return normal_id(n, value, &e->user_id, &e->flags, x->why);
	case MAPPING_ANONYMOUS_ID:
		return normal_id(n, value, &e->anonymous_id, &e->flags, x->why);
	case MAPPING_EVENT_ID:
		return normal_event_id(n, value, &e->event_id, x->why);
	case MAPPING_TIMESTAMP:
		return normal_known_time(n, value, x->plan->m->unit, x->plan->m->utc,
		    &e->timestamp, &e->flags) ? 1 : 0;
	case MAPPING_EVENT:
		return normal_name(n, value, &e->event, x->why);
	case MAPPING_RECEIVED_AT:
		normal_known_received(n, value, x->plan->m->utc, &e->received);
		return !e->received.digits;
	default:
		if (!normal_object(n, value, &e->metadata))
			e->metadata = normal_metadata(n, value, "metadata", &e->flags);
		return 0;
	}
}

/* One place of a field: as take. */
static int
ask(struct reading *x, int field, const struct mapping_place *at)
{
	bool twice;
	struct span value = value_at(x, at, &twice);
	int rc = 1;

	if (twice && ONCE >> field & 1)
		return normal_refuse(x->why, x->r->text, at->path.text, value, "dup_key",
		    "given twice, with different values");
	if (twice)
		x->e->flags |= NORMAL_DUP_KEY;
	if (!value.n)
		return 1;
	if (!normal_none(value))
		rc = take(x, field, value);
	if (rc < 0)
		return normal_refuse(x->why, x->r->text, at->path.text, value, x->why->reason,
		    x->why->text);
	/* What says nothing is not kept elsewhere either. */
	if (!at->deeper.n && (!rc || normal_none(value)))
		x->used |= UINT64_C(1) << at->slot;
	if (!rc)
		*from_of(x->e, field) = at->path.text;
	return rc;
}

static int
take_constant(struct reading *x, int field, const char *constant)
{
	*from_of(x->e, field) = "a constant";
	return take(x, field, span_of(constant));
}

/* 0 it has a value, 1 none, -1 refused. */
static int
read_field(struct reading *x, int field)
{
	const struct mapping_rule *rule = &x->plan->m->rule[field];
	size_t i = 0;
	int rc = 1;

	if (rule->path[0])
		*from_of(x->e, field) = rule->path[0];
	for (; rc > 0 && i < MAPPING_PATHS && rule->path[i]; i++)
		rc = ask(x, field, &x->plan->place[field][i]);
	if (!rc)
		x->plan->hits.path[field][i - 1]++;
	else if (rc > 0 && rule->constant)
		rc = take_constant(x, field, rule->constant);
	return rc;
}

/* The first place that says anything, for the message; else the first. */
static int
refuse_time(struct reading *x)
{
	const struct mapping_rule *rule = &x->plan->m->rule[MAPPING_TIMESTAMP];
	const struct mapping_place *at = x->plan->place[MAPPING_TIMESTAMP];
	struct span value = { 0 };
	size_t i = 0;
	bool twice;

	for (; i < MAPPING_PATHS && rule->path[i] && normal_none(value); i++)
		value = value_at(x, &at[i], &twice);
	if (rule->constant && (!i || normal_none(value)))
		return normal_refuse(x->why, x->r->text, "timestamp", (struct span){ 0 }, "bad_ts",
		    "the constant is no time");
	if (normal_none(value))
		i = 1;
	return normal_refuse_time(x->n, x->why, x->r->text, rule->path[i - 1], value,
	    value.n ? "not a time" : "missing");
}

static int
read_time(struct reading *x)
{
	const struct mapping_rule *rule = &x->plan->m->rule[MAPPING_TIMESTAMP];
	int rc = read_field(x, MAPPING_TIMESTAMP);
	bool twice;

	if (rc < 0 || (!rule->path[0] && !rule->constant))
		return rc < 0 ? -1 : 0;
	if (rc)
		return refuse_time(x);
	if (rule->path[0] && x->e->timestamp_from != rule->path[0] &&
	    !normal_none(value_at(x, &x->plan->place[MAPPING_TIMESTAMP][0], &twice)))
		tally_add(x->n->tally, TALLY_NOTE, "ts_fallback", 1);
	return 0;
}

static int
read_name(struct reading *x)
{
	const struct mapping_rule *rule = &x->plan->m->rule[MAPPING_EVENT];
	const struct mapping_renamed *new;
	int rc = read_field(x, MAPPING_EVENT);

	if (rc < 0 || (rc && !rule->path[0]))
		return rc < 0 ? -1 : 0;
	if (rc)
		return normal_refuse(x->why, x->r->text, rule->path[0], (struct span){ 0 },
		    "no_event", "missing or empty");
	if ((new = table_find(&x->plan->renames, x->e->event))) {
		x->plan->hits.rename[new->number]++;
		x->e->event = new->to;
	}
	return 0;
}

/* ---- the rest ---- */

/* Members that are nobody's, and behind them those of `object`, which may be
 * empty; `object` itself where there are none. */
static struct span
rest_with(struct reading *x, struct span object)
{
	struct buf *b = &x->n->made;
	size_t start = b->n;

	jwrite_begin(b);
	for (size_t i = 0; i < x->r->json->n; i++) {
		const struct jscan_member *member = &x->r->json->member[i];
		int slot = jscan_which(&x->plan->picked, member->key);

		if (slot < 0 || !((x->used | x->plan->aside) >> slot & 1))
			jwrite_raw(b, member->key, member->value);
	}
	return jwrite_end_with(b, start, object);
}

static void
count_drops(struct reading *x)
{
	for (size_t slot = 0; slot < x->plan->keys; slot++)
		if (x->plan->dropped[slot]) {
			x->used |= UINT64_C(1) << slot;
			x->plan->hits.drop[x->plan->dropped[slot] - 1] += x->value[slot].n > 0;
		}
}

static void
read_rest(struct reading *x)
{
	struct normal_event *e = x->e;
	struct span own;

	if (!e->metadata.n)
		e->metadata = SPAN("{}");
	if (x->plan->m->drop)
		count_drops(x);
	if (x->plan->m->rest == MAPPING_REST_CONTEXT) {
		if (x->n->context)
			e->context = rest_with(x, (struct span){ 0 });
		return;
	}
	own = e->metadata;
	e->metadata = rest_with(x, own);
	if (e->metadata.p != own.p)
		e->metadata_from = "all other fields";
}

int
mapping_read(struct normal *n, const struct mapping *m, const struct record *r,
    struct normal_event *e, struct reject *why)
{
	struct reading x = { .n = n, .plan = mapping_plan(n, m), .r = r, .e = e, .why = why };
	struct record cut;

	x.twice = jscan_pick(r->json, &x.plan->picked, x.value);
	if (read_field(&x, MAPPING_USER_ID) < 0 || read_field(&x, MAPPING_ANONYMOUS_ID) < 0 ||
	    read_field(&x, MAPPING_EVENT_ID) < 0 || read_time(&x) || read_name(&x) ||
	    read_field(&x, MAPPING_RECEIVED_AT) < 0)
		return -1;
	/* What is dropped may have been read before. */
	if (x.plan->drop.n && mapping_drop_cut(&x.plan->drop, r, &cut)) {
		x.r = &cut;
		jscan_pick(cut.json, &x.plan->picked, x.value);
	}
	if (read_field(&x, MAPPING_METADATA) < 0)
		return -1;
	read_rest(&x);
	if (x.plan->source.n)
		e->source = x.plan->source;
	return 0;
}
