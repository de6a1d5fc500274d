/* mapfile.h: a map together with options, and what became of its rules. */
#include "mapfile.h"

static const char *const names[MAPPING_FIELDS] = { "user_id", "timestamp", "event", "event_id",
	"anonymous_id", "metadata", "received_at" };

void
mapfile_complete(struct mapfile *m, const struct mapping_rule *option)
{
	struct mapping_rule *rule = m->map.rule;

	for (size_t i = 0; i < MAPPING_FIELDS; i++) {
		if (option[i].path[0]) {
			rule[i] = option[i];
			memset(m->path_at[i], 0, sizeof m->path_at[i]);
		} else if (!(m->given >> i & 1)) {
			rule[i] = mapping_by_name.rule[i];
		}
	}
	if (option[MAPPING_METADATA].path[0])
		m->map.rest = MAPPING_REST_CONTEXT;
}

struct finding {
	mapfile_tell *tell;
	void *arg;
	size_t n;
};

static void
unused(struct finding *f, struct mapfile_place at, const char *rule, const char *what,
    const char *never)
{
	char text[1024];

	snprintf(text, sizeof text, "%s: '%.200s': %s", rule, what, never);
	f->tell(f->arg, at.line, at.column, text);
	f->n++;
}

size_t
mapfile_unused(const struct mapfile *m, const struct mapping_hits *hits, mapfile_tell *tell,
    void *arg)
{
	struct finding f = { .tell = tell, .arg = arg };
	const struct mapping *map = &m->map;

	/* A line of 0: what stands there is not the file's, but an option's. */
	for (size_t field = 0; field < MAPPING_FIELDS; field++)
		for (size_t i = 0; i < MAPPING_PATHS && map->rule[field].path[i]; i++)
			if (m->path_at[field][i].line && !hits->path[field][i])
				unused(&f, m->path_at[field][i], names[field],
				    map->rule[field].path[i], "no record had its value there");
	for (size_t i = 0; i < map->renames; i++)
		if (!hits->rename[i])
			unused(&f, m->rename_at[i], "rename", map->rename[i].from,
			    "no event had that name");
	for (size_t i = 0; map->drop && map->drop[i]; i++)
		if (!hits->drop[i])
			unused(&f, m->drop_at[i], "drop", map->drop[i], "no record had it");
	return f.n;
}
