#include "exposure.h"

#include "diag.h"

void
exposure_free(struct exposures *x)
{
	free(x->shown);
	free(x->goal);
	free(x->sum);
	*x = (struct exposures){ 0 };
}

static void
make_room(struct exposures *x, size_t n)
{
	if (n <= x->cap)
		return;
	x->cap = n < 1024 ? 1024 : n + n / 2;
	x->shown = reallocarray(x->shown, x->cap, sizeof *x->shown);
	x->goal = reallocarray(x->goal, x->cap, sizeof *x->goal);
	x->sum = reallocarray(x->sum, x->cap + 1, sizeof *x->sum);
	if (!x->shown || !x->goal || !x->sum)
		die_errno(DIAG_STOPPED, "memory for one user's %zu events", n);
}

/* Sums up to each goal: those of any window are a difference. */
static bool
add_values(struct exposures *x, const struct messages *m)
{
	x->sum[0] = 0;
	for (size_t i = 0; i < x->goal_n; i++) {
		int64_t value = m->values ? message_get(m, x->event[x->goal[i]].what).value : 0;

		if (__builtin_add_overflow(x->sum[i], value, &x->sum[i + 1]))
			return false;
	}
	return true;
}

bool
exposure_load(struct exposures *x, const struct timeline_event *event, size_t n,
    const struct messages *m)
{
	make_room(x, n + 1);
	x->event = event;
	x->shown_n = x->goal_n = 0;
	x->at = x->from = x->to = x->own = 0;
	x->shares_left = 0;
	for (uint32_t i = 0; i < n; i++) {
		if (event[i].what & MESSAGE_SHOWN)
			x->shown[x->shown_n++] = i;
		if (event[i].what & MESSAGE_GOAL)
			x->goal[x->goal_n++] = i;
	}
	return add_values(x, m);
}

bool
exposure_message(const struct exposures *x, const struct messages *m, uint32_t *text)
{
	*text = 0;
	for (size_t i = 0; i < x->shown_n; i++) {
		uint32_t shown = message_get(m, x->event[x->shown[i]].what).text;

		if (shown && *text && shown != *text)
			return false;
		*text = shown ? shown : *text;
	}
	return true;
}

static int64_t
time_of(const struct exposures *x, uint32_t place)
{
	return x->event[place].ns;
}

static bool
is_both(const struct exposures *x, uint32_t place)
{
	return (~x->event[place].what & (MESSAGE_SHOWN | MESSAGE_GOAL)) == 0;
}

/* Of an exposure that is a goal too: it is never its own. Both come in order. */
static int64_t
own_value(struct exposures *x, uint32_t place)
{
	while (x->goal[x->own] != place)
		x->own++;
	return x->sum[x->own + 1] - x->sum[x->own];
}

bool
exposure_next(struct exposures *x, struct exposure_outcome *o)
{
	int64_t ns;
	size_t own;

	if (x->at == x->shown_n)
		return false;
	*o = (struct exposure_outcome){ .shown = x->shown[x->at++], .shares = 1 };
	ns = time_of(x, o->shown);
	while (x->from < x->goal_n && time_of(x, x->goal[x->from]) < ns)
		x->from++;
	x->to = x->to > x->from ? x->to : x->from;
	while (x->to < x->goal_n && timeline_within(ns, time_of(x, x->goal[x->to]), x->window))
		x->to++;
	/* Its own goal is one of those at ns. Which one does not matter: the
	 * first goal is at ns as well if there is another. */
	own = is_both(x, o->shown);
	o->goals = x->to - x->from - own;
	o->value = x->sum[x->to] - x->sum[x->from] - (own ? own_value(x, o->shown) : 0);
	if (o->goals)
		o->goal_ns = time_of(x, x->goal[x->from + own]);
	return true;
}

/* The exposures in whose window the goal lies become from .. to. */
static void
find_window(struct exposures *x, int64_t ns)
{
	while (x->to < x->shown_n && time_of(x, x->shown[x->to]) <= ns)
		x->to++;
	while (x->from < x->to && !timeline_within(time_of(x, x->shown[x->from]), ns, x->window))
		x->from++;
}

/* The next of those that share the goal before x->at. */
static void
give_share(struct exposures *x, struct exposure_outcome *o)
{
	x->share += x->shown[x->share] == x->goal[x->at - 1];
	o->shown = x->shown[x->share++];
	x->shares_left--;
}

/* The first or the last of from .. to that is not the goal itself. */
static uint32_t
touch_of(const struct exposures *x, enum exposure_touch touch, uint32_t goal)
{
	if (touch == EXPOSURE_FIRST)
		return x->shown[x->from] == goal ? x->shown[x->from + 1] : x->shown[x->from];
	return x->shown[x->to - 1] == goal ? x->shown[x->to - 2] : x->shown[x->to - 1];
}

bool
exposure_credit(struct exposures *x, enum exposure_touch touch, struct exposure_outcome *o)
{
	if (x->shares_left) {
		give_share(x, o);
		return true;
	}
	while (x->at < x->goal_n) {
		uint32_t goal = x->goal[x->at++];

		find_window(x, time_of(x, goal));
		*o = (struct exposure_outcome){ .goals = 1, .goal_ns = time_of(x, goal),
			.value = x->sum[x->at] - x->sum[x->at - 1],
			.shares = x->to - x->from - is_both(x, goal) };
		if (!o->shares) {
			x->lost++;
			continue;
		}
		x->credited++;
		if (touch == EXPOSURE_LINEAR) {
			x->share = x->from;
			x->shares_left = o->shares;
			give_share(x, o);
			return true;
		}
		o->shown = touch_of(x, touch, goal);
		o->shares = 1;
		return true;
	}
	return false;
}
