#include "levels.h"

#include <jansson.h>

#include "micro.h"
#include "num.h"

static const struct span fields[LEVELS_FIELDS] = {
	{ "recency_days", 12 }, { "tenure_days", 11 }, { "l7", 2 }, { "l28", 3 }, { "events", 6 },
	{ "value", 5 },
};

static struct span
trim(struct span s)
{
	while (s.n && s.p[0] == ' ')
		s = span_after(s, 1);
	while (s.n && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

static bool
is_op(char c)
{
	return c == '=' || c == '!' || c == '<' || c == '>';
}

/* Whether the operator is one, as "=", "<" or ">", perhaps with '=' behind it. */
static bool
read_op(struct span *rest, char op[2])
{
	op[0] = rest->p[0];
	op[1] = rest->n > 1 && rest->p[1] == '=' ? '=' : '\0';
	*rest = span_after(*rest, op[1] ? 2 : 1);
	return op[0] == '=' || op[0] == '!' ? (op[0] == '!') == (op[1] == '=') : true;
}

static const char *
read_term(struct span text, struct levels_term *t)
{
	size_t end = 0, i = 0;
	struct span name, rest;

	while (end < text.n && !is_op(text.p[end]))
		end++;
	if (end == text.n)
		return "not FIELD OP NUMBER, such as l28>=4";
	name = trim((struct span){ text.p, end });
	while (i < LEVELS_FIELDS && !span_eq(name, fields[i]))
		i++;
	if (i == LEVELS_FIELDS)
		return "not a field: recency_days, tenure_days, l7, l28, events, value";
	t->field = (enum levels_field)i;
	rest = span_after(text, end);
	if (!read_op(&rest, t->op))
		return "not one of = != < <= > >=";
	rest = trim(rest);
	if (t->field == LEVELS_VALUE ? micro_read(rest, &t->n) != 0
	                             : num_int(rest, INT64_MIN, INT64_MAX, &t->n) != 0)
		return "not a number that the field can have";
	return NULL;
}

static const char *
read_terms(struct span text, struct level *l)
{
	const char *why = NULL;

	while (text.n && !why) {
		if (l->terms == LEVELS_TERMS)
			return "more than 8 terms";
		why = read_term(span_cut(&text, ','), &l->term[l->terms++]);
	}
	return why;
}

static const char *
read_level(struct levels *l, const char *name, const json_t *condition)
{
	struct level *level = &l->level[l->n];
	const char *why;

	if (l->n == LEVELS_MOST)
		return "more than 64 levels";
	if (!*name || strlen(name) >= sizeof level->name)
		return "a name of 1 to 63 bytes is wanted";
	if (!json_is_string(condition))
		return "its condition is no string";
	if (l->n && !l->level[l->n - 1].terms)
		return "never reached: the level before it has no condition";
	snprintf(level->name, sizeof level->name, "%s", name);
	if ((why = read_terms(trim(span_of(json_string_value(condition))), level)))
		return why;
	for (size_t i = 0; i < level->terms; i++)
		l->of_value |= level->term[i].field == LEVELS_VALUE;
	l->n++;
	return NULL;
}

static int
read_levels(struct levels *l, const char *path, json_t *file, struct fault *why)
{
	const char *name, *wrong;
	json_t *condition;

	if (!json_is_object(file))
		return fault_set(why, "%s: no object of names and conditions", path);
	json_object_foreach(file, name, condition)
		if (strcmp(name, "//") != 0 && (wrong = read_level(l, name, condition)))
			return fault_set(why, "%s: %.64s: %s", path, name, wrong);
	if (!l->n || l->level[l->n - 1].terms)
		return fault_set(why, "%s: the last level must have \"\" as condition, for all "
		    "others", path);
	return 0;
}

int
levels_read(struct levels *l, const char *path, struct fault *why)
{
	json_error_t at;
	json_t *file = json_load_file(path, JSON_REJECT_DUPLICATES, &at);
	int rc;

	*l = (struct levels){ .n = 0 };
	if (!file && at.line < 0)
		return fault_set(why, "%s: %s", path, at.text);
	if (!file)
		return fault_set(why, "%s:%d:%d: %s", path, at.line, at.column, at.text);
	rc = read_levels(l, path, file, why);
	json_decref(file);
	return rc;
}

static bool
holds(const struct levels_term *t, int64_t n)
{
	bool equal = n == t->n;

	switch (t->op[0]) {
	case '<':
		return n < t->n || (t->op[1] && equal);
	case '>':
		return n > t->n || (t->op[1] && equal);
	default:
		return equal == (t->op[0] == '=');
	}
}

size_t
levels_find(const struct levels *l, const int64_t fact[LEVELS_FIELDS])
{
	for (size_t i = 0; i + 1 < l->n; i++) {
		bool all = true;

		for (size_t k = 0; k < l->level[i].terms && all; k++)
			all = holds(&l->level[i].term[k], fact[l->level[i].term[k].field]);
		if (all)
			return i;
	}
	return l->n - 1;
}
