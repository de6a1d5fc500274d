#include "user_record.h"

#include "num.h"

enum { USER_ID, SEGMENT, ACTIVITY, MESSAGE, TEXTS, KEYS = TEXTS + USER_NUMBERS };

static const struct span names[KEYS] = {
	{ "user_id", 7 }, { "segment", 7 }, { "activity", 8 }, { "message", 7 },
	{ "events", 6 }, { "l28", 3 }, { "recency_days", 12 }, { "tenure_days", 11 },
};

void
user_reader_init(struct user_reader *r)
{
	*r = (struct user_reader){ 0 };
	jscan_keys_init(&r->keys, names, KEYS);
}

void
user_reader_free(struct user_reader *r)
{
	jscan_free(&r->scan);
	buf_free(&r->scratch);
}

struct span
user_number_name(enum user_number n)
{
	return names[TEXTS + n];
}

static int
refuse(struct reject *why, int key, struct span line, struct span value, const char *reason,
    const char *text)
{
	return rejects_why(why, line, names[key], value, reason, text);
}

static int
read_text(struct user_reader *r, struct span value, struct span *to)
{
	*to = value;
	if (!value.n || span_is(value, "null"))
		to->n = 0;
	else if (value.p[0] == '{' || value.p[0] == '[')
		return -1;
	else if (value.p[0] == '"')
		return jtext_decode(value, &r->scratch, to);
	return 0;
}

static int
read_texts(struct user_reader *r, struct span line, const struct span *value,
    struct user_record *u, struct reject *why)
{
	struct span *const to[TEXTS] = { &u->user_id, &u->segment, &u->activity, &u->message };
	size_t room = TEXTS;

	/* One allocation at most: decoded texts stay where they are. */
	for (int i = 0; i < TEXTS; i++)
		room += value[i].n;
	r->scratch.n = 0;
	buf_room(&r->scratch, room);
	for (int i = 0; i < TEXTS; i++)
		if (read_text(r, value[i], to[i]))
			return refuse(why, i, line, value[i], "bad_field",
			    "no text, or one with a lone surrogate");
	if (!u->user_id.n)
		return refuse(why, USER_ID, line, value[USER_ID], "no_identity", "missing or empty");
	u->has_message = value[MESSAGE].n > 0;
	return 0;
}

static int
read_numbers(struct span line, const struct span *value, struct user_record *u, struct reject *why)
{
	for (int i = 0; i < USER_NUMBERS; i++) {
		struct span v = value[TEXTS + i];

		u->number[i] = 0;
		u->has[i] = v.n && !span_is(v, "null");
		if (u->has[i] && num_int(v, 0, i == USER_EVENTS ? INT64_MAX : INT32_MAX, &u->number[i]))
			return refuse(why, TEXTS + i, line, v, "bad_value", "no whole number from 0 on");
	}
	return 0;
}

int
user_record_read(struct user_reader *r, struct span line, struct user_record *to,
    struct reject *why)
{
	struct span value[KEYS];
	uint64_t differing;

	*why = (struct reject){ .at = { .byte = 1 } };
	if (jscan_object(&r->scan, line)) {
		why->reason = "bad_json";
		why->text = r->scan.why;
		why->at.byte = r->scan.at + 1;
		return -1;
	}
	differing = jscan_pick(&r->scan, &r->keys, value);
	if (differing) {
		int key = __builtin_ctzll(differing);

		return refuse(why, key, line, value[key], "dup_key", "given twice, with different values");
	}
	return read_texts(r, line, value, to, why) ? -1 : read_numbers(line, value, to, why);
}
