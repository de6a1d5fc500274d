/* ev-normalize - make canonical events of any provider's records */
#include "decode.h"
#include "explain.h"
#include "normalize.h"
#include "timeformat.h"

static struct run run;
static struct normalize z = { .run = &run,
    .normal = { .tally = &run.tally, .zone = { .name = "UTC", .fixed = true } } };
static struct decode decode = { .run = &run, .sink = normalize_record, .arg = &z };
/* Where fields are, by the options. */
static struct mapping map;

/* A format of bytes or a provider of records: where the input comes from. */
static const char *
take_from(void *to, const char *text)
{
	static struct buf names, wrong;

	(void)to;
	if ((z.finder.forced = provider_named(text)) || !decode_take_format(&decode.from, text))
		return NULL;
	buf_printf(&wrong, "neither a format (ndjson, json, csv, tsv) nor a provider (%s)",
	    provider_names(&names));
	return buf_text(&wrong);
}

static const char *
take_field(void *to, const char *text)
{
	struct mapping_rule *rule = to;
	struct jpath path = { 0 };
	const char *why = *text ? jpath_parse(&path, text) : "an empty path";

	jpath_free(&path);
	*rule = (struct mapping_rule){ .path = { text } };
	z.normal.map = &map;
	return why;
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
	if (!z.normal.map)
		return;
	if (z.finder.forced && z.finder.forced != &provider_fields)
		opt_wrong("--from %s: its fields have their names; --user-id and the like are for "
		    "others", z.finder.forced->name);
	z.finder.forced = &provider_fields;
	if (map.rule[MAPPING_METADATA].path[0])
		map.rest = MAPPING_REST_CONTEXT;
	for (size_t i = 0; i < MAPPING_FIELDS; i++)
		if (!map.rule[i].path[0])
			map.rule[i] = mapping_by_name.rule[i];
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
	{ 0, "user-id", "PATH", take_field, &map.rule[MAPPING_USER_ID],
	  "the field with the user's id" },
	{ 0, "timestamp", "PATH", take_field, &map.rule[MAPPING_TIMESTAMP],
	  "the field with the time" },
	{ 0, "event", "PATH", take_field, &map.rule[MAPPING_EVENT],
	  "the field with the event's name" },
	{ 0, "event-id", "PATH", take_field, &map.rule[MAPPING_EVENT_ID],
	  "the field with the event's id" },
	{ 0, "anonymous-id", "PATH", take_field, &map.rule[MAPPING_ANONYMOUS_ID],
	  "the field with the device's id" },
	{ 0, "metadata", "PATH", take_field, &map.rule[MAPPING_METADATA],
	  "the field with the metadata [all other fields]" },
	{ 0, "keep", "PATH", take_keep, &z.normal,
	  "copy this field into the metadata; may be repeated" },
	{ 0, "context", NULL, opt_flag, &z.normal.context,
	  "keep the provider's context as last member" },
	{ 0, "tz", "ZONE", take_zone, &z.normal,
	  "zone of times that name none: Europe/Berlin, +05:30 [UTC]" },
	{ 0, "now", "TIME", take_now, &z.normal.now, "flag events over a day later as ts_future" },
	{ 0, "source", "NAME", opt_text, &z.normal.source, "what to write as source [the provider]" },
	{ 0, "placeholders", NULL, opt_flag, &z.normal.placeholder.off,
	  "take ids such as null, undefined and 0 as ids" },
	{ 0, "explain", NULL, opt_flag, &z.explain,
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

static void
read_file(const char *path)
{
	struct input in;
	struct fault why;

	normal_begin(&z.normal);
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
	if (first == argc)
		read_file("-");
	for (int i = first; i < argc; i++)
		read_file(argv[i]);
	normal_end(&z.normal);
	normalize_free(&z);
	return run_end(&run);
}
