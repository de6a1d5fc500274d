/*
 * What --lenient takes: several objects on a line, tabs in strings, and the NaN
 * and Infinity that Python and others write.
 */
#include "decode.h"

struct mend {
	struct span rest;
	struct buf text;       /* the objects, each with a line feed behind it */
	struct buf starts;     /* size_t: where each began in what was given */
	size_t depth;
	uint64_t objects, tabs, nans;
};

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static void
copy(struct mend *m, size_t n)
{
	buf_put(&m->text, (struct span){ m->rest.p, n });
	m->rest = span_after(m->rest, n);
}

/* At a quote; false if the string has no end. */
static bool
take_string(struct mend *m)
{
	copy(m, 1);
	while (m->rest.n && *m->rest.p != '"') {
		if (*m->rest.p == '\t') {
			buf_put(&m->text, SPAN("\\t"));
			m->rest = span_after(m->rest, 1);
			m->tabs++;
		} else if (*m->rest.p == '\n') {
			return false;
		} else {
			copy(m, *m->rest.p == '\\' && m->rest.n > 1 ? 2 : 1);
		}
	}
	if (!m->rest.n)
		return false;
	copy(m, 1);
	return true;
}

/* A number or a name. */
static void
take_scalar(struct mend *m)
{
	static const char *const nans[] = { "NaN", "Infinity", "-Infinity" };
	struct span word = { m->rest.p, 1 };

	while (word.n < m->rest.n && is_word(m->rest.p[word.n]))
		word.n++;
	for (size_t i = 0; i < sizeof nans / sizeof *nans; i++)
		if (span_is(word, nans[i])) {
			buf_put(&m->text, SPAN("null"));
			m->rest = span_after(m->rest, word.n);
			m->nans++;
			return;
		}
	copy(m, word.n);
}

/* One object, from its '{'; what is wrong inside is for the scanner to say. */
static bool
take_object(struct mend *m)
{
	do {
		char c = *m->rest.p;

		if (c == '"') {
			if (!take_string(m))
				return false;
			continue;
		}
		m->depth += c == '{' || c == '[';
		m->depth -= c == '}' || c == ']';
		if (is_word(c) || c == '-')
			take_scalar(m);
		else
			copy(m, 1);
	} while (m->depth && m->rest.n);
	return !m->depth;
}

/* All of the text as objects; false: it is something else. */
static bool
take_objects(struct mend *m, struct span text)
{
	m->rest = decode_skip_blank(text);
	while (m->rest.n) {
		size_t start = (size_t)(m->rest.p - text.p);

		if (*m->rest.p != '{' || !take_object(m))
			return false;
		buf_byte(&m->text, '\n');
		buf_put(&m->starts, (struct span){ (const char *)&start, sizeof start });
		m->objects++;
		m->rest = decode_skip_blank(m->rest);
	}
	return m->objects;
}

static bool
all_good(const struct mend *m, struct jscan *s)
{
	struct span rest = buf_span(&m->text);

	while (rest.n)
		if (jscan_object(s, span_cut(&rest, '\n')))
			return false;
	return true;
}

static void
give(struct decode *d, const struct mend *m, struct jscan *s, struct place at)
{
	struct span rest = buf_span(&m->text);
	size_t start;

	for (size_t i = 0; rest.n; i++) {
		struct record record = { .text = span_cut(&rest, '\n'), .json = s, .at = at,
			.made = m->tabs || m->nans };

		memcpy(&start, m->starts.p + i * sizeof start, sizeof start);
		record.at.byte += start;
		if (!jscan_object(s, record.text))
			decode_give(d, &record);
	}
}

static void
note(struct decode *d, const char *name, uint64_t n)
{
	if (n)
		tally_add(&d->run->tally, TALLY_NOTE, name, n);
}

bool
decode_mend(struct decode *d, struct jscan *s, struct span text, struct place at)
{
	struct mend m = { .text.max = SIZE_MAX / 2, .starts.max = SIZE_MAX / 2 };
	bool good = take_objects(&m, text) && all_good(&m, s);

	if (good) {
		note(d, "objects_on_a_line", m.objects > 1 ? m.objects : 0);
		note(d, "tabs_escaped", m.tabs);
		note(d, "nan_to_null", m.nans);
		give(d, &m, s, at);
	} else {
		/* Once more: what is wrong is what the scanner says last. */
		(void)jscan_object(s, text);
	}
	buf_free(&m.text);
	buf_free(&m.starts);
	return good;
}
