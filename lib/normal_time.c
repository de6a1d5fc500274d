/*
 * normal.h's rules for times. The shapes that real exports have are those of
 * tstamp.h; here is what cannot be seen in one value alone.
 */
#include "normal.h"

#include "jtext.h"
#include "timeformat.h"

/* How a field's times are read. */
struct clock {
	enum tstamp_unit *stream;  /* what the stream's first number decided */
	enum tstamp_unit unit;     /* known beforehand, or AUTO */
	bool local;                /* numbers are civil time */
	bool utc;                  /* text without zone is UTC */
};

void
normal_begin(struct normal *n)
{
	n->unit = n->received_unit = TSTAMP_AUTO;
}

void
normal_end(struct normal *n)
{
	static const char *const note[] = { NULL, "epoch_s", "epoch_ms", "epoch_us", "epoch_ns" };
	uint64_t local;

	for (int unit = TSTAMP_S; unit <= TSTAMP_NS; unit++)
		if (n->epochs[unit])
			tally_add(n->tally, TALLY_NOTE, note[unit], n->epochs[unit]);
	if (lag_cluster(&n->lag, &local))
		tally_add(n->tally, TALLY_NOTE, "local_time", local);
}

static int
civil_to_utc(struct normal *n, struct tstamp *t, unsigned *flags)
{
	int64_t civil = tstamp_seconds(t->ns), rest = t->ns - civil * TSTAMP_SECOND, utc;
	int kind = zone_to_utc(&n->zone, civil, &utc);

	*flags |= kind > 0 ? NORMAL_TZ_TWICE : kind < 0 ? NORMAL_TZ_GAP : 0;
	return tstamp_join(utc, rest, &t->ns);
}

static unsigned
flags_of(unsigned odd)
{
	static const struct { unsigned odd, flag; } rows[] = {
		{ TSTAMP_CUT, NORMAL_TS_CUT },
		{ TSTAMP_LEAP, NORMAL_LEAP_SECOND },
		{ TSTAMP_NO_ZONE | TSTAMP_MINUS_ZERO, NORMAL_TZ_ASSUMED },
		{ TSTAMP_SHORT, NORMAL_TS_LENIENT },
		{ TSTAMP_FAR, NORMAL_TS_SUSPECT },
	};
	unsigned flags = 0;

	for (size_t i = 0; odd && i < sizeof rows / sizeof *rows; i++)
		flags |= odd & rows[i].odd ? rows[i].flag : 0u;
	return flags;
}

static int
text_time(struct normal *n, struct span text, const struct clock *c, struct tstamp *to,
    unsigned *flags)
{
	int rc = n->time_format ? timeformat_parse(n->time_format, text, to) :
	    tstamp_parse(text, to);

	if (rc && n->lenient && !n->time_format)
		rc = tstamp_parse_loose(text, to);
	if (rc)
		return -1;
	if (to->odd & TSTAMP_NO_ZONE && c->utc)
		to->odd &= (unsigned char)~TSTAMP_NO_ZONE;
	*flags |= flags_of(to->odd);
	return to->odd & TSTAMP_NO_ZONE ? civil_to_utc(n, to, flags) : 0;
}

/* What all records before this one have decided: they have been read then. */
static void
follow_stream(struct normal *n)
{
	run_lane_turn(n->run);
	n->unit = n->stream->unit;
	n->received_unit = n->stream->received_unit;
}

static void
decide(struct normal *n, enum tstamp_unit *unit, enum tstamp_unit own)
{
	*unit = own;
	if (n->stream && unit == &n->unit)
		n->stream->unit = own;
	else if (n->stream)
		n->stream->received_unit = own;
}

/* The first number of a stream decides the unit of all: one that alone would be
 * taken for another is flagged, not rescaled. Zero is the same in each. */
static int
epoch_of_stream(struct normal *n, struct span text, enum tstamp_unit *unit, struct tstamp *to,
    unsigned *flags)
{
	enum tstamp_unit own = TSTAMP_AUTO;

	if (tstamp_epoch(text, &own, to))
		return -1;
	if (*unit == TSTAMP_AUTO && n->stream)
		follow_stream(n);
	if (*unit == TSTAMP_AUTO && to->ns)
		decide(n, unit, own);
	if (*unit != TSTAMP_AUTO && own != *unit && to->ns) {
		*flags |= NORMAL_TS_UNIT;
		if (tstamp_epoch(text, unit, to))
			return -1;
	}
	n->epochs[*unit]++;
	return 0;
}

static int
epoch_time(struct normal *n, struct span text, const struct clock *c, struct tstamp *to,
    unsigned *flags)
{
	enum tstamp_unit unit = c->unit;
	int rc = unit == TSTAMP_AUTO ? epoch_of_stream(n, text, c->stream, to, flags) :
	    tstamp_epoch(text, &unit, to);

	if (rc)
		return -1;
	*flags |= flags_of(to->odd);
	return c->local ? civil_to_utc(n, to, flags) : 0;
}

