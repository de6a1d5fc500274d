#include "grouping.h"

#include "diag.h"
#include "micro.h"
#include "num.h"

static size_t
level_of(const struct grouping *g, const struct person *u, const struct activity_view *v)
{
	const int64_t fact[LEVELS_FIELDS] = {
		[LEVELS_RECENCY] = v->recency_days,
		[LEVELS_TENURE] = v->tenure_days,
		[LEVELS_L7] = v->l7,
		[LEVELS_L28] = v->l28,
		[LEVELS_EVENTS] = (int64_t)u->activity.events,
		[LEVELS_VALUE] = g->valued ? u->value : 0,
	};

	return g->levels.n ? levels_find(&g->levels, fact) : v->level;
}

static struct span
level_name(const struct grouping *g, size_t level)
{
	return g->levels.n ? span_of(g->levels.level[level].name)
	                   : activity_level_name((enum activity_level)level);
}

/* Of a group; empty where there are only tiers. */
static struct span
group_name(const struct grouping *g, int group)
{
	if (g->by == GROUPING_LIFECYCLE)
		return activity_cycle_name((enum activity_cycle)group);
	if (g->by == GROUPING_RFM)
		return segment_box_name(group);
	if (g->by == GROUPING_CLUSTER)
		return g->kinds.name[group];
	if (!g->levels.n && group == ACTIVITY_UNKNOWN)
		return SPAN("");
	return level_name(g, (size_t)group);
}

/* Boxes of scores have all users ranked as one group. */
static int
group_of(const struct grouping *g, const struct person *u, const struct activity_view *v)
{
	switch (g->by) {
	case GROUPING_LEVELS:
		return (int)level_of(g, u, v);
	case GROUPING_LIFECYCLE:
		return (int)v->cycle;
	case GROUPING_CLUSTER:
		return (int)u->group;
	default:
		return 0;
	}
}

/* A person, as ranks see him. */
static struct segment_user
ranked(const struct grouping *g, const struct person *u, const struct activity_view *v)
{
	const struct activity *a = &u->activity;

	return (struct segment_user){
		.group = group_of(g, u, v),
		.last = a->last,
		.l28 = v->l28,
		.events = a->events,
		.mass = g->valued ? u->value : (int64_t)a->events,
	};
}

/* Boxes are known when all have been ranked. */
static void
count_boxes(struct grouping *g, const struct population *p)
{
	struct table_walk walk = { 0 };
	const struct person *u;
	struct grouped to;

	memset(g->segments.users, 0, sizeof g->segments.users);
	while ((u = table_next(&p->users, &walk))) {
		grouping_find(g, u, &to);
		g->segments.users[segment_box(&to.place)][SEGMENT_ALL]++;
	}
}

void
grouping_begin(struct grouping *g, struct population *p)
{
	struct table_walk walk = { 0 };
	const struct person *u;

	g->valued = p->rules.value.text;
	if (g->by == GROUPING_CLUSTER)
		kinds_find(&g->kinds, p, &g->frame, (size_t)g->clusters, g->salt);
	segment_init(&g->segments, (uint64_t)g->min);
	if (g->by == GROUPING_RFM)
		g->segments.scoring = SEGMENT_QUANTILE;
	if (g->valued)
		g->segments.mass_unit = MICRO_ONE;
	while ((u = table_next(&p->users, &walk))) {
		struct activity_view v = activity_view(&u->activity, &g->frame);
		struct segment_user user = ranked(g, u, &v);

		segment_add(&g->segments, &user);
	}
	segment_settle(&g->segments);
	if (g->by == GROUPING_RFM)
		count_boxes(g, p);
}

void
grouping_free(struct grouping *g)
{
	segment_free(&g->segments);
	kinds_free(&g->kinds);
}

void
grouping_find(const struct grouping *g, const struct person *u, struct grouped *to)
{
	struct segment_user user;

	to->view = activity_view(&u->activity, &g->frame);
	user = ranked(g, u, &to->view);
	to->place = segment_find(&g->segments, &user);
	to->activity = level_name(g, level_of(g, u, &to->view));
	if (g->by == GROUPING_RFM) {
		to->place.tier = SEGMENT_ALL;
		to->segment = segment_box_name(segment_box(&to->place));
	} else {
		to->segment = segment_name(group_name(g, user.group), to->place.tier, to->text);
	}
}

static int
groups(const struct grouping *g)
{
	if (g->by == GROUPING_LEVELS)
		return g->levels.n ? (int)g->levels.n : ACTIVITY_LEVELS;
	if (g->by == GROUPING_CLUSTER)
		return (int)g->kinds.n;
	return g->by == GROUPING_LIFECYCLE ? ACTIVITY_CYCLES : SEGMENT_BOXES;
}

/* "core  401  4.0%  lo 100, mid 150, hi 151", for each group that has users. */
static void
print_group(const struct grouping *g, struct span name, const uint64_t users[], uint64_t all)
{
	char tiers[128] = "", text[NUM_GROUPED];
	uint64_t sum = users[SEGMENT_ALL];
	int n = 0, width = g->by >= GROUPING_RFM ? 18 : 11;

	for (int t = SEGMENT_LO; t <= SEGMENT_HI; t++) {
		sum += users[t];
		if (users[t])
			n += snprintf(tiers + n, sizeof tiers - (size_t)n, "%s%s %s", n ? ", " : "  ",
			    segment_tier_name((enum segment_tier)t).p, num_grouped(users[t], text));
	}
	if (sum)
		warn("%-*.*s %11s %5.1f%%%s", width, (int)name.n, name.p, num_grouped(sum, text),
		    100 * (double)sum / (double)all, tiers);
}

void
grouping_print(const struct grouping *g, const char *tz, uint64_t users)
{
	char day[TSTAMP_TEXT], text[NUM_GROUPED];
	int span = activity_span(&g->frame);
	bool few = span < ACTIVITY_SHORTEST && g->by == GROUPING_LEVELS && !g->levels.n;

	day[tstamp_format_date(g->frame.as_of, day)] = '\0';
	warn("%s users as of %s (%s), %d %s%s of data%s", num_grouped(users, text), day, tz, span,
	    g->frame.unit == ACTIVITY_WEEKS ? "week" : "day", span == 1 ? "" : "s",
	    few ? ": too few for levels, there are only tiers" : "");
	for (int i = 0; i < groups(g); i++)
		print_group(g, g->by == GROUPING_LEVELS ? level_name(g, (size_t)i) : group_name(g, i),
		    g->segments.users[i], users);
}
