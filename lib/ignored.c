#include "ignored.h"

static bool
is_merged_ids(struct span base)
{
	return base.n > 1 && base.p[0] == '-' && base.p[1] >= '0' && base.p[1] <= '9' &&
	    span_ends(base, SPAN(".json.gz"));
}

bool
ignored_name(struct span path)
{
	static const char *const names[] = { "dummy-object.txt", "manifest.json", "_SUCCESS",
		".DS_Store" };
	struct span base = path, rest = path;

	while (span_find(rest, '/') < rest.n) {
		if (span_is(span_cut(&rest, '/'), "__MACOSX"))
			return true;
		base = rest;
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (span_is(base, names[i]))
			return true;
	return span_starts(base, SPAN("._")) || is_merged_ids(base);
}