/* A number, perhaps in quotes, and not "2021-06-11" or "10:41". */
static bool
is_epoch(struct span text)
{
	struct span digits = text;

	if (!text.n || (text.p[0] != '-' && (text.p[0] < '0' || text.p[0] > '9')))
		return false;
	while (digits.n && digits.p[0] >= '0' && digits.p[0] <= '9')
		digits = span_after(digits, 1);
	return text.p[0] == '-' || !digits.n || digits.p[0] == '.' || (digits.p[0] | 0x20) == 'e';
}

/* What the value says, as text. Some writers escape '+' and '/': \u002B, \/. */
static int
text_of(struct normal *n, struct span value, struct span *text)
{
	*text = value;
	n->text.n = 0;
	return normal_none(value) || (value.p[0] == '"' && jtext_decode(value, &n->text, text)) ?
	    -1 : 0;
}

static int
read_time(struct normal *n, struct span value, const struct clock *c, struct tstamp *to,
    unsigned *flags)
{
	struct span text;
	unsigned own = 0;
	int rc;

	/* Nearly all: 30 ns less than by what follows. */
	if (value.n == TSTAMP_PLAIN + 2 && value.p[0] == '"' && !n->time_format &&
	    !tstamp_plain(value.p + 1, to)) {
		n->plain[n->plains++ % 2] = (struct normal_plain){ value.p + 1, to->ns };
		return 0;
	}
	if (text_of(n, value, &text))
		return -1;
	rc = is_epoch(text) && !n->time_format ? epoch_time(n, text, c, to, &own) :
	    text_time(n, text, c, to, &own);
	if (!rc)
		*flags |= own;
	return rc;
}

int
normal_time(struct normal *n, struct span value, struct tstamp *to, unsigned *flags)
{
	struct clock c = { .stream = &n->unit, .unit = n->time_unit };

	return read_time(n, value, &c, to, flags);
}

int
normal_local_time(struct normal *n, struct span value, struct tstamp *to, unsigned *flags)
{
	struct clock c = { .stream = &n->unit, .unit = n->time_unit, .local = n->local_epochs };

	return read_time(n, value, &c, to, flags);
}

int
normal_known_time(struct normal *n, struct span value, enum tstamp_unit unit, bool utc,
    struct tstamp *to, unsigned *flags)
{
	struct clock c = { .stream = &n->unit, .unit = n->time_unit ? n->time_unit : unit,
		.utc = utc };

	return read_time(n, value, &c, to, flags);
}

unsigned
normal_received(struct normal *n, struct span value, struct tstamp *to)
{
	return normal_known_received(n, value, false, to);
}

unsigned
normal_known_received(struct normal *n, struct span value, bool utc, struct tstamp *to)
{
	struct clock c = { .stream = &n->received_unit, .utc = utc };
	unsigned flags = 0;

	if (!read_time(n, value, &c, to, &flags))
		return flags;
	to->digits = 0;
	if (!normal_none(value))
		tally_add(n->tally, TALLY_NOTE, "bad_received_at", 1);
	return 0;
}

/* ---- why it is none ---- */

static bool
skip_digits(struct span *s, size_t most)
{
	size_t n = 0;

	while (n < s->n && n < most && s->p[n] >= '0' && s->p[n] <= '9')
		n++;
	*s = span_after(*s, n);
	return n > 0;
}

/* 9/24/2016, 24.09.2016 and the like. */
static bool
has_year_last(struct span s)
{
	char separator;

	if (!skip_digits(&s, 2) || !s.n)
		return false;
	separator = s.p[0];
	if (!memchr("/.-", separator, 3))
		return false;
	s = span_after(s, 1);
	if (!skip_digits(&s, 2) || !s.n || s.p[0] != separator)
		return false;
	s = span_after(s, 1);
	return skip_digits(&s, 4);
}

int
normal_refuse_time(struct normal *n, struct reject *why, struct span text, const char *field,
    struct span value, const char *message)
{
	enum tstamp_unit unit = TSTAMP_AUTO;
	const char *reason = "bad_ts";
	struct tstamp ignored;
	struct span time;

	if (text_of(n, value, &time))
		return normal_refuse(why, text, field, value, reason, message);
	if (n->time_format) {
		message = "not as the given time format has it";
	} else if (is_epoch(time) && tstamp_epoch(time, &unit, &ignored) == -2) {
		reason = "ambiguous_number";
		message = "a day or an epoch? say --time-format %Y%m%d or --time-unit s";
	} else if (has_year_last(time)) {
		message = "which is the day, which the month? say --time-format %-m/%-d/%Y or "
		    "%-d/%-m/%Y";
	} else if (!tstamp_parse_loose(time, &ignored)) {
		message = "a month or day of one digit, which --lenient takes";
	}
	return normal_refuse(why, text, field, value, reason, message);
}
