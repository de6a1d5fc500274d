#include "mixpanel.h"

#include <jansson.h>

#include "jwrite.h"
#include "tstamp.h"

#define BEGINS SPAN("{\"window\":\"")

static struct span
day_text(int32_t day, char to[TSTAMP_TEXT])
{
	return (struct span){ to, tstamp_format_date(day, to) };
}

/* Of this query, or of another, which does not matter. */
static int
take_line(void *arg, struct span line, struct fault *why)
{
	struct mixpanel_days *d = arg;
	json_t *o = json_loadb(line.p, line.n, 0, NULL);
	const char *window = json_string_value(json_object_get(o, "window"));
	const char *query = json_string_value(json_object_get(o, "query"));
	int32_t day;
	bool good = window && query && !tstamp_parse_date(span_of(window), &day);

	if (good && span_eq(span_of(query), (struct span){ d->query, HASH_HEX })) {
		d->begun = day;
		if (!mark_read(&d->mark, line))
			table_put(&d->done, span_of(window), NULL);
	}
	json_decref(o);
	return good ? 0 : fault_set(why, "is not a line that this program wrote");
}

int
mixpanel_days_open(struct mixpanel_days *d, const char *path, bool look_only, const char *project,
    struct span query, struct fault *why)
{
	*d = (struct mixpanel_days){ .project = project ? project : "" };
	table_init(&d->done, 0);
	hash_stable(query, d->query);
	return journal_open(&d->journal, path, look_only, BEGINS, take_line, d, why);
}

void
mixpanel_days_free(struct mixpanel_days *d)
{
	journal_close(&d->journal);
	table_free(&d->done);
}

bool
mixpanel_days_has(const struct mixpanel_days *d, int32_t day)
{
	char text[TSTAMP_TEXT];

	return table_find(&d->done, day_text(day, text));
}

static void
put_day(const struct mixpanel_days *d, int32_t day, struct buf *line)
{
	jwrite_begin(line);
	jwrite_date(line, SPAN("window"), day);
	jwrite_string(line, SPAN("project"), span_of(d->project));
	jwrite_string(line, SPAN("query"), (struct span){ d->query, HASH_HEX });
}

int
mixpanel_days_begin(struct mixpanel_days *d, int32_t day, struct out *to, struct fault *why)
{
	struct buf line = { 0 };
	int rc = 0;

	put_day(d, day, &line);
	if (mark_put(&line, to)) {
		jwrite_end(&line);
		rc = journal_note(&d->journal, buf_span(&line), why);
	}
	buf_free(&line);
	return rc;
}

int
mixpanel_days_add(struct mixpanel_days *d, int32_t day, const struct out *given,
    struct fault *why)
{
	char text[TSTAMP_TEXT];
	struct buf line = { 0 };
	int rc;

	if (d->journal.fd < 0)
		return 0;
	put_day(d, day, &line);
	journal_put_size(&line, given);
	jwrite_end(&line);
	rc = journal_add(&d->journal, buf_span(&line), why);
	buf_free(&line);
	if (!rc)
		table_put(&d->done, day_text(day, text), NULL);
	return rc;
}
