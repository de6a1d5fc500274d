/*
 * A map is refused with findings that stand in it, or it can be used: a record
 * is read by it without a mapping that is too large or a path that is none.
 */
#include "mapfile.h"
#include "timeformat.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct told {
	size_t n, lines;
};

static void
tell(void *arg, size_t line, size_t column, const char *text)
{
	struct told *t = arg;

	t->n++;
	if (line < 1 || line > t->lines || column < 1 || !*text)
		abort();
}

static void
use(struct mapfile *m, struct told *t)
{
	static const struct mapping_rule none[MAPPING_FIELDS];
	struct span text = SPAN("{\"user_id\":\"u\",\"timestamp\":\"2021-06-11 10:41:23\",\"event\":\"e\","
	    "\"a\":{\"b\":[1,{\"c\":\"d\"}],\"c\":1},\"b\":\"x\",\"c\":null}");
	struct tally tally = { 0 };
	struct normal n = { .tally = &tally, .zone = ZONE_UTC, .map = &m->map, .context = true };
	struct jscan json = { 0 };
	struct record r = { .text = text, .json = &json };
	struct normal_event e = { 0 };
	struct reject why = { .at = { .byte = 1 } };
	struct buf line = { 0 };

	mapfile_complete(m, none);
	n.time_format = m->time_format;
	n.time_unit = m->time_unit;
	if (jscan_object(&json, text))
		abort();
	normal_record(&n, &r);
	if (mapping_read(&n, &m->map, &r, &e, &why) || normal_write(&n, &e, &r, &line, &why)) {
		if (!why.reason || !why.text || !why.field.n)
			abort();
	} else if (jscan_object(&json, buf_span(&line))) {
		abort();
	}
	mapfile_unused(m, mapping_hits(&n, &m->map), tell, t);
	normal_free(&n);
	jscan_free(&json);
	buf_free(&line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = { (const char *)data, size };
	struct mapfile m = { .given = 0 };
	struct told t = { .lines = 1 };

	for (size_t i = 0; i < size; i++)
		t.lines += data[i] == '\n';
	if ((mapfile_read(&m, text, tell, &t) != 0) != (t.n > 0))
		abort();
	if (!t.n)
		use(&m, &t);
	mapfile_free(&m);
	return 0;
}
