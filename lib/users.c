#include "users.h"

#include "jscan.h"
#include "jtext.h"
#include "num.h"
#include "sidefile.h"

enum { USER_ID, SEGMENT, ACTIVITY, MESSAGE, TEXTS, L28 = TEXTS, KEYS };

static const struct span names[KEYS] = {
	{ "user_id", 7 }, { "segment", 7 }, { "activity", 8 }, { "message", 7 },
	{ "l28", 3 },
};

void
users_init(struct users *u, struct words *words)
{
	u->words = words;
	table_init(&u->table, sizeof(struct user));
}

void
users_free(struct users *u)
{
	table_free(&u->table);
}

const struct user *
users_find(const struct users *u, struct span user_id)
{
	return table_find(&u->table, user_id);
}

struct reader {
	struct users *users;
	struct jscan scan;
	struct jscan_keys keys;
	struct buf scratch;
};

static int
refuse(struct reject *why, int key, struct span line, struct span value, const char *text)
{
	return rejects_why(why, line, names[key], value, "bad_field", text);
}

/* A string's text, or a number or word as it is written; none for null. */
static const char *
read_text(struct reader *r, struct span value, struct span *to)
{
	*to = value;
	if (!value.n || span_is(value, "null"))
		to->n = 0;
	else if (value.p[0] == '{' || value.p[0] == '[')
		return "is no text";
	else if (value.p[0] == '"' && jtext_decode(value, &r->scratch, to))
		return "has a lone surrogate";
	return NULL;
}

/* The number that ev-segment writes; anything else is as good as none. */
static int32_t
read_l28(struct span value)
{
	int64_t l28;

	return num_int(value, 0, 28, &l28) ? -1 : (int32_t)l28;
}

/* All of a record: value[L28] as written, text the others. */
static int
read_values(struct reader *r, struct span line, struct span *value, struct span *text,
    struct reject *why)
{
	size_t room = TEXTS;
	const char *wrong;
	uint64_t twice;

	if (jscan_object(&r->scan, line)) {
		why->at.byte = r->scan.at + 1;
		return rejects_why(why, line, SPAN(""), SPAN(""), "bad_json", r->scan.why);
	}
	if ((twice = jscan_pick(&r->scan, &r->keys, value))) {
		int key = __builtin_ctzll(twice);

		return refuse(why, key, line, value[key], "given twice, with different values");
	}
	/* One allocation at most: decoded texts stay where they are. */
	for (int i = 0; i < TEXTS; i++)
		room += value[i].n;
	r->scratch.n = 0;
	buf_room(&r->scratch, room);
	for (int i = 0; i < TEXTS; i++)
		if ((wrong = read_text(r, value[i], &text[i])))
			return refuse(why, i, line, value[i], wrong);
	return 0;
}

static int
take_user(void *arg, struct span line, struct reject *why)
{
	struct reader *r = arg;
	struct span value[KEYS], text[TEXTS] = { { 0 } };
	struct words *words = r->users->words;
	struct user user, *found;
	bool made;

	if (read_values(r, line, value, text, why))
		return -1;
	if (!text[USER_ID].n)
		return refuse(why, USER_ID, line, text[USER_ID], "missing or empty");
	user.segment = words_put(words, text[SEGMENT]);
	user.activity = words_put(words, text[ACTIVITY]);
	user.message = words_put(words, text[MESSAGE]);
	user.l28 = read_l28(value[L28]);
	found = table_put(&r->users->table, text[USER_ID], &made);
	if (!made && memcmp(found, &user, sizeof user) != 0)
		return refuse(why, USER_ID, line, text[USER_ID],
		    "given before, with another segment, activity, message or l28");
	*found = user;
	return 0;
}

int
users_read(struct users *u, const char *path, size_t max_line, struct fault *why)
{
	struct reader r = { .users = u };
	int rc;

	jscan_keys_init(&r.keys, names, KEYS);
	rc = sidefile_read(path, max_line, take_user, &r, why);
	jscan_free(&r.scan);
	buf_free(&r.scratch);
	return rc;
}
