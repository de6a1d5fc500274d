#include "conversion_record.h"

#include "tstamp.h"

enum { GOAL, WINDOW, ESTIMAND, CONVERTED, MATURE, SEVERAL, EXPOSED_AT, CONVERTED_AT, KEYS };

static const struct span names[KEYS] = {
	{ "goal", 4 }, { "window_s", 8 }, { "estimand", 8 },
	{ "converted", 9 }, { "mature", 6 }, { "several_messages", 16 },
	{ "exposed_at", 10 }, { "converted_at", 12 },
};

void
conversion_reader_init(struct conversion_reader *r)
{
	*r = (struct conversion_reader){ 0 };
	user_reader_init(&r->user);
	jscan_keys_init(&r->keys, names, KEYS);
}

void
conversion_reader_free(struct conversion_reader *r)
{
	user_reader_free(&r->user);
	buf_free(&r->scratch);
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

/* CONVERSION_RECORD_NEVER where the value is missing or null. */
static int
read_time(struct conversion_reader *r, struct span value, int64_t *to)
{
	struct tstamp t = { .ns = CONVERSION_RECORD_NEVER };
	struct span text;

	*to = t.ns;
	if (!value.n || span_is(value, "null"))
		return 0;
	r->scratch.n = 0;
	if (value.p[0] != '"' || jtext_decode(value, &r->scratch, &text) || tstamp_parse(text, &t))
		return -1;
	*to = t.ns;
	return 0;
}

static int
read_times(struct conversion_reader *r, struct span line, const struct span *value,
    struct conversion_record *c, struct reject *why)
{
	if (read_time(r, value[EXPOSED_AT], &c->exposed_ns))
		return refuse(why, EXPOSED_AT, line, value[EXPOSED_AT], "bad_ts", "not an RFC 3339 time");
	if (read_time(r, value[CONVERTED_AT], &c->converted_ns))
		return refuse(why, CONVERTED_AT, line, value[CONVERTED_AT], "bad_ts",
		    "not an RFC 3339 time");
	if (c->converted_ns != CONVERSION_RECORD_NEVER && c->converted_ns < c->exposed_ns)
		return refuse(why, CONVERTED_AT, line, value[CONVERTED_AT], "bad_ts",
		    "before exposed_at");
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
		return refuse(why, CONVERTED, line, value[CONVERTED], "bad_field",
		    "missing: no record that ev-convert wrote");
	c->mature = true;
	for (int i = CONVERTED; i <= SEVERAL; i++)
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
	return read_values(line, value, to, why) ? -1 : read_times(r, line, value, to, why);
}
