#include "aws_profile.h"

#include <ctype.h>
#include <errno.h>

#include "diag.h"

enum { FILE_MOST = 4 << 20 };

static char *
copy(struct span s)
{
	char *text = strndup(s.n ? s.p : "", s.n);

	if (!text)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", s.n);
	return text;
}

static struct span
trimmed(struct span s)
{
	while (s.n && memchr(" \t\r", s.p[0], 3))
		s = span_after(s, 1);
	while (s.n && memchr(" \t\r", s.p[s.n - 1], 3))
		s.n--;
	return s;
}

/* ---- settings ---- */

static const struct aws_setting *
find(const struct aws_profile *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->setting[i].name, name))
			return &p->setting[i];
	return NULL;
}

const char *
aws_profile_get(const struct aws_profile *p, const char *name)
{
	const struct aws_setting *s = find(p, name);

	return s && *s->value ? s->value : NULL;
}

/* The three parts of a key come from the same file. */
static bool
is_key_of_another(const struct aws_profile *p, const char *name, bool shared)
{
	const struct aws_setting *id = find(p, "aws_access_key_id");

	return id && id->shared != shared && (!strcmp(name, "aws_secret_access_key") ||
	    !strcmp(name, "aws_session_token"));
}

static void
put(struct aws_profile *p, struct span name, struct span value, bool shared)
{
	char *lower = copy(name);

	for (char *c = lower; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	if (p->n == AWS_PROFILE_SETTINGS || find(p, lower) || is_key_of_another(p, lower, shared)) {
		free(lower);
		return;
	}
	p->setting[p->n++] = (struct aws_setting){ lower, copy(value), shared };
}

/* ---- a file ---- */

/* What stands between the brackets; in the config file, behind "profile". */
static bool
is_ours(const struct aws_profile *p, struct span title, bool shared)
{
	const struct span word = SPAN("profile");

	title = trimmed(title);
	if (!shared && span_starts(title, word) && title.n > word.n &&
	    memchr(" \t", title.p[word.n], 2)) {
		title = trimmed(span_after(title, word.n));
		if (title.n >= 2 && (*title.p == '"' || *title.p == '\'') &&
		    title.p[title.n - 1] == *title.p)
			title = (struct span){ title.p + 1, title.n - 2 };
		return span_is(title, p->name);
	}
	return span_is(title, p->name) && (shared || !strcmp(p->name, "default"));
}

/* A comment behind a value has white space before it. */
static struct span
uncommented(struct span value)
{
	for (size_t i = 1; i < value.n; i++)
		if (memchr("#;", value.p[i], 2) && memchr(" \t", value.p[i - 1], 2))
			return trimmed((struct span){ value.p, i });
	return trimmed(value);
}

void
aws_profile_take(struct aws_profile *p, struct span text, bool shared)
{
	bool inside = false;

	while (text.n) {
		struct span line = span_cut(&text, '\n'), name;

		if (!line.n || memchr(" \t\r#;", *line.p, 5))
			continue;
		if (*line.p == '[') {
			line = span_after(line, 1);
			inside = is_ours(p, span_cut(&line, ']'), shared);
			p->found |= inside;
		} else if (inside && span_find(line, '=') < line.n) {
			name = trimmed(span_cut(&line, '='));
			put(p, name, uncommented(line), shared);
		}
	}
}

static int
read_file(struct aws_profile *p, const char *path, bool shared, struct fault *why)
{
	struct buf text = { 0 };
	FILE *f = fopen(path, "re");
	int rc = 0;

	if (!f)
		return errno == ENOENT || errno == ENOTDIR ? 0 :
		    fault_set(why, "%s: %s", path, strerror(errno));
	text.n = fread(buf_room(&text, FILE_MOST), 1, FILE_MOST, f);
	if (ferror(f))
		rc = fault_set(why, "%s: cannot be read", path);
	else if (text.n == FILE_MOST)
		rc = fault_set(why, "%s: too long", path);
	else
		aws_profile_take(p, buf_span(&text), shared);
	fclose(f);
	buf_free(&text);
	return rc;
}

static int
read_one(struct aws_profile *p, const char *variable, const char *name, bool shared,
    struct fault *why)
{
	const char *named = getenv(variable), *home = getenv("HOME");
	struct buf path = { 0 };
	int rc = 0;

	if (named && *named)
		buf_printf(&path, "%s", named);
	else if (home && *home)
		buf_printf(&path, "%s/.aws/%s", home, name);
	if (path.n)
		rc = read_file(p, buf_text(&path), shared, why);
	buf_free(&path);
	return rc;
}

int
aws_profile_read(struct aws_profile *p, const char *name, struct fault *why)
{
	*p = (struct aws_profile){ 0 };
	if (!name)
		name = getenv("AWS_PROFILE");
	p->asked_for = name && *name;
	p->name = copy(span_of(p->asked_for ? name : "default"));
	if (read_one(p, "AWS_SHARED_CREDENTIALS_FILE", "credentials", true, why) ||
	    read_one(p, "AWS_CONFIG_FILE", "config", false, why))
		return -1;
	if (p->asked_for && !p->found)
		return fault_set(why, "profile %s is neither in the credentials file nor in the "
		    "config file of AWS", p->name);
	return 0;
}

void
aws_profile_free(struct aws_profile *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->setting[i].name);
		free(p->setting[i].value);
	}
	free(p->name);
	*p = (struct aws_profile){ 0 };
}
