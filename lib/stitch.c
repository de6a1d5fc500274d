#include "stitch.h"

#include "diag.h"
#include "jpath.h"
#include "jtext.h"

enum { REFUSED_SHOWN = 3 };

int
stitch_begin(struct stitch *s, struct run *run, struct fault *why)
{
	s->run = run;
	s->text.max = SIZE_MAX / 2;
	links_init(&s->links);
	table_init(&s->blocked, sizeof(uint64_t));
	if (s->mode == STITCH_STRICT && !s->max_users)
		s->max_users = 1;
	return s->links_file ? links_load(&s->links, s->links_file, run->max_line, why) : 0;
}

void
stitch_free(struct stitch *s)
{
	links_free(&s->links);
	table_free(&s->blocked);
	jscan_free(&s->scan);
	placeholder_free(&s->placeholder);
	buf_free(&s->text);
}

int
stitch_save(const struct stitch *s, struct fault *why)
{
	return s->links_file ? links_save(&s->links, s->links_file, why) : 0;
}

/* ---- ids ---- */

/* The id, or none if it names nobody. */
static struct span
real(const struct stitch *s, struct span id)
{
	if (id.n && placeholder_is(&s->placeholder, id))
		id.n = 0;
	return id;
}

/* ---- first reading: links ---- */

static void
count_blocked(struct stitch *s, struct span id)
{
	if (!id.n || real(s, id).n)
		return;
	++*(uint64_t *)table_put(&s->blocked, id, NULL);
	tally_add(&s->run->tally, TALLY_NOTE, "placeholder_id", 1);
}

/* A Segment alias says who the user was before, in its metadata. */
static struct span
earlier_id(struct stitch *s, const struct event *e)
{
	static const struct jpath path = { .step = { { "previousId", 10 } }, .n = 1 };
	struct span value, text;

	s->text.n = 0;
	if (!span_eq(e->event, SPAN("alias")) || !jpath_find(&path, e->metadata, &value) ||
	    value.p[0] != '"' || jtext_decode(value, &s->text, &text) ||
	    span_eq(text, e->user_id))
		return (struct span){ 0 };
	return real(s, text);
}

static void
see(void *arg, const struct event *e, const struct place *at)
{
	struct stitch *s = arg;
	struct span user = real(s, e->user_id), anon = real(s, e->anonymous_id), earlier;

	count_blocked(s, e->user_id);
	count_blocked(s, e->anonymous_id);
	if (!user.n && !anon.n) {
		struct reject why = { .at = *at, .field = SPAN("user_id"), .reason = "no_identity",
			.text = "only ids that name nobody", .raw = e->line };

		run_reject(s->run, &why);
	} else if (user.n) {
		if (anon.n)
			links_see(&s->links, anon, user, e->timestamp.ns, false);
		earlier = earlier_id(s, e);
		if (earlier.n)
			links_see(&s->links, earlier, user, e->timestamp.ns, true);
	}
}

/* ---- second reading: turns ---- */

static uint32_t
most_users(const struct stitch *s)
{
	return s->max_users && s->max_users < UINT32_MAX ? (uint32_t)s->max_users : UINT32_MAX;
}

static bool
shared(const struct stitch *s, const struct links_anon *a)
{
	return a->users > 1 && a->users <= most_users(s);
}

static void
see_turn(struct stitch *s, struct span anon, struct span user, int64_t ns)
{
	struct links_anon *a = anon.n ? links_anon(&s->links, anon) : NULL;

	if (a && shared(s, a))
		links_turn(&s->links, a, links_user(&s->links, user), ns);
}

static void
see_again(void *arg, const struct event *e, const struct place *at)
{
	struct stitch *s = arg;
	struct span user = real(s, e->user_id);

	(void)at;
	if (!user.n)
		return;
	see_turn(s, real(s, e->anonymous_id), user, e->timestamp.ns);
	see_turn(s, earlier_id(s, e), user, e->timestamp.ns);
}

