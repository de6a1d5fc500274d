#include "timeformat.h"

/* What a letter stands for, and the slot of its value. */
enum field { YEAR, MONTH, DAY, HOUR, HOUR12, MINUTE, SECOND, NOON, FRACTION, ZONE, FIELDS };

struct letter {
	char c;
	bool may_be_short;     /* "%-d" */
	enum field field;
	int digits;            /* 0: not a number of so many */
	const char *means;     /* other letters; or NULL */
};

static const struct letter letters[] = {
	{ 'Y', false, YEAR, 4, NULL }, { 'm', true, MONTH, 2, NULL }, { 'd', true, DAY, 2, NULL },
	{ 'H', true, HOUR, 2, NULL }, { 'I', true, HOUR12, 2, NULL }, { 'M', false, MINUTE, 2, NULL },
	{ 'S', false, SECOND, 2, NULL }, { 'b', false, MONTH, 0, NULL },
	{ 'B', false, MONTH, 0, NULL }, { 'p', false, NOON, 0, NULL },
	{ 'f', false, FRACTION, 0, NULL }, { 'z', false, ZONE, 0, NULL },
	{ 'F', false, FIELDS, 0, "%Y-%m-%d" }, { 'T', false, FIELDS, 0, "%H:%M:%S" },
};

static const char *const months[] = { "january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december" };

static const struct letter *
letter_of(char c)
{
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (letters[i].c == c)
			return &letters[i];
	return NULL;
}

/* ---- the format's parts ---- */

struct part {
	const struct letter *letter;   /* NULL: the byte `c` itself */
	bool is_short;
	char c;
};

/* A place in the format, and the one to come back to behind %F or %T. */
struct cursor {
	const char *at, *back;
};

/* 1, 0 at the end, -1 for a letter that there is not. */
static int
next_part(struct cursor *c, struct part *p)
{
	if (!*c->at && c->back) {
		c->at = c->back;
		c->back = NULL;
	}
	*p = (struct part){ .c = *c->at };
	if (!*c->at)
		return 0;
	if (*c->at++ != '%')
		return 1;
	p->is_short = *c->at == '-';
	if (p->is_short)
		c->at++;
	if (*c->at == '%' && !p->is_short) {
		c->at++;
		return 1;
	}
	if (!*c->at || !(p->letter = letter_of(*c->at)) ||
	    (p->is_short && !p->letter->may_be_short))
		return -1;
	c->at++;
	if (!p->letter->means)
		return 1;
	c->back = c->at;
	c->at = p->letter->means;
	return next_part(c, p);
}

static const char *
check_fields(const unsigned char *count)
{
	for (int i = 0; i < FIELDS; i++)
		if (count[i] > 1)
			return "names a part of the time twice";
	if (!count[YEAR] || !count[MONTH] || !count[DAY])
		return "names no day: it needs %Y, %m or %b, and %d";
	if (count[HOUR] && count[HOUR12])
		return "names the hour twice, by %H and %I";
	if (count[HOUR12] != count[NOON])
		return "%I and %p only have a meaning together";
	if (count[MINUTE] > count[HOUR] + count[HOUR12] || count[SECOND] > count[MINUTE] ||
	    count[FRACTION] > count[SECOND])
		return "names minutes without hours, seconds without minutes, or a fraction "
		    "without seconds";
	return NULL;
}

const char *
timeformat_check(const char *format)
{
	unsigned char count[FIELDS] = { 0 };
	struct cursor at = { format, NULL };
	struct part p;
	bool open = false;     /* the last part may go on in the next one's digits */
	int rc;

	while ((rc = next_part(&at, &p)) > 0) {
		bool number = p.letter ? p.letter->digits || p.letter->field == FRACTION :
		    p.c >= '0' && p.c <= '9';

		if (open && number)
			return "a number that may be short needs something behind it that is none";
		open = p.is_short || (p.letter && p.letter->field == FRACTION);
		if (p.letter && count[p.letter->field] < 2)
			count[p.letter->field]++;
	}
	if (rc < 0)
		return "knows only %Y %m %d %H %M %S %b %B %I %p %f %z %F %T %%, and %-m %-d %-H %-I";
	return check_fields(count);
}

