#include "store_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diag.h"
#include "tstamp.h"

enum { DEEPEST = 128 };

static const char is_folder[] = "is a folder; end it in '/' for all that is in it";

struct entry {
	char *name;            /* a folder's ends in '/' */
	int64_t size, changed_ns;
};

struct folder {
	char *path;            /* ends in '/', or is empty: the working folder */
	dev_t device;
	ino_t inode;
	struct entry *entry;
	size_t n, at;
};

/* The folders from the listing's root down to where it is. */
struct store_list {
	struct folder stack[DEEPEST];
	size_t depth;
	char *one;             /* not NULL: that file only, then it is "" */
};

static int
no_file(const char *path, struct fault *why)
{
	return fault_set(why, "%s: %s", path, strerror(errno));
}

static char *
joined(const char *path, const char *name, const char *end)
{
	struct buf b = { 0 };

	buf_printf(&b, "%s%s%s", path, name, end);
	buf_text(&b);
	return b.p;
}

static void
entry_add(struct folder *f, const char *name, const struct stat *st)
{
	/* Grown at the powers of 2: n is one where all of it is used. */
	if (!(f->n & (f->n - 1)) || !f->n) {
		size_t cap = f->n ? 2 * f->n : 1;
		struct entry *more = reallocarray(f->entry, cap, sizeof *more);

		if (!more)
			die_errno(DIAG_STOPPED, "%zu folder entries", cap);
		f->entry = more;
	}
	f->entry[f->n++] = (struct entry){
		.name = joined("", name, S_ISDIR(st->st_mode) ? "/" : ""),
		.size = st->st_size,
		.changed_ns = st->st_mtim.tv_sec * TSTAMP_SECOND + st->st_mtim.tv_nsec,
	};
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

/* The entries whose names begin with `start`. */
static int
read_entries(struct folder *f, DIR *d, struct span start, struct fault *why)
{
	struct dirent *e;
	struct stat st;

	for (errno = 0; (e = readdir(d)); errno = 0) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..") ||
		    !span_starts(span_of(e->d_name), start))
			continue;
		if (fstatat(dirfd(d), e->d_name, &st, 0))
			return fault_set(why, "%s%s: %s", f->path, e->d_name, strerror(errno));
		if (S_ISDIR(st.st_mode) || S_ISREG(st.st_mode))
			entry_add(f, e->d_name, &st);
	}
	if (errno)
		return no_file(f->path, why);
	if (f->n)
		qsort(f->entry, f->n, sizeof *f->entry, by_name);
	return 0;
}

static void
leave(struct store_list *l)
{
	struct folder *f = &l->stack[--l->depth];

	for (size_t i = 0; i < f->n; i++)
		free(f->entry[i].name);
	free(f->entry);
	free(f->path);
}

static int
check_loop(const struct store_list *l, const struct folder *f, struct fault *why)
{
	for (size_t i = 0; i < l->depth; i++)
		if (l->stack[i].device == f->device && l->stack[i].inode == f->inode)
			return fault_set(why, "%s: is a link to a folder above it", f->path);
	return l->depth < DEEPEST ? 0 :
	    fault_set(why, "%s: folders are nested more than %d deep", f->path, DEEPEST);
}

/* Takes the path over. */
static int
enter(struct store_list *l, char *path, struct span start, struct fault *why)
{
	struct folder f = { .path = path };
	struct stat st;
	DIR *d = opendir(*path ? path : ".");
	int rc;

	if (!d || fstat(dirfd(d), &st)) {
		rc = no_file(path, why);
	} else {
		f.device = st.st_dev;
		f.inode = st.st_ino;
		rc = check_loop(l, &f, why);
	}
	if (rc) {
		free(path);
	} else {
		rc = read_entries(&f, d, start, why);
		l->stack[l->depth++] = f;
	}
	if (d)
		closedir(d);
	return rc;
}

static void
file_close(struct store_list *l)
{
	while (l->depth)
		leave(l);
	free(l->one);
	free(l);
}

static int
file_list(struct store *s, const struct store_place *at, struct store_list **list,
    struct fault *why)
{
	struct store_list *l = calloc(1, sizeof *l);
	size_t folder = at->prefix.n;

	(void)s;
	if (!l)
		die_errno(DIAG_STOPPED, "%zu bytes of memory", sizeof *l);
	if (at->what == STORE_ONE) {
		l->one = store_text(at->name);
		*list = l;
		return 0;
	}
	while (folder && at->prefix.p[folder - 1] != '/')
		folder--;
	if (!enter(l, store_text((struct span){ at->prefix.p, folder }),
	    span_after(at->prefix, folder), why)) {
		*list = l;
		return 0;
	}
	file_close(l);
	return -1;
}

static void
give(struct store_object *o, const char *path, const char *name, int64_t size, int64_t changed_ns)
{
	char text[TSTAMP_TEXT];

	*o = (struct store_object){ .uri = joined("file://", path, name), .size = size };
	o->updated = store_text((struct span){ text, tstamp_format(changed_ns, 3, text) });
}

static int
next_one(struct store_list *l, struct store_object *o, struct fault *why)
{
	struct stat st;

	if (!*l->one)
		return 0;
	if (stat(l->one, &st))
		return fault_set(why, "%s", strerror(errno));
	if (S_ISDIR(st.st_mode))
		return fault_set(why, "%s", is_folder);
	give(o, l->one, "", S_ISREG(st.st_mode) ? st.st_size : -1,
	    st.st_mtim.tv_sec * TSTAMP_SECOND + st.st_mtim.tv_nsec);
	*l->one = '\0';
	return 1;
}

static int
file_next(struct store_list *l, struct store_object *o, struct fault *why)
{
	if (l->one)
		return next_one(l, o, why);
	while (l->depth) {
		struct folder *f = &l->stack[l->depth - 1];
		struct entry *e = &f->entry[f->at];

		if (f->at == f->n) {
			leave(l);
			continue;
		}
		f->at++;
		if (!span_ends(span_of(e->name), SPAN("/"))) {
			give(o, f->path, e->name, e->size, e->changed_ns);
			return 1;
		}
		if (enter(l, joined(f->path, e->name, ""), SPAN(""), why))
			return -1;
	}
	return 0;
}

static int
file_open(struct store *s, const struct store_object *o, struct fault *why)
{
	struct span bucket, path;
	struct stat st;
	int fd;

	(void)s;
	store_split(&store_file, o->uri, &bucket, &path);
	/* It is the end of a C string. */
	if ((fd = open(path.p, O_RDONLY | O_CLOEXEC)) < 0) {
		bool gone = errno == ENOENT;

		fault_set(why, "%s", strerror(errno));
		why->gone = gone;
		return -1;
	}
	if (fstat(fd, &st) || !S_ISDIR(st.st_mode))
		return fd;
	close(fd);
	return fault_set(why, "%s", is_folder);
}

const struct store_kind store_file = {
	.scheme = "file",
	.version = "version",
	.list = file_list,
	.next = file_next,
	.close = file_close,
	.open = file_open,
};
