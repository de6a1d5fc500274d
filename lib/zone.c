#include "zone.h"

#include <fcntl.h>
#include <unistd.h>

enum { DAY = 86400, NAME = 64, PATH = 1024 };

static int
two_digits(const char *p, int most)
{
	int n;

	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return -1;
	n = 10 * (p[0] - '0') + p[1] - '0';
	return n <= most ? n : -1;
}

/* +hh, +hhmm, +hh:mm */
static int
parse_offset(struct span text, int64_t *offset)
{
	const char *minute = text.n == 6 ? text.p + 4 : text.p + 3;
	int h, m = 0;

	if ((text.n != 3 && text.n != 5 && text.n != 6) || (text.n == 6 && text.p[3] != ':'))
		return -1;
	h = two_digits(text.p + 1, 23);
	if (text.n > 3)
		m = two_digits(minute, 59);
	if (h < 0 || m < 0)
		return -1;
	*offset = (h * 60 + m) * 60;
	if (text.p[0] == '-')
		*offset = -*offset;
	return 0;
}

/* Words joined by single slashes: nothing that leaves the zones' folder. */
static bool
is_name(const char *text)
{
	size_t n = strlen(text), ok = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789_+-/");

	return n && n <= NAME && ok == n && text[0] != '/' && text[n - 1] != '/' &&
	    !strstr(text, "//");
}

static bool
is_zone_file(const char *path)
{
	char magic[4];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool is = fd >= 0 && read(fd, magic, sizeof magic) == sizeof magic &&
	    !memcmp(magic, "TZif", sizeof magic);

	if (fd >= 0)
		close(fd);
	return is;
}

/* Makes glibc read the file. What it cannot read leaves the name empty. */
static bool
load(const char *path)
{
	char text[PATH + 1];
	time_t now = 0;
	struct tm civil;

	snprintf(text, sizeof text, ":%s", path);
	if (setenv("TZ", text, 1))
		return false;
	tzset();
	return localtime_r(&now, &civil) && civil.tm_zone && civil.tm_zone[0];
}

static const char *
take_named(struct zone *z, const char *text)
{
	const char *dir = getenv("TZDIR");
	char path[PATH];
	int n;

	if (!is_name(text))
		return "not a time zone such as UTC, Europe/Berlin or +05:30";
	if (!strcmp(text, "localtime") || !strncmp(text, "right/", 6))
		return "not the same on every machine; name the zone itself";
	n = snprintf(path, sizeof path, "%s/%s", dir && *dir ? dir : "/usr/share/zoneinfo", text);
	if (n < 0 || (size_t)n >= sizeof path || !is_zone_file(path))
		return "no such time zone here (names are case-sensitive; is tzdata installed?)";
	if (!load(path))
		return "its zone file is damaged";
	z->fixed = false;
	for (size_t i = 0; i < ZONE_DAYS; i++)
		z->kept[i].day = INT32_MIN;
	return NULL;
}

const char *
zone_take(void *zone, const char *text)
{
	struct zone *z = zone;

	z->name = text;
	z->fixed = true;
	z->offset = 0;
	if (!strcmp(text, "UTC"))
		return NULL;
	if (text[0] != '+' && text[0] != '-')
		return take_named(z, text);
	if (parse_offset(span_of(text), &z->offset))
		return "not an offset such as +05:30";
	return NULL;
}

static int32_t
ask(int64_t utc)
{
	time_t t = utc;
	struct tm civil;

	/* It fails only past the year 2^31. */
	return localtime_r(&t, &civil) ? (int32_t)civil.tm_gmtoff : 0;
}

/* Floor of utc / DAY. */
static int64_t
day_of(int64_t utc)
{
	return utc / DAY - (utc % DAY < 0);
}

int64_t
zone_offset(struct zone *z, int64_t utc)
{
	int64_t day = day_of(utc);
	struct zone_day *kept = &z->kept[(uint64_t)day % ZONE_DAYS];

	if (z->fixed)
		return z->offset;
	if (kept->day != day) {
		kept->day = (int32_t)day;
		kept->offset = ask(day * DAY);
		kept->changes = ask((day + 1) * DAY) != kept->offset;
	}
	return kept->changes ? ask(utc) : kept->offset;
}

int
zone_to_utc(struct zone *z, int64_t civil, int64_t *utc)
{
	/* A day either side is more than any offset, and holds one change at most. */
	int64_t before = zone_offset(z, civil - DAY), after = zone_offset(z, civil + DAY);
	bool first = zone_offset(z, civil - before) == before;
	bool second = zone_offset(z, civil - after) == after;

	*utc = civil - (first || !second ? before : after);
	if (!first && !second)
		return -1;
	return first && second && before != after;
}
