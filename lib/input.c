#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"
#include "inflate.h"
#include "unzip.h"
#include "unzstd.h"

enum { RAW = 128 << 10 };

struct input_codec {
	const char *name;
	struct span magic;
	void *(*new)(void);
	void (*free)(void *state);
	ssize_t (*step)(void *state, struct span *from, char *to, size_t n, struct fault *why);
	int (*end)(const void *state, struct fault *why);
};

static void *
gzip_new(void)
{
	return inflate_new();
}

static void
gzip_free(void *z)
{
	inflate_free(z);
}

static ssize_t
gzip_step(void *z, struct span *from, char *to, size_t n, struct fault *why)
{
	return inflate_step(z, from, to, n, why);
}

static int
gzip_end(const void *z, struct fault *why)
{
	return inflate_end(z, why);
}

static void *
zstd_new(void)
{
	return unzstd_new();
}

static void
zstd_free(void *z)
{
	unzstd_free(z);
}

static ssize_t
zstd_step(void *z, struct span *from, char *to, size_t n, struct fault *why)
{
	return unzstd_step(z, from, to, n, why);
}

static int
zstd_end(const void *z, struct fault *why)
{
	return unzstd_end(z, why);
}

/* A new compression is a row here. */
static const struct input_codec codecs[] = {
	{ "gzip", { "\x1f\x8b", 2 }, gzip_new, gzip_free, gzip_step, gzip_end },
	{ "zstd", { "\x28\xb5\x2f\xfd", 4 }, zstd_new, zstd_free, zstd_step, zstd_end },
	/* pzstd begins with a frame to be skipped, which says how long the next is. */
	{ "zstd", { "\x50\x2a\x4d\x18", 4 }, zstd_new, zstd_free, zstd_step, zstd_end },
};
static const struct input_codec plain = { .name = "plain" };

/* Its entries are inputs of their own. */
static const struct input_codec zip = { .name = "zip" };

/* What is not read, named so that the user knows what to do about it. */
static const struct {
	struct span magic;
	const char *what;
} refused[] = {
	{ { "PK\7\10", 4 }, "one of several files of a zip archive; join them: zip -s 0 FILE" },
	{ { "\x78\x9c", 2 }, "a zlib stream, not gzip; unpack it: zlib-flate -uncompress <FILE | ..." },
	{ { "\x78\x01", 2 }, "a zlib stream, not gzip; unpack it: zlib-flate -uncompress <FILE | ..." },
	{ { "\x78\xda", 2 }, "a zlib stream, not gzip; unpack it: zlib-flate -uncompress <FILE | ..." },
	{ { "\xfd" "7zXZ\0", 6 }, "an xz file; unpack it: xz -dc FILE | ..." },
	{ { "7z\xbc\xaf\x27\x1c", 6 }, "a 7z archive; unpack it first" },
	{ { "Obj\1", 4 }, "an Avro file, as Braze Currents writes; "
	    "convert it: avro-tools tojson FILE | ..." },
	{ { "PAR1", 4 }, "a Parquet file; convert it to ndjson first" },
	{ { "SQLite format 3\0", 16 }, "an SQLite database; export it as CSV or ndjson first" },
};

/* "BZh", a level, and the digits of pi: long enough not to be a word. */
static bool
is_bzip2(struct span head)
{
	return head.n >= 10 && !memcmp(head.p, "BZh", 3) && !memcmp(head.p + 4, "1AY&SY", 6);
}

static bool
is_zip(struct span head)
{
	return span_starts(head, UNZIP_MAGIC) || span_starts(head, UNZIP_EMPTY);
}

static bool
begins(struct span magic, struct span head)
{
	return head.n < magic.n && span_starts(magic, head);
}

/* Whether more bytes could make a magic number of these: a slow producer's
 * first line of text is not held back for it. */
static bool
unsure(struct span head)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		if (begins(refused[i].magic, head))
			return true;
	for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++)
		if (begins(codecs[i].magic, head))
			return true;
	if (begins(UNZIP_MAGIC, head) || begins(UNZIP_EMPTY, head))
		return true;
	return head.n < 10 && (begins(SPAN("BZh"), head) || span_starts(head, SPAN("BZh")));
}

static int
choose_codec(struct input *in, struct fault *why)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		if (span_starts(in->rest, refused[i].magic))
			return fault_set(why, "is %s", refused[i].what);
	if (is_bzip2(in->rest))
		return fault_set(why, "is a bzip2 file; unpack it: bzip2 -dc FILE | ...");
	in->codec = is_zip(in->rest) ? &zip : &plain;
	for (size_t i = 0; i < sizeof codecs / sizeof *codecs; i++)
		if (span_starts(in->rest, codecs[i].magic))
			in->codec = &codecs[i];
	if (in->codec->new && !(in->state = in->codec->new()))
		return fault_set(why, "is %s, which this build does not read; pipe it through %s -dc",
		    in->codec->name, in->codec->name);
	return 0;
}

