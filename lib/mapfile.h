/*
 * mapfile.h - a user's mapping as a file of JSON: ev-map(5).
 *
 * It is read by jscan rather than as a tree, since then every finding has its
 * line and column, and a key that stands twice is one. All findings are told,
 * not only the first.
 */
#ifndef EVKIT_MAPFILE_H
#define EVKIT_MAPFILE_H

#include "arena.h"
#include "fault.h"
#include "mapping.h"

/* One finding. Line and column count from 1; `text` lives until it returns. */
typedef void mapfile_tell(void *arg, size_t line, size_t column, const char *text);

enum { MAPFILE_KEEPS = NORMAL_KEEP };

struct mapfile {
	struct mapping map;            /* fields without a rule are left empty */
	unsigned given;                /* bits of fields that have one, be it null */
	enum tstamp_unit time_unit;    /* AUTO: not given */
	const char *time_format, *tz;  /* NULL: not given */
	const char *keep[MAPFILE_KEEPS];
	size_t keeps;
	/* Where the rules stand in the file. */
	struct mapfile_place {
		size_t line, column;
	} path_at[MAPPING_FIELDS][MAPPING_PATHS], *rename_at, *drop_at;
	/* The rest is mapfile.c's. */
	struct arena texts;
};

/* Takes the text of a map. 0, or -1: something was told. *m owns all of its
 * texts until mapfile_free. */
int mapfile_read(struct mapfile *m, struct span text, mapfile_tell *tell, void *arg);

/* Rules of options, where they have a path, take the place of the file's; what
 * has neither is looked for under its own name. */
void mapfile_complete(struct mapfile *m, const struct mapping_rule *option);

/* Tells the rules that gave nothing in all records. Returns how many. */
size_t mapfile_unused(const struct mapfile *m, const struct mapping_hits *hits,
    mapfile_tell *tell, void *arg);

void mapfile_free(struct mapfile *m);

#endif
