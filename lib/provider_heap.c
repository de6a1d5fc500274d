/*
 * Heap: events as JSON. Who is identified has `identity`; others are Heap's
 * user, an integer in `user_id`, or the second number of `id`, "(project,user)".
 * Times are UTC and name no zone. help.heap.io, Heap Connect's data schema.
 */
#include "provider.h"

static bool
claims(const struct span *value)
{
	bool call = false;

	for (int i = PROVIDER_CALL; i < PROVIDER_SIGNS; i++)
		call |= value[i].n > 0;
	return !call && !value[PROVIDER_TIMESTAMP].n && (value[PROVIDER_EVENT_ID].n ||
	    value[PROVIDER_SESSION_ID].n) && (value[PROVIDER_TYPE].n || value[PROVIDER_OBJECT].n) &&
	    provider_signed(value, PROVIDER_BIT(PROVIDER_TIME), PROVIDER_BIT(PROVIDER_TYPE) |
	    PROVIDER_BIT(PROVIDER_USER_ID) | PROVIDER_BIT(PROVIDER_ID) |
	    PROVIDER_BIT(PROVIDER_IDENTITY));
}

static const struct mapping mapping = {
	.rule = {
		[MAPPING_USER_ID] = { .path = { "identity" } },
		[MAPPING_ANONYMOUS_ID] = { .path = { "user_id" } },
		[MAPPING_TIMESTAMP] = { .path = { "time" } },
		[MAPPING_EVENT] = { .path = { "type", "object" } },
		[MAPPING_EVENT_ID] = { .path = { "event_id" } },
		[MAPPING_METADATA] = { .path = { "properties" } },
	},
	.source = "heap",
	.rest = MAPPING_REST_CONTEXT,
	.utc = true,
};

static bool
is_digits(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

/* The user of "(project,user)"; empty if it is none. */
static struct span
user_of_pair(struct span value)
{
	struct span rest = value, project;

	if (!span_starts(rest, SPAN("\"(")) || !span_ends(rest, SPAN(")\"")) || rest.n < 4)
		return (struct span){ 0 };
	rest = (struct span){ rest.p + 2, rest.n - 4 };
	project = span_cut(&rest, ',');
	return is_digits(project) && is_digits(rest) ? rest : (struct span){ 0 };
}

static int
heap_read(struct normal *n, const struct record *r, const struct span *value,
    struct normal_event *e, struct reject *why)
{
	struct span user = user_of_pair(value[PROVIDER_ID]);

	if (mapping_read(n, &mapping, r, e, why))
		return -1;
	if (!e->anonymous_id.n && normal_id(n, user, &e->anonymous_id, &e->flags, why) == 0)
		e->anonymous_id_from = "id";
	return 0;
}

const struct provider provider_heap = {
	.name = "heap",
	.keys = provider_signs,
	.n = PROVIDER_SIGNS,
	.claims = claims,
	.read = heap_read,
};
