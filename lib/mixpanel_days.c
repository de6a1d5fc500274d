#include "mixpanel.h"

#include <errno.h>
#include <jansson.h>
#include <unistd.h>

#include "jwrite.h"
#include "tstamp.h"

static struct span
day_text(int32_t day, char to[TSTAMP_TEXT])
{
	return (struct span){ to, tstamp_format_date(day, to) };
}

/* One line: a window of this query, or something to be kept as it is. */
static int
take_line(struct mixpanel_days *d, struct span line, uint64_t number, struct fault *why)
{
	json_t *o = json_loadb(line.p, line.n, 0, NULL);
	const char *window = json_string_value(json_object_get(o, "window"));
	const char *query = json_string_value(json_object_get(o, "query"));
	int32_t day;
	int rc = 0;

	if (!window || !query || tstamp_parse_date(span_of(window), &day))
		rc = fault_set(why, "%s:%llu: is not a line that this program wrote", d->path,
		    (unsigned long long)number);
	else if (span_eq(span_of(query), (struct span){ d->query, HASH_HEX }))
		table_put(&d->done, span_of(window), NULL);
	else {
		buf_put(&d->others, line);
		buf_byte(&d->others, '\n');
	}
	json_decref(o);
	return rc;
}

static int
read_file(struct mixpanel_days *d, FILE *f, struct fault *why)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int rc = 0;

	for (uint64_t number = 1; !rc && (n = getline(&line, &cap, f)) > 0; number++)
		rc = take_line(d, (struct span){ line, (size_t)n - (line[n - 1] == '\n') }, number,
		    why);
	if (!rc && ferror(f))
		rc = fault_set(why, "%s: %s", d->path, strerror(errno));
	free(line);
	return rc;
}

int
mixpanel_days_open(struct mixpanel_days *d, const char *path, const char *project,
    struct span query, struct fault *why)
{
	FILE *f;
	int rc;

	*d = (struct mixpanel_days){ .path = path, .project = project ? project : "" };
	table_init(&d->done, 0);
	hash_stable(query, d->query);
	if (!path)
		return 0;
	if (!(f = fopen(path, "re")))
		return errno == ENOENT ? 0 : fault_set(why, "%s: %s", path, strerror(errno));
	rc = read_file(d, f, why);
	fclose(f);
	return rc;
}

bool
mixpanel_days_has(const struct mixpanel_days *d, int32_t day)
{
	char text[TSTAMP_TEXT];

	return table_find(&d->done, day_text(day, text));
}

static void
put_lines(const struct mixpanel_days *d, struct buf *to)
{
	void **done = table_sorted(&d->done);

	buf_put(to, buf_span(&d->others));
	for (size_t i = 0; i < d->done.n; i++) {
		jwrite_begin(to);
		jwrite_string(to, SPAN("window"), table_key(&d->done, done[i]));
		jwrite_string(to, SPAN("project"), span_of(d->project));
		jwrite_string(to, SPAN("query"), (struct span){ d->query, HASH_HEX });
		jwrite_end(to);
		buf_byte(to, '\n');
	}
	free(done);
}

/* On the disk before it takes the old one's place: a crash leaves one of both. */
static int
save(const char *path, struct span text)
{
	FILE *f = fopen(path, "we");
	bool good;

	if (!f)
		return -1;
	good = fwrite(text.p, 1, text.n, f) == text.n && !fflush(f) && !fsync(fileno(f));
	return fclose(f) == 0 && good ? 0 : -1;
}

int
mixpanel_days_add(struct mixpanel_days *d, int32_t day, struct fault *why)
{
	char text[TSTAMP_TEXT];
	struct buf lines = { 0 }, aside = { 0 };
	int rc = 0;

	if (!d->path)
		return 0;
	table_put(&d->done, day_text(day, text), NULL);
	put_lines(d, &lines);
	buf_printf(&aside, "%s.part", d->path);
	if (save(buf_text(&aside), buf_span(&lines)) || rename(buf_text(&aside), d->path))
		rc = fault_set(why, "%s: %s", d->path, strerror(errno));
	buf_free(&lines);
	buf_free(&aside);
	return rc;
}

void
mixpanel_days_free(struct mixpanel_days *d)
{
	table_free(&d->done);
	buf_free(&d->others);
}
