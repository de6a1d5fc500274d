/* ev-normalize - make canonical events of any provider's records */
#include "decode.h"
#include "diag.h"
#include "jtext.h"
#include "num.h"
#include "provider.h"

enum { EXPLAINED = 3 };

static struct run run;
static struct decode decode = { .run = &run };
static struct normal normal = { .tally = &run.tally, .zone = { .name = "UTC", .fixed = true } };
static struct provider_finder finder;
static bool explain;

/* A format of bytes or a provider of records: where the input comes from. */
static const char *
take_from(void *to, const char *text)
{
	(void)to;
	if ((finder.forced = provider_named(text)))
		return NULL;
	return decode_take_format(&decode.from, text) ?
	    "neither a format (ndjson, json, csv, tsv) nor a provider (segment, mixpanel, event, "
	    "fields)" :
	    NULL;
}

static const char *
take_field(void *to, const char *text)
{
	return *text ? jpath_parse(to, text) : "an empty path";
}

static const char *
take_keep(void *to, const char *text)
{
	return normal_keep(to, text);
}

/* A record of named fields is told by those names, not by its keys. */
static void
choose_provider(void)
{
	bool named = false;

	for (size_t i = 0; i < NORMAL_FIELDS; i++)
		named |= normal.field[i].n > 0;
	if (!named)
		return;
	if (finder.forced && finder.forced != &provider_fields)
		opt_wrong("--from %s: its fields have their names; --user-id and the like are for "
		    "others", finder.forced->name);
	finder.forced = &provider_fields;
}

static const char *
take_zone(void *to, const char *text)
{
	struct normal *n = to;

	n->local_epochs = true;
	return zone_take(&n->zone, text);
}

static const char *
take_now(void *to, const char *text)
{
	return tstamp_parse(span_of(text), to) ? "not a time such as 2021-06-30T00:00:00Z" : NULL;
}

static const struct opt options[] = {
	{ 0, "from", "WHAT", take_from, NULL, "a format or a provider [both by content]" },
	{ 0, "records", "PATH", decode_take_records, &decode.records,
	  "where in a JSON document the array of records is" },
	{ 0, "user-id", "PATH", take_field, &normal.field[NORMAL_USER_ID],
	  "the field with the user's id" },
	{ 0, "timestamp", "PATH", take_field, &normal.field[NORMAL_TIMESTAMP],
	  "the field with the time" },
	{ 0, "event", "PATH", take_field, &normal.field[NORMAL_EVENT],
	  "the field with the event's name" },
	{ 0, "event-id", "PATH", take_field, &normal.field[NORMAL_EVENT_ID],
	  "the field with the event's id" },
	{ 0, "anonymous-id", "PATH", take_field, &normal.field[NORMAL_ANONYMOUS_ID],
	  "the field with the device's id" },
	{ 0, "metadata", "PATH", take_field, &normal.field[NORMAL_METADATA],
	  "the field with the metadata [all other fields]" },
	{ 0, "keep", "PATH", take_keep, &normal,
	  "copy this field into the metadata; may be repeated" },
	{ 0, "context", NULL, opt_flag, &normal.context,
	  "keep the provider's context as last member" },
	{ 0, "tz", "ZONE", take_zone, &normal,
	  "zone of times that name none: Europe/Berlin, +05:30 [UTC]" },
	{ 0, "now", "TIME", take_now, &normal.now, "flag events over a day later as ts_future" },
	{ 0, "source", "NAME", opt_text, &normal.source, "what to write as source [the provider]" },
	{ 0, "placeholders", NULL, opt_flag, &normal.placeholders,
	  "take ids such as null, undefined and 0 as ids" },
	{ 0, "explain", NULL, opt_flag, &explain,
	  "show on stderr where the first events' fields are from" },
	RUN_REJECTS(run),
	RUN_OPTIONS(run),
	{ 0 },
};

static const struct opt_program program = {
	.does = "make canonical events of any provider's records",
	.usage = "[OPTION ...] [FILE ...]",
	.examples =
	    "  $ ev-sample --seed 1 | ev-normalize >events.ndjson\n"
	    "  $ ev-sample --seed 1 --shape csv |\n"
	    "      ev-normalize --metadata properties >events.ndjson\n"
	    "  $ printf '{\"uid\":7,\"t\":1623408083,\"what\":\"login\"}\\n' |\n"
	    "      ev-normalize --user-id uid --timestamp t --event what\n",
	.options = options,
};

/* "gs://b/o:12" is line 12 of gs://b/o: its name is put into *name. */
static bool
read_source(struct span value, struct buf *name, int64_t *line)
{
	struct span text, number;

	if (value.p[0] != '"' || jtext_decode(value, name, &text))
		return false;
	number = text;
	while (span_find(number, ':') < number.n)
		span_cut(&number, ':');
	if (number.n == text.n || num_int(number, 1, INT64_MAX, line))
		return false;
	text.n -= number.n + 1;
	if (text.p == name->p)
		name->n = text.n;
	else
		buf_put(name, text);
	return true;
}