static ssize_t
read_fd(void *arg, char *to, size_t n, struct fault *why)
{
	struct input *in = arg;
	struct pollfd ready = { .fd = in->fd, .events = POLLIN };
	ssize_t got;

	if (in->tie && in->tie->whole && poll(&ready, 1, 0) == 0)
		out_flush(in->tie);
	while ((got = read(in->fd, to, n)) < 0 && (errno == EINTR || errno == EAGAIN))
		if (errno == EAGAIN && poll(&ready, 1, -1) < 0 && errno != EINTR)
			break;
	return got < 0 ? fault_set(why, "%s", strerror(errno)) : got;
}

static int
no_file(const char *path, int error, struct fault *why)
{
	return fault_set(why, "%s: %s", path, strerror(error));
}

static bool
is_pipe(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISFIFO(st.st_mode);
}

int
input_open(struct input *in, const char *path, struct out *tie, struct fault *why)
{
	bool standard = !strcmp(path, "-");
	struct stat st;

	input_from(in, standard ? "<stdin>" : path, read_fd, in);
	in->tie = tie;
	/* To open it is to wait until someone writes to it. */
	if (tie && tie->whole && !standard && is_pipe(path))
		out_flush(tie);
	in->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0)
		return no_file(path, errno, why);
	if (fstat(in->fd, &st) == 0 && S_ISREG(st.st_mode))
		in->size = st.st_size;
	/* Like out_init: fewer switches where it is a pipe. */
	(void)fcntl(in->fd, F_SETPIPE_SZ, 1 << 20);
	return 0;
}

void
input_from(struct input *in, const char *name, input_source *source, void *arg)
{
	*in = (struct input){ .name = name, .source = source, .arg = arg, .fd = -1, .size = -1 };
}

int
input_fill(struct input *in, struct fault *why)
{
	ssize_t got;

	/* What is left is moved to the front: at most a magic number's length
	 * before the codec is known, nothing afterwards. */
	if (in->rest.n)
		memmove(in->raw, in->rest.p, in->rest.n);
	got = in->source(in->arg, in->raw + in->rest.n, RAW - in->rest.n, why);
	if (got < 0)
		return -1;
	in->ended = got == 0;
	in->bytes += (uint64_t)got;
	in->rest = (struct span){ in->raw, in->rest.n + (size_t)got };
	return 0;
}

int
input_begin(struct input *in, struct fault *why)
{
	if (in->codec)
		return 0;
	if (!(in->raw = malloc(RAW)))
		die_errno(DIAG_STOPPED, "%d bytes of memory", RAW);
	while (unsure(in->rest) && !in->ended)
		if (input_fill(in, why))
			return -1;
	return choose_codec(in, why);
}

static ssize_t
read_plain(struct input *in, char *to, size_t n, struct fault *why)
{
	ssize_t got;

	if (in->rest.n) {
		n = n < in->rest.n ? n : in->rest.n;
		memcpy(to, in->rest.p, n);
		in->rest = span_after(in->rest, n);
		return (ssize_t)n;
	}
	if (in->ended)
		return 0;
	got = in->source(in->arg, to, n, why);
	in->ended = got == 0;
	in->bytes += got > 0 ? (uint64_t)got : 0;
	return got;
}

ssize_t
input_take_span(void *span, char *to, size_t n, struct fault *why)
{
	struct span *rest = span;

	(void)why;
	n = n < rest->n ? n : rest->n;
	if (n)
		memcpy(to, rest->p, n);
	*rest = span_after(*rest, n);
	return (ssize_t)n;
}

ssize_t
input_decode(struct input *in, char *to, size_t n, struct fault *why)
{
	ssize_t got = in->codec->step(in->state, &in->rest, to, n, why);

	if (got)
		return got;
	return in->ended ? in->codec->end(in->state, why) : INPUT_MORE;
}

static ssize_t
read_packed(struct input *in, char *to, size_t n, struct fault *why)
{
	ssize_t got;

	if (!in->ahead)
		input_go_ahead(in);
	if (in->ahead)
		return input_read_ahead(in, to, n, why);
	while ((got = input_decode(in, to, n, why)) == INPUT_MORE)
		if (input_fill(in, why))
			return -1;
	in->given += got > 0 ? (uint64_t)got : 0;
	return got;
}

ssize_t
input_read(struct input *in, char *to, size_t n, struct fault *why)
{
	if (!in->codec && input_begin(in, why))
		return -1;
	if (in->codec == &zip)
		return fault_set(why, "is a zip archive; unpack it: unzip -p FILE | ...");
	return in->codec->step ? read_packed(in, to, n, why) : read_plain(in, to, n, why);
}

bool
input_is_archive(const struct input *in)
{
	return in->codec == &zip;
}

void
input_close(struct input *in)
{
	input_free_parts(in);
	input_free_ahead(in);
	if (in->state)
		in->codec->free(in->state);
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	free(in->raw);
	*in = (struct input){ .fd = -1 };
}
