/*
 * stitch.h - whose an event is that only names a device: what ev-stitch does.
 *
 * The first reading gathers links (links.h); a second one, only where devices
 * are shared, who used them when; the last writes the events. A line is copied
 * byte for byte but for its user_id.
 */
#ifndef EVKIT_STITCH_H
#define EVKIT_STITCH_H

#include "again.h"
#include "links.h"
#include "placeholder.h"

enum stitch_mode { STITCH_FIRST, STITCH_STRICT, STITCH_GRAPH };

struct stitch {
	/* Options. */
	enum stitch_mode mode;
	int64_t max_users;     /* of an anonymous id; 0: any number */
	int64_t max_component; /* ids of a component, STITCH_GRAPH */
	struct placeholder placeholder;
	const char *links_file;
	/* The rest is stitch.c's. */
	struct run *run;
	struct links links;
	struct table blocked;  /* uint64_t by placeholder id: how often */
	uint64_t refused;      /* merges */
	struct jscan scan;
	struct buf text;
};

/* After the options. -1 and *why: the links file is there, but cannot be used. */
int stitch_begin(struct stitch *s, struct run *run, struct fault *why);

/* All of it. */
void stitch_files(struct stitch *s, char *const paths[], int n);

/* Writes the links, if there is a file for them. */
int stitch_save(const struct stitch *s, struct fault *why);

void stitch_free(struct stitch *s);

/*
 * The line with another user_id, or with none where `user` is empty: all other
 * bytes as they are. The line is an object with one member or more.
 */
void stitch_line(struct jscan *scan, struct span line, struct span user, struct buf *to);

#endif