/* ---- the text ---- */

/* At least `least` digits, at most `most`. */
static bool
take_number(struct span *s, size_t least, size_t most, int64_t *to)
{
	size_t n = 0;

	*to = 0;
	for (; n < s->n && n < most && s->p[n] >= '0' && s->p[n] <= '9'; n++)
		*to = *to * 10 + (s->p[n] - '0');
	*s = span_after(*s, n);
	return n >= least;
}

static bool
take_word(struct span *s, const char *word, size_t n)
{
	if (s->n < n || strncasecmp(s->p, word, n))
		return false;
	*s = span_after(*s, n);
	return true;
}

static bool
take_month(struct span *s, bool whole, int64_t *to)
{
	for (int i = 0; i < 12; i++)
		if (take_word(s, months[i], whole ? strlen(months[i]) : 3)) {
			*to = i + 1;
			return true;
		}
	return false;
}

static bool
take_noon(struct span *s, int64_t *pm)
{
	*pm = s->n && (s->p[0] | 0x20) == 'p';
	return take_word(s, *pm ? "pm" : "am", 2);
}

static bool
take_fraction(struct span *s, int64_t *ns, struct tstamp *to)
{
	size_t n = 0;
	int64_t worth = TSTAMP_SECOND / 10;

	*ns = 0;
	for (; n < s->n && s->p[n] >= '0' && s->p[n] <= '9'; n++, worth /= 10)
		*ns += (s->p[n] - '0') * worth;
	to->digits = n <= 3 ? 3 : n <= 6 ? 6 : 9;
	to->odd |= n > 9 ? TSTAMP_CUT : 0;
	*s = span_after(*s, n);
	return n > 0;
}

static bool
take_part(const struct part *p, struct span *s, int64_t *field, struct tstamp *to)
{
	const struct letter *l = p->letter;
	size_t digits;

	if (!l) {
		bool there = s->n && s->p[0] == p->c;

		*s = span_after(*s, there);
		return there;
	}
	digits = (size_t)l->digits;
	if (digits)
		return take_number(s, p->is_short ? 1 : digits, digits, &field[l->field]);
	if (l->field == MONTH)
		return take_month(s, l->c == 'B', &field[MONTH]);
	if (l->field == NOON)
		return take_noon(s, &field[NOON]);
	if (l->field == FRACTION)
		return take_fraction(s, &field[FRACTION], to);
	to->odd &= (unsigned char)~TSTAMP_NO_ZONE;
	return s->n && tstamp_take_zone(s, &field[ZONE], to);
}

/* By the rules of tstamp_parse; 12 AM is midnight, 12 PM noon. */
static int
join(const int64_t *field, bool twelve, struct tstamp *to)
{
	int64_t days, h = field[HOUR], m = field[MINUTE], s = field[SECOND], ns = field[FRACTION];

	if (!tstamp_days(field[YEAR], field[MONTH], field[DAY], &days))
		return -1;
	if (twelve && (field[HOUR12] < 1 || field[HOUR12] > 12))
		return -1;
	if (twelve)
		h = field[HOUR12] % 12 + 12 * field[NOON];
	if (m > 59 || s > 60 || h > 24 || (h == 24 && (m || s || ns)))
		return -1;
	if (s == 60) {
		to->odd |= TSTAMP_LEAP;
		ns = 0;
	}
	return tstamp_join(days * 86400 + h * 3600 + m * 60 + s - field[ZONE], ns, &to->ns);
}

int
timeformat_parse(const char *format, struct span text, struct tstamp *to)
{
	int64_t field[FIELDS] = { 0 };
	struct cursor at = { format, NULL };
	struct part p;
	bool twelve = false;

	*to = (struct tstamp){ .digits = 3, .odd = TSTAMP_NO_ZONE };
	while (next_part(&at, &p) > 0) {
		if (!take_part(&p, &text, field, to))
			return -1;
		twelve |= p.letter && p.letter->field == HOUR12;
	}
	return text.n ? -1 : join(field, twelve, to);
}
