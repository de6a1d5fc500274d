/* ev-normalize - make canonical events of any provider's records */
#include "decode.h"
#include "diag.h"
#include "explain.h"
#include "mapfile.h"
#include "normalize.h"
#include "timeformat.h"
#include "whole.h"

static struct run run;
static struct normalize z = { .run = &run,
    .normal = { .tally = &run.tally, .zone = { .name = "UTC", .fixed = true } } };
static struct decode decode = { .run = &run, .begin = normalize_file, .sink = normalize_record,
    .arg = &z, .fork = normalize_fork, .merge = normalize_merge,
    .follow = normalize_follow };
static struct mapping_rule placed[MAPPING_FIELDS];   /* by options */
static struct mapfile map;                            /* by --map, and then by both */
static const char *map_path, *check_path, *tz;

enum { MOST = 1 << 20 };

/* A format of bytes or a provider of records: where the input comes from. */
static const char *
take_from(void *to, const char *text)
{
	static struct buf names, wrong;

	(void)to;
	if ((z.finder.forced = provider_named(text)) || !decode_take_format(&decode.from, text))
		return NULL;
	buf_printf(&wrong, "neither a format (ndjson, json, csv, tsv, snowplow) nor a provider (%s)",
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
	z.normal.map = &map.map;
	return why;
}

static const char *
take_keep(void *to, const char *text)
{
	return normal_keep(to, text);
}

static const char *
take_zone(void *to, const char *text)
{
	struct normal *n = to;

	tz = text;
	n->local_epochs = true;
	return zone_take(&n->zone, text);
}

static const char *
take_unit(void *to, const char *text)
{
	enum tstamp_unit *unit = to;

	return (*unit = tstamp_unit_named(text)) == TSTAMP_AUTO ? "not s, ms, us or ns" : NULL;
}

static const char *
take_time_format(void *to, const char *text)
{
	*(const char **)to = text;
	return timeformat_check(text);
}

static const char *
take_refused(void *to, const char *text)
{
	unsigned flag = normal_flag(span_of(text));

	*(unsigned *)to |= flag;
	return flag ? NULL : "no flag of an event; ev-event(5) lists them";
}

static const char *
take_now(void *to, const char *text)
{
	return tstamp_parse(span_of(text), to) ? "not a time such as 2021-06-30T00:00:00Z" : NULL;
}

static const struct opt options[] = {
	{ 0, "from", "WHAT", take_from, NULL, "a format or a provider [both by content]" },
	{ 0, "map", "FILE", opt_text, &map_path,
	  "take the fields' places and more from FILE, as in ev-map(5)" },
	{ 0, "check-map", "FILE", opt_text, &check_path,
	  "check this map, with records which of its rules gave nothing; no output" },
	DECODE_SHAPE(decode),
	{ 0, "user-id", "PATH", take_field, &placed[MAPPING_USER_ID],
	  "the field with the user's id" },
	{ 0, "timestamp", "PATH", take_field, &placed[MAPPING_TIMESTAMP],
	  "the field with the time" },
	{ 0, "event", "PATH", take_field, &placed[MAPPING_EVENT],
	  "the field with the event's name" },
	{ 0, "event-id", "PATH", take_field, &placed[MAPPING_EVENT_ID],
	  "the field with the event's id" },
	{ 0, "anonymous-id", "PATH", take_field, &placed[MAPPING_ANONYMOUS_ID],
	  "the field with the device's id" },
	{ 0, "metadata", "PATH", take_field, &placed[MAPPING_METADATA],
	  "the field with the metadata [all other fields]" },
	{ 0, "keep", "PATH", take_keep, &z.normal,
	  "copy this field into the metadata; may be repeated" },
	{ 0, "context", NULL, opt_flag, &z.normal.context,
	  "keep the provider's context as last member" },
	{ 0, "tz", "ZONE", take_zone, &z.normal,
	  "zone of times that name none: Europe/Berlin, +05:30 [UTC]" },
	{ 0, "time-unit", "UNIT", take_unit, &z.normal.time_unit,
	  "of times that are numbers: s, ms, us or ns [by the first of each file]" },
	{ 0, "time-format", "FORMAT", take_time_format, &z.normal.time_format,
	  "of times that are text, such as %d/%m/%Y %H:%M [RFC 3339 and near it]" },
	{ 0, "lenient", NULL, opt_flag, &z.normal.lenient,
	  "take dates with one digit, and bytes as ev-decode --lenient takes them" },
	{ 0, "clamp-future", NULL, opt_flag, &z.normal.clamp,
	  "times after received_at become received_at" },
	{ 0, "refuse", "FLAG", take_refused, &z.normal.refused,
	  "reject events with this flag, such as ts_suspect; may be repeated" },
	{ 0, "now", "TIME", take_now, &z.normal.now, "flag events over a day later as ts_future" },
	{ 0, "source", "NAME", opt_text, &z.normal.source, "what to write as source [the provider]" },
	{ 0, "placeholders", NULL, opt_flag, &z.normal.placeholder.off,
	  "take ids such as null, undefined and 0 as ids" },
	{ 0, "placeholder-file", "FILE", placeholder_take, &z.normal.placeholder,
	  "words that are no ids, one a line, in place of the list" },
	{ 0, "explain", NULL, opt_flag, &z.explain,
	  "show on stderr where the first events' fields are from" },
	PROFILE_OPTIONS(z.profile, "profile"),
	DECODE_JOBS(decode),
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

/* ---- the map ---- */

static void
tell(void *path, size_t line, size_t column, const char *text)
{
	warn("%s:%zu:%zu: %s", (const char *)path, line, column, text);
}

static void
read_map(const char *path)
{
	struct buf text = { 0 };
	struct fault why;
	struct span json;

	if (whole_read(path, MOST, &text, &why))
		die(DIAG_USAGE, "%s", why.text);
	json = buf_span(&text);
	if (span_starts(json, SPAN("\xef\xbb\xbf")))
		json = span_after(json, 3);
	if (mapfile_read(&map, json, tell, (void *)(uintptr_t)path))
		exit(DIAG_USAGE);
	buf_free(&text);
	z.normal.map = &map.map;
}

/* Options go before the file. */
static void
use_map(void)
{
	const char *why = NULL;

	if (!z.normal.time_unit && !z.normal.time_format) {
		z.normal.time_unit = map.time_unit;
		z.normal.time_format = map.time_format;
	}
	/* There is one named zone a process, and the map's was looked at last. */
	if (tz || map.tz)
		why = zone_take(&z.normal.zone, tz ? tz : map.tz);
	for (size_t i = 0; i < map.keeps && !why; i++)
		why = normal_keep(&z.normal, map.keep[i]);
	if (why)
		die(DIAG_USAGE, "%s: %s", map_path, why);
	mapfile_complete(&map, placed);
}

/* A record of named fields is told by those names, not by its keys. */
static void
set_up(void)
{
	if (z.normal.time_unit && z.normal.time_format)
		opt_wrong("--time-unit and --time-format: times are numbers or text, not both");
	if (check_path) {
		z.dry = true;
		map_path = check_path;
	}
	if (map_path)
		read_map(map_path);
	if (!z.normal.map)
		return;
	if (z.finder.forced && z.finder.forced != &provider_fields)
		opt_wrong("--from %s: its fields have their names; --map, --user-id and the like "
		    "are for others", z.finder.forced->name);
	z.finder.forced = &provider_fields;
	use_map();
}

/* What was not used, where records were read; the exit code. */
static int
check(int code)
{
	const struct mapping_hits *hits = mapping_hits(&z.normal, &map.map);

	if (hits && mapfile_unused(&map, hits, tell, (void *)(uintptr_t)check_path))
		return code == DIAG_DONE ? DIAG_REJECTS : code;
	return code;
}

/* ---- records ---- */

static int
end(void)
{
	int code;

	if (!run.quiet)
		explain_lag(&z.normal.lag);
	normal_end(&z.normal);
	z.profile.now = z.normal.now;
	profile_end(&z.profile, &run);
	code = run_end(&run);
	if (check_path)
		code = check(code);
	jpath_free(&decode.records);
	normalize_free(&z);
	mapfile_free(&map);
	return code;
}

int
main(int argc, char *argv[])
{
	int first = run_begin(&run, &program, argc, argv, false);

	decode.lenient = z.normal.lenient;
	set_up();
	if (check_path && first == argc)
		return DIAG_DONE;
	if (first == argc)
		run_needs_stdin(&program);
	/* What is about the first events, or about all at once. */
	if (z.explain || z.dry || z.profile.on)
		decode.jobs = 1;
	decode_files(&decode, argv + first, argc - first);
	return end();
}
