#include "conversion_record.h"

enum { GOAL, WINDOW, ESTIMAND, CONVERTED, MATURE, SEVERAL, KEYS };

static const struct span names[KEYS] = {
	{ "goal", 4 }, { "window_s", 8 }, { "estimand", 8 },
	{ "converted", 9 }, { "mature", 6 }, { "several_messages", 16 },
};

void
conversion_reader_init(struct conversion_reader *r)
{
	user_reader_init(&r->user);
	jscan_keys_init(&r->keys, names, KEYS);
}

void
conversion_reader_free(struct conversion_reader *r)
{
	user_reader_free(&r->user);
}

static int
refuse(struct reject *why, int key, struct span line, struct span value, const char *reason,
    const char *text)
{
	return rejects_why(why, line, names[key], value, reason, text);
}

/* *to is what it is where the value is missing. */
static int
read_bool(struct span value, bool *to)
{
	if (span_is(value, "true") || span_is(value, "false"))
		*to = value.p[0] == 't';
	else if (value.n)
		return -1;
	return 0;
}

static int
read_values(struct span line, const struct span *value, struct conversion_record *c,
    struct reject *why)
{
	bool *const to[KEYS] = { [CONVERTED] = &c->converted, [MATURE] = &c->mature,
		[SEVERAL] = &c->several_messages };

	if (value[ESTIMAND].n && !span_is(value[ESTIMAND], "\"user\""))
		return refuse(why, ESTIMAND, line, value[ESTIMAND], "not_user",
		    "no record of a user: see ev-convert --estimand");
	if (!value[CONVERTED].n)
		return refuse(why, CONVERTED, line, value[CONVERTED], "bad_field", "missing");
	c->mature = true;
	for (int i = CONVERTED; i < KEYS; i++)
		if (read_bool(value[i], to[i]))
			return refuse(why, i, line, value[i], "bad_field", "neither true nor false");
	c->goal = value[GOAL];
	c->window = value[WINDOW];
	return 0;
}

int
conversion_record_read(struct conversion_reader *r, struct span line,
    struct conversion_record *to, struct reject *why)
{
	struct span value[KEYS];
	uint64_t differing;

	*to = (struct conversion_record){ 0 };
	if (user_record_read(&r->user, line, &to->user, why))
		return -1;
	differing = jscan_pick(&r->user.scan, &r->keys, value);
	if (differing) {
		int key = __builtin_ctzll(differing);

		return refuse(why, key, line, value[key], "dup_key", "given twice, with different values");
	}
	return read_values(line, value, to, why);
}
