#include "sidefile.h"

#include "line.h"

static int
take_line(const struct line_reader *r, struct span line, sidefile_taker *take, void *arg,
    struct reject *why)
{
	if (r->over)
		return rejects_why(why, line, SPAN(""), line, "too_long", "longer than --max-line");
	if (r->torn)
		return rejects_why(why, line, SPAN(""), line, "torn", "the input ends inside the line");
	return line.n ? take(arg, line, why) : 0;
}

static int
read_lines(struct line_reader *r, sidefile_taker *take, void *arg, struct fault *why)
{
	struct reject x = { .at = { .byte = 1 } };
	struct span line;
	int got;

	while ((got = line_next(r, &line)) > 0)
		if (take_line(r, line, take, arg, &x))
			return fault_set(why, "%s:%llu:%llu: %.*s%s%s", r->in->name,
			    (unsigned long long)r->line, (unsigned long long)x.at.byte,
			    SPAN_SHOW(x.field), x.field.n ? ": " : "", x.text);
	return got < 0 ? fault_set(why, "%s: %s", r->in->name, r->why.text) : 0;
}

int
sidefile_read(const char *path, size_t max_line, sidefile_taker *take, void *arg,
    struct fault *why)
{
	struct line_reader r;
	struct input in;
	int rc;

	if (input_open(&in, path, NULL, why))
		return -1;
	line_init(&r, &in, max_line);
	rc = read_lines(&r, take, arg, why);
	line_free(&r);
	input_close(&in);
	return rc;
}