/* A fetcher or ev-decode --with-source may have put in front where the record
 * was, which moved its bytes by as much. */
static void
place_by_source(const struct record *r, struct reject *x, struct buf *name)
{
	static const struct jpath path = { .step = { { "_source", 7 } }, .n = 1 };
	struct span value;
	size_t before;
	int64_t line;

	if (!jpath_find(&path, r->text, &value) || !read_source(value, name, &line))
		return;
	before = (size_t)(value.p + value.n - r->text.p);
	x->at = (struct place){ buf_text(name), (uint64_t)line, x->at.byte };
	if (span_is(r->json->member[0].key, "_source") && x->at.byte > before)
		x->at.byte -= before;
}

static void
reject(const struct record *r, struct reject *x)
{
	struct buf name = { 0 };

	x->raw = r->text;
	place_by_source(r, x, &name);
	if (!name.n)
		x->at = decode_place(r, x->at.byte - 1);
	run_reject(&run, x);
	buf_free(&name);
}

static void
explain_field(const struct record *r, const char *field, const char *from, struct span value)
{
	if (value.n)
		warn("%s:%llu: %s <- %s: %.*s", r->at.source, (unsigned long long)r->at.line, field,
		    from ? from : "?", SPAN_SHOW(value));
}

static void
explain_event(const struct record *r, const struct normal_event *e, const struct provider *p)
{
	static const char *const units[] = { "", "seconds", "milliseconds", "microseconds",
		"nanoseconds" };
	char time[TSTAMP_TEXT];
	struct span timestamp = { time, tstamp_format(e->timestamp.ns, e->timestamp.digits, time) };

	warn("%s:%llu: provider %s", r->at.source, (unsigned long long)r->at.line, p->name);
	explain_field(r, "user_id", e->user_id_from, e->user_id);
	explain_field(r, "timestamp", e->timestamp_from, timestamp);
	explain_field(r, "event", e->event_from, e->event);
	explain_field(r, "event_id", e->event_id_from, e->event_id);
	if (e->flags & NORMAL_ID_DERIVED)
		explain_field(r, "event_id", "a hash of the event", SPAN("h-..."));
	explain_field(r, "anonymous_id", e->anonymous_id_from, e->anonymous_id);
	explain_field(r, "metadata", e->metadata_from, e->metadata);
	if (normal.unit != TSTAMP_AUTO)
		warn("%s:%llu: times that are numbers: %s", r->at.source,
		    (unsigned long long)r->at.line,
		    units[normal.unit]);
}

/* Which of two different values is meant cannot be known of an id, a time or a
 * name; of other keys the last counts, as in most readers, and is flagged. */
static int
check_repeated(const struct provider *p, uint64_t differing, const struct span *value,
    const struct record *r, struct normal_event *e, struct reject *x)
{
	int key = differing & p->once ? __builtin_ctzll(differing & p->once) : -1;

	if (differing)
		e->flags |= NORMAL_DUP_KEY;
	if (key < 0)
		return 0;
	normal_refuse(x, r->text, "", value[key], "dup_key", "given twice, with different values");
	x->field = p->keys[key];
	return -1;
}

static int
convert(const struct record *r, struct reject *x)
{
	struct span value[PROVIDER_KEYS];
	struct normal_event e = { 0 };
	const struct provider *p;
	uint64_t differing;

	normal_record(&normal, r);
	if (!(p = provider_find(&finder, r->json, value, &differing)))
		return normal_refuse(x, r->text, "", (struct span){ 0 }, "unknown_shape",
		    "no provider's record; name its fields: --user-id, --timestamp, --event");
	if (check_repeated(p, differing, value, r, &e, x) || p->read(&normal, r, value, &e, x) ||
	    normal_write(&normal, &e, r, &run.out.buf, x))
		return -1;
	if (explain && run.tally.used < EXPLAINED)
		explain_event(r, &e, p);
	return 0;
}

static void
take_record(void *arg, const struct record *r)
{
	struct reject x = { .at = { .byte = 1 } };

	(void)arg;
	if (convert(r, &x)) {
		out_abandon(&run.out);
		reject(r, &x);
		return;
	}
	out_end_line(&run.out);
	run.tally.used++;
	run.tally.written++;
}

static void
read_file(const char *path)
{
	struct input in;
	struct fault why;

	normal_begin(&normal);
	if (input_open(&in, path, &run.out, &why)) {
		run_fault(&run, path, &why);
		return;
	}
	if (decode_run(&decode, &in, &why))
		run_fault(&run, in.name, &why);
	input_close(&in);
}

int
main(int argc, char *argv[])
{
	int first = run_begin(&run, &program, argc, argv, true);

	choose_provider();
	decode.sink = take_record;
	if (first == argc)
		read_file("-");
	for (int i = first; i < argc; i++)
		read_file(argv[i]);
	normal_free(&normal);
	return run_end(&run);
}
