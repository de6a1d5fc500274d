/*
 * links.h - which anonymous ids were seen with which users, and since when.
 *
 * A link is made by an event that carries both ids. The set of links does not
 * depend on the order of events, nor on how they were divided among runs: a
 * link's time is the earliest. links_file.c keeps it between runs.
 *
 * An anonymous id with several users, as on a shared device, also has turns:
 * who was seen when, gathered in a second reading of the events and boiled
 * down to the times at which the user changed.
 *
 * Cost: about 70 bytes a link, and 75 and the id for each linked id; 24 for each
 * event with both ids on a shared device, while it is boiled down.
 */
#ifndef EVKIT_LINKS_H
#define EVKIT_LINKS_H

#include "fault.h"
#include "table.h"

/* A member of a component: links_join.c. */
struct links_node {
	struct links_node *parent;     /* NULL: it is the root */
	uint32_t size;                 /* of a root: ids in the component */
	const struct links_user *user; /* of a root: the canonical one; NULL: none */
};

struct links_user {
	struct links_node node;
	int64_t first;         /* seen with an anonymous id, ns */
	uint32_t number;
	bool seen;             /* as a user id; else only as an alias's earlier id */
};

struct links_anon {
	struct links_node node;
	struct links_link *link;       /* a list */
	uint32_t number;
	uint32_t users;
	size_t turn, turns;            /* in links.turn; 0 turns: one user, or none gathered */
};

struct links_link {
	struct links_anon *anon;
	struct links_user *user;
	int64_t first;
	struct links_link *next;
	bool alias;            /* also that user's earlier id */
};

struct links_turn {
	int64_t from;
	struct links_anon *anon;
	struct links_user *user;
};

struct links {
	struct table anons, users, pairs;
	struct links_turn *turn;
	size_t turns, turns_cap;
};

void links_init(struct links *l);
void links_free(struct links *l);

/* An event carries both ids. Ids are copied. Returns the link. */
struct links_link *links_see(struct links *l, struct span anon, struct span user, int64_t ns,
    bool alias);

/* NULL: not linked. */
struct links_anon *links_anon(const struct links *l, struct span id);
struct links_user *links_user(const struct links *l, struct span id);
struct span links_user_id(const struct links *l, const struct links_user *u);
struct span links_anon_id(const struct links *l, const struct links_anon *a);

/* Who was first: by time, then by the bytes of the id. */
const struct links_user *links_first(const struct links *l, const struct links_anon *a);

/* All links by time, anonymous id, user id. The caller frees the array; *n. */
struct links_link **links_sorted(const struct links *l, size_t *n);

/* The user was seen there at that time: for the turns. */
void links_turn(struct links *l, struct links_anon *a, struct links_user *u, int64_t ns);

/* No more come: sorts the turns and keeps the changes, of ids with two to `most`
 * users. Without it there are none. */
void links_settle(struct links *l, uint32_t most);

/* Whose turn it was: the last user seen before or at that time, else the first. */
const struct links_user *links_at(const struct links *l, const struct links_anon *a, int64_t ns);

/*
 * Makes components of all links, in the order of links_sorted: ids of a component
 * are one person. Links of an anonymous id with more than `users` are left out.
 * One that would make a component of more than `most` ids is refused; `refused`
 * is told of each. links_join.c.
 */
typedef void links_refused(void *arg, const struct links *l, const struct links_link *link);
void links_join(struct links *l, uint32_t most, uint32_t users, links_refused *refused,
    void *arg);

/* The user that stands for a node's component: the first one seen. NULL: none. */
const struct links_user *links_canonical(struct links_node *n);

/*
 * The set as a file of one JSON object a link, sorted: links_file.c.
 * links_load adds what the file holds (nothing if it is missing); links_save
 * writes it whole or not at all. 0, or -1 and *why.
 */
int links_load(struct links *l, const char *path, size_t max_line, struct fault *why);
int links_save(const struct links *l, const char *path, struct fault *why);

#endif
