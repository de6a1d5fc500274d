/*
 * ev-sample - make realistic made-up events, the same from the same seed
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "diag.h"
#include "num.h"
#include "run.h"
#include "sample_bucket.h"
#include "sample_shape.h"
#include "sample_truth.h"

static struct run run;
static struct sample sample = { .seed = 1, .days = 30 };
static const struct sample_shape *shape = &sample_segment;
static int64_t seed = 1, users, events;
static struct sample_bucket bucket;
static const char *truth_path;
static struct out truth;
static struct sample_view view;
static struct buf line;

static const char *
take_days(void *to, const char *text)
{
	int64_t days;

	if (num_int(span_of(text), 1, SAMPLE_DAYS, &days))
		return "not a number of days from 1 to 3660";
	*(int32_t *)to = (int32_t)days;
	return NULL;
}

static const char *
take_start(void *to, const char *text)
{
	static const struct span first = { "1971-01-01", 10 }, last = { "2250-01-01", 10 };
	int32_t day, least, most;

	if (tstamp_parse_date(span_of(text), &day) || tstamp_parse_date(first, &least) ||
	    tstamp_parse_date(last, &most) || day < least || day > most)
		return "not a date such as 2021-06-01, from 1971 to 2249";
	*(int32_t *)to = day;
	return NULL;
}

static const struct opt options[] = {
	{ 0, "seed", "N", opt_count, &seed, "other numbers, other events [1]" },
	{ 0, "users", "N", opt_count, &users, "how many users there are [1000]" },
	{ 0, "days", "N", take_days, &sample.days, "length of the period [30]" },
	{ 0, "events", "N", opt_count, &events, "exactly so many events [2 a user in 3 days]" },
	{ 0, "start", "DATE", take_start, &sample.start, "first day of the period [2021-06-01]" },
	{ 0, "shape", "SHAPE", sample_shape_take, &shape,
	  "segment, mixpanel, csv, rudderstack, amplitude, ga4, ... [segment]" },
	{ 0, "bucket", "DIR", opt_text, &bucket.dir, "write gzip objects there, dirty as real ones" },
	{ 0, "truth", "FILE", opt_text, &truth_path, "write what an analysis should find to FILE" },
	{ 0, "dirty", NULL, opt_flag, &sample.dirty, "late events, duplicates, bad lines" },
	{ 0, "progress", "WHEN", progress_take, &run.progress, "auto, always or never [auto]" },
	{ 0, "summary", "FILE", opt_text, &run.summary, "write the summary to FILE as JSON" },
	{ 'q', "quiet", NULL, opt_flag, &run.quiet, "no summary on stderr" },
	{ 0 }
};

static const struct opt_program program = {
	.does = "make realistic made-up events, the same from the same seed",
	.usage = "[OPTION ...]",
	.examples = "  $ ev-sample --users 200 --days 7 --seed 1 >raw.ndjson\n"
	            "  $ ev-sample --users 200 --bucket bucket --truth truth.ndjson\n"
	            "  $ ev-sample --events 5000 --shape csv --quiet | head -n 3\n",
	.options = options,
};

/* Many users for many events: a dozen each. */
static void
settle_users(void)
{
	if (!users && events)
		users = events < 12 ? 1 : events / 12 < SAMPLE_USERS ? events / 12 : SAMPLE_USERS;
	if (!users)
		users = 1000;
	if (users > SAMPLE_USERS)
		opt_wrong("--users: more than %d", SAMPLE_USERS);
	if (events > INT64_C(4000000000))
		opt_wrong("--events: more than 4,000,000,000");
}

static void
plan(void)
{
	settle_users();
	sample.seed = (uint64_t)seed;
	sample.users = (uint32_t)users;
	sample.events = (uint64_t)events;
	sample.dirty |= bucket.dir != NULL;
	if (!sample_plan(&sample))
		opt_wrong("--events %lld: %lld users make at least %llu in %d days", (long long)events,
		    (long long)users, (unsigned long long)sample.least, sample.days);
}

/* Refused before anything is written; so the truth file, which may be there
 * from before, is emptied last. */
static void
begin_outputs(void)
{
	struct fault why;
	int fd = -1;

	if (truth_path && (fd = open(truth_path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666)) < 0)
		opt_wrong("--truth '%s': %s", truth_path, strerror(errno));
	if (bucket.dir) {
		bucket.key = sample.key;
		bucket.header = shape->header;
		if (sample_bucket_begin(&bucket, &why))
			opt_wrong("--bucket %s", why.text);
	}
	if (!truth_path)
		return;
	/* Pipes and devices have no length. */
	if (ftruncate(fd, 0) && errno != EINVAL)
		die_errno(DIAG_STOPPED, "%s", truth_path);
	out_init(&truth, fd, truth_path);
}

static int
write_to_bucket(const struct sample_event *e, struct fault *why)
{
	int64_t at = sample_view_ns(&sample, e->at) / 1000000;

	line.n = 0;
	sample_shape_write(shape, &line, &view);
	buf_byte(&line, '\n');
	run.tally.bytes += line.n;
	return sample_bucket_put(&bucket, at, buf_span(&line), why);
}

static void
write_to_stdout(void)
{
	size_t before = run.out.buf.n;

	sample_shape_write(shape, &run.out.buf, &view);
	run.tally.bytes += run.out.buf.n - before + 1;
	out_end_line(&run.out);
}

static int
write_all(struct fault *why)
{
	const struct sample_event *e;

	if (!bucket.dir && shape->header.n)
		out_line(&run.out, shape->header);
	while (sample_next(&sample, &e)) {
		sample_view_set(&view, &sample, e);
		if (!bucket.dir)
			write_to_stdout();
		else if (write_to_bucket(e, why))
			return -1;
		run.tally.written++;
		progress_tick(&run.progress, &run.tally);
	}
	return bucket.dir ? sample_bucket_end(&bucket, why) : 0;
}

static void
note(const char *what, uint64_t n)
{
	if (n)
		tally_add(&run.tally, TALLY_NOTE, what, n);
}

/* Nothing is read: what is noted beside the lines written is why they differ
 * from the number of events. */
static void
note_counts(void)
{
	note("duplicates", sample.duplicates);
	for (unsigned k = SAMPLE_CUT; k < SAMPLE_BADS; k++)
		note(sample_bads[k], sample.bad[k]);
	note("late", sample.late);
	note("objects", bucket.objects);
}

int
main(int argc, char *argv[])
{
	struct fault why;

	if (tstamp_parse_date(SPAN("2021-06-01"), &sample.start))
		return DIAG_STOPPED;
	if (run_begin(&run, &program, argc, argv, false) != argc)
		opt_wrong("no operands are taken");
	plan();
	begin_outputs();
	if (write_all(&why)) {
		run_fault(&run, bucket.dir, &why);
	} else if (truth_path) {
		sample_truth_write(&truth, &sample, shape->name, bucket.objects);
		out_close(&truth);
	}
	note_counts();
	sample_view_free(&view);
	buf_free(&line);
	sample_free(&sample);
	return run_end(&run);
}