static bool
any_shared(const struct stitch *s)
{
	struct table_walk w = { 0 };
	const struct links_anon *a;

	while ((a = table_next(&s->links.anons, &w)))
		if (shared(s, a))
			return true;
	return false;
}

/* ---- last reading: events ---- */

static void
note(struct stitch *s, const char *name)
{
	tally_add(&s->run->tally, TALLY_NOTE, name, 1);
}

/* By the device; NULL: it stays anonymous. */
static const struct links_user *
find_user(struct stitch *s, struct span anon, int64_t ns)
{
	struct links_anon *a = anon.n ? links_anon(&s->links, anon) : NULL;
	const struct links_user *u;

	if (!a)
		return NULL;
	if (a->users > most_users(s)) {
		note(s, "quarantined");
		return NULL;
	}
	u = s->mode == STITCH_GRAPH ? links_canonical(&a->node) : links_at(&s->links, a, ns);
	if (u && a->users > 1)
		note(s, "shared");
	if (u)
		note(s, "linked");
	return u;
}

static struct span
resolve(struct stitch *s, const struct event *e)
{
	struct span user = real(s, e->user_id);
	const struct links_user *u = NULL;

	if (!user.n) {
		u = find_user(s, real(s, e->anonymous_id), e->timestamp.ns);
		return u ? links_user_id(&s->links, u) : user;
	}
	if (s->mode == STITCH_GRAPH) {
		struct links_user *own = links_user(&s->links, user);
		struct span id;

		if (own && (u = links_canonical(&own->node))) {
			id = links_user_id(&s->links, u);
			if (!span_eq(id, user))
				note(s, "merged");
			return id;
		}
	}
	return user;
}

static void
write_event(void *arg, const struct event *e, const struct place *at)
{
	struct stitch *s = arg;
	struct out *out = &s->run->out;
	struct span user;

	(void)at;
	if (!real(s, e->user_id).n && !real(s, e->anonymous_id).n)
		return;
	user = resolve(s, e);
	if (!user.n)
		note(s, "anonymous");
	if (span_eq(user, e->user_id))
		buf_put(&out->buf, e->line);
	else
		stitch_line(&s->scan, e->line, user, &out->buf);
	out_end_line(out);
	s->run->tally.used++;
	s->run->tally.written++;
}

/* ---- all of it ---- */

static void
refuse(void *arg, const struct links *l, const struct links_link *link)
{
	struct stitch *s = arg;
	struct span anon = links_anon_id(l, link->anon), user = links_user_id(l, link->user);

	if (s->refused++ < REFUSED_SHOWN && !s->run->quiet)
		warn("'%.*s' and '%.*s' are not joined: more than %lld ids would be one person",
		    SPAN_SHOW(anon), SPAN_SHOW(user), (long long)s->max_component);
}

static void
measure(const struct stitch *s)
{
	struct tally *t = &s->run->tally;

	tally_add(t, TALLY_MEASURE, "links", s->links.pairs.n);
	tally_add(t, TALLY_MEASURE, "link_bytes", table_bytes(&s->links.pairs) +
	    table_bytes(&s->links.anons) + table_bytes(&s->links.users));
	if (s->refused)
		tally_add(t, TALLY_NOTE, "refused_merges", s->refused);
}

void
stitch_files(struct stitch *s, char *const paths[], int n)
{
	uint32_t most = s->max_component < UINT32_MAX ? (uint32_t)s->max_component : UINT32_MAX;
	struct again again;

	again_first(&again, s->run, paths, n, see, s);
	progress_clear(&s->run->progress);
	if (s->mode == STITCH_GRAPH) {
		links_join(&s->links, most, most_users(s), refuse, s);
	} else {
		if (any_shared(s))
			again_read(&again, see_again, s);
		links_settle(&s->links, most_users(s));
	}
	again_read(&again, write_event, s);
	again_free(&again);
	measure(s);
}
