/*
 * One value of a field: what it is, and what that adds to the field's figures.
 * A value that the field holds already adds to its counts only.
 */
#include "profile.h"

#include "decimal.h"
#include "jtext.h"
#include "placeholder.h"

/* Numbers with more digits are no amounts, and would cost memory. */
enum { LONGEST_NUMBER = 64 };

static enum profile_type
type_of(char first)
{
	switch (first) {
	case 'n': return PROFILE_NULL;
	case 't':
	case 'f': return PROFILE_BOOL;
	case '"': return PROFILE_STRING;
	case '[': return PROFILE_ARRAY;
	case '{': return PROFILE_OBJECT;
	default: return PROFILE_NUMBER;
	}
}

/* ---- numbers ---- */

static void
set(struct buf *to, struct span text)
{
	to->n = 0;
	buf_put(to, text);
}

static void
widen(struct profile_field *f, struct span number)
{
	if (number.n > LONGEST_NUMBER)
		return;
	if (!f->least.n || decimal_cmp(number, buf_span(&f->least)) < 0)
		set(&f->least, number);
	if (!f->most.n || decimal_cmp(number, buf_span(&f->most)) > 0)
		set(&f->most, number);
}

/* Whole, and over 2^53: many readers would change its last digits. */
static bool
is_big(struct span number)
{
	struct span digits = span_after(number, number.p[0] == '-');

	for (size_t i = 0; i < digits.n; i++)
		if (digits.p[i] < '0' || digits.p[i] > '9')
			return false;
	return digits.n > 16 || (digits.n == 16 && span_cmp(digits, SPAN("9007199254740992")) > 0);
}

/* ---- times ---- */

/* Which of the counted days, + 1; 0 where none are. */
static int32_t
count_time(struct profile_field *f, const struct tstamp *t)
{
	int32_t day = tstamp_day(tstamp_seconds(t->ns)) - PROFILE_DAY;

	if (!f->first.digits || t->ns < f->first.ns)
		f->first = *t;
	if (!f->final.digits || t->ns > f->final.ns)
		f->final = *t;
	if (!f->day)
		return 0;
	return 1 + (day <= PROFILE_BEFORE ? PROFILE_BEFORE : day >= PROFILE_BEHIND ? PROFILE_BEHIND : day);
}

/* A number stands for a time only where the field's name says so. */
static int32_t
number_time(struct profile_field *f, struct span number)
{
	enum tstamp_unit unit = TSTAMP_AUTO;
	struct tstamp t;

	return f->day && !tstamp_epoch(number, &unit, &t) ? count_time(f, &t) : 0;
}

/* ---- strings ---- */

static bool
names_nobody(const struct profile_field *f, struct span text)
{
	static const struct placeholder list = { 0 };

	return (f->role == PROFILE_USER || f->role == PROFILE_DEVICE) && placeholder_is(&list, text);
}

/* By both ends: "[::1]" is an address. */
static bool
looks_like_json(struct span text)
{
	bool object = span_starts(text, SPAN("{\"")) || span_is(text, "{}");
	bool array = span_starts(text, SPAN("[{")) || span_starts(text, SPAN("[\"")) ||
	    span_is(text, "[]");

	return (object && text.p[text.n - 1] == '}') || (array && text.p[text.n - 1] == ']');
}

static enum profile_kind
string_kind(struct profile_field *f, struct span text, int32_t *day)
{
	char first = text.n ? text.p[0] : 0;
	struct tstamp t;

	if (!text.n)
		return PROFILE_EMPTY;
	if (names_nobody(f, text))
		return PROFILE_NOBODY;
	if (looks_like_json(text))
		return PROFILE_JSON;
	if (first != '-' && (first < '0' || first > '9'))
		return PROFILE_PLAIN;
	if (text.n >= 10 && !tstamp_parse(text, &t)) {
		*day = count_time(f, &t);
		return PROFILE_TIME;
	}
	if (!decimal_is(text))
		return PROFILE_PLAIN;
	widen(f, text);
	*day = number_time(f, text);
	return PROFILE_DIGITS;
}

/* ---- any ---- */

/* What a value that is new to the field says. */
static enum profile_kind
kind_of(struct profile_field *f, enum profile_type type, struct span text, int32_t *day)
{
	*day = 0;
	if (type == PROFILE_STRING) {
		if (text.n > f->longest)
			f->longest = text.n;
		return string_kind(f, text, day);
	}
	if (type != PROFILE_NUMBER)
		return PROFILE_PLAIN;
	widen(f, text);
	*day = number_time(f, text);
	return is_big(text) ? PROFILE_BIG : PROFILE_PLAIN;
}

static struct span
text_of(struct profile *p, struct span value, bool escapes)
{
	struct span text = { value.p + 1, value.n - 2 };

	/* A lone surrogate is no text: such a string stands for itself. */
	p->text.n = 0;
	if (escapes && jtext_decode(value, &p->text, &text))
		text = (struct span){ value.p + 1, value.n - 2 };
	return text;
}

void
profile_value(struct profile *p, struct profile_field *f, struct span value, bool escapes)
{
	enum profile_type type = type_of(value.p[0]);
	struct sketch_slot *e;
	enum profile_kind kind;
	struct span text;
	uint64_t hash;
	int32_t day;

	f->type[type]++;
	if (type == PROFILE_NULL || type == PROFILE_OBJECT)
		return;
	text = type == PROFILE_STRING ? text_of(p, value, escapes) : value;
	hash = sketch_hash(text, type);
	if ((e = sketch_find(&f->values, hash))) {
		e->n++;
		kind = (enum profile_kind)(e->kind & 15);
		day = e->extra;
	} else {
		kind = kind_of(f, type, text, &day);
		if ((e = sketch_put(&f->values, hash, text))) {
			e->kind = (unsigned char)((unsigned)type << 4 | (unsigned)kind);
			e->extra = day;
		}
	}
	f->kind[kind]++;
	if (day)
		f->day[day - 1]++;
}
