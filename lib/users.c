#include "users.h"

#include "input.h"
#include "jscan.h"
#include "jtext.h"
#include "line.h"

enum { USER_ID, SEGMENT, ACTIVITY, MESSAGE, KEYS };

static const struct span names[KEYS] = {
	{ "user_id", 7 }, { "segment", 7 }, { "activity", 8 }, { "message", 7 },
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

/* Each NULL, or what is wrong, with the field *about or the whole line. */
static const char *
read_texts(struct reader *r, struct span line, struct span *text, struct span *about)
{
	struct span value[KEYS];
	size_t room = KEYS;
	const char *why;
	uint64_t twice;

	if (jscan_object(&r->scan, line))
		return r->scan.why;
	twice = jscan_pick(&r->scan, &r->keys, value);
	if (twice) {
		*about = names[__builtin_ctzll(twice)];
		return "given twice, with different values";
	}
	/* One allocation at most: decoded texts stay where they are. */
	for (int i = 0; i < KEYS; i++)
		room += value[i].n;
	r->scratch.n = 0;
	buf_room(&r->scratch, room);
	for (int i = 0; i < KEYS; i++) {
		*about = names[i];
		if ((why = read_text(r, value[i], &text[i])))
			return why;
	}
	return NULL;
}

static const char *
read_record(struct reader *r, struct span line, struct span *about)
{
	struct span text[KEYS] = { { 0 } };
	const char *why = read_texts(r, line, text, about);
	struct words *words = r->users->words;
	struct user user, *found;
	bool made;

	if (why)
		return why;
	*about = names[USER_ID];
	if (!text[USER_ID].n)
		return "missing or empty";
	user.segment = words_put(words, text[SEGMENT]);
	user.activity = words_put(words, text[ACTIVITY]);
	user.message = words_put(words, text[MESSAGE]);
	found = table_put(&r->users->table, text[USER_ID], &made);
	if (!made && memcmp(found, &user, sizeof user) != 0)
		return "given before, with another segment, activity or message";
	*found = user;
	return NULL;
}

static int
read_lines(struct reader *r, struct line_reader *lines, struct fault *why)
{
	struct span line, about = { "", 0 };
	const char *wrong;
	int got;

	while ((got = line_next(lines, &line)) > 0) {
		if (!line.n)
			continue;
		wrong = lines->over ? "longer than --max-line"
		    : lines->torn ? "the input ends inside the line"
		    : read_record(r, line, &about);
		if (wrong)
			return fault_set(why, "%s:%llu: %.*s%s%s", lines->in->name,
			    (unsigned long long)lines->line, SPAN_SHOW(about), about.n ? ": " : "",
			    wrong);
		about.n = 0;
	}
	if (got < 0)
		return fault_set(why, "%s: %s", lines->in->name, lines->why.text);
	return 0;
}

int
users_read(struct users *u, const char *path, size_t max_line, struct fault *why)
{
	struct reader r = { .users = u };
	struct line_reader lines;
	struct input in;
	int rc;

	if (input_open(&in, path, NULL, why))
		return -1;
	jscan_keys_init(&r.keys, names, KEYS);
	line_init(&lines, &in, max_line);
	rc = read_lines(&r, &lines, why);
	line_free(&lines);
	input_close(&in);
	jscan_free(&r.scan);
	buf_free(&r.scratch);
	return rc;
}
