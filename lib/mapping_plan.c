#include "mapping_plan.h"

#include "diag.h"
#include "jtext.h"

static size_t
slot_of(struct mapping_plan *p, struct span key)
{
	size_t slot = 0;

	while (slot < p->keys && !span_eq(p->key[slot], key))
		slot++;
	if (slot == MAPPING_KEYS)
		die(DIAG_STOPPED, "a mapping of more than %d members", MAPPING_KEYS);
	if (slot == p->keys)
		p->key[p->keys++] = key;
	return slot;
}

static void
plan_place(struct mapping_plan *p, struct mapping_place *at, const char *text)
{
	const char *why = *text ? jpath_parse(&at->path, text) : "an empty path";

	if (why)
		die(DIAG_STOPPED, "mapping: '%s': %s", text, why);
	at->slot = slot_of(p, at->path.step[0]);
	for (size_t step = 1; step < at->path.n; step++)
		at->deeper.step[at->deeper.n++] = at->path.step[step];
}

static struct span
json_string(struct mapping_plan *p, const char *text)
{
	struct buf b = { 0 };
	struct span kept;

	jtext_encode(&b, span_of(text));
	kept = arena_copy(&p->texts, buf_span(&b));
	buf_free(&b);
	return kept;
}

static void
plan_renames(struct mapping_plan *p, const struct mapping *m)
{
	table_init(&p->renames, sizeof(struct mapping_renamed));
	for (size_t i = 0; i < m->renames; i++) {
		struct mapping_renamed *r = table_put(&p->renames, json_string(p, m->rename[i].from), NULL);

		*r = (struct mapping_renamed){ json_string(p, m->rename[i].to), i };
	}
	p->hits.rename = arena_new(&p->texts, (m->renames + 1) * sizeof *p->hits.rename);
}

/* A dropped member is left out of the rest; a place inside one is cut out. */
static void
plan_drops(struct mapping_plan *p, const struct mapping *m)
{
	struct mapping_place at = { 0 };
	size_t n = 0;

	while (m->drop && m->drop[n])
		n++;
	p->hits.drop = arena_new(&p->texts, (n + 1) * sizeof *p->hits.drop);
	for (size_t i = 0; i < n; i++) {
		if (jpath_parse(&at.path, m->drop[i]) || !at.path.n)
			die(DIAG_STOPPED, "mapping: '%s': no place", m->drop[i]);
		if (at.path.n > 1)
			mapping_drop_add(&p->drop, m->drop[i], &p->hits.drop[i]);
		else
			p->dropped[slot_of(p, arena_copy(&p->texts, at.path.step[0]))] = i + 1;
	}
	jpath_free(&at.path);
}

static struct mapping_plan *
plan_new(struct normal *n, const struct mapping *m)
{
	struct mapping_plan *p = calloc(1, sizeof *p);

	if (!p)
		die_errno(DIAG_STOPPED, "memory for a mapping");
	p->m = m;
	for (size_t f = 0; f < MAPPING_FIELDS; f++)
		for (size_t i = 0; i < MAPPING_PATHS && m->rule[f].path[i]; i++)
			plan_place(p, &p->place[f][i], m->rule[f].path[i]);
	p->aside |= UINT64_C(1) << slot_of(p, SPAN("_source"));
	for (size_t i = 0; m->aside && m->aside[i]; i++)
		p->aside |= UINT64_C(1) << slot_of(p, span_of(m->aside[i]));
	plan_renames(p, m);
	plan_drops(p, m);
	if (m->source)
		p->source = json_string(p, m->source);
	jscan_keys_init(&p->picked, p->key, p->keys);
	p->next = n->plans;
	n->plans = p;
	return p;
}

static struct mapping_plan *
find(const struct normal *n, const struct mapping *m)
{
	struct mapping_plan *p = n->plans;

	while (p && p->m != m)
		p = p->next;
	return p;
}

struct mapping_plan *
mapping_plan(struct normal *n, const struct mapping *m)
{
	struct mapping_plan *p = find(n, m);

	return p ? p : plan_new(n, m);
}

const struct mapping_hits *
mapping_hits(const struct normal *n, const struct mapping *m)
{
	const struct mapping_plan *p = find(n, m);

	return p ? &p->hits : NULL;
}

void
mapping_free(struct normal *n)
{
	struct mapping_plan *next;

	for (struct mapping_plan *p = n->plans; p; p = next) {
		next = p->next;
		for (size_t f = 0; f < MAPPING_FIELDS; f++)
			for (size_t i = 0; i < MAPPING_PATHS; i++)
				jpath_free(&p->place[f][i].path);
		table_free(&p->renames);
		mapping_drop_free(&p->drop);
		arena_free(&p->texts);
		free(p);
	}
	n->plans = NULL;
}
