#include "mark.h"

#include <fcntl.h>
#include <jansson.h>
#include <sys/stat.h>

#include "diag.h"
#include "jwrite.h"

/* Its length and what it is; false: it is nothing that is appended to. */
static bool
is_appended(const struct out *o, struct stat *st)
{
	int flags = fcntl(o->fd, F_GETFL);

	return flags >= 0 && flags & O_APPEND && !fstat(o->fd, st) && S_ISREG(st->st_mode);
}

bool
mark_put(struct buf *line, struct out *o)
{
	struct stat st;

	/* What is completed has begun where it did. */
	if (o->there < o->there_end)
		return false;
	out_flush(o);
	if (!is_appended(o, &st))
		return false;
	jwrite_int(line, SPAN("begun_at"), st.st_size);
	jwrite_int(line, SPAN("device"), (int64_t)st.st_dev);
	jwrite_int(line, SPAN("inode"), (int64_t)st.st_ino);
	return true;
}

bool
mark_read(struct mark *m, struct span line)
{
	json_int_t at, device, inode;
	json_t *o;

	*m = (struct mark){ 0 };
	if (!memmem(line.p, line.n, "\"begun_at\"", 10))
		return false;
	o = json_loadb(line.p, line.n, 0, NULL);
	if (!json_unpack(o, "{sI, sI, sI}", "begun_at", &at, "device", &device, "inode", &inode))
		*m = (struct mark){ true, at, device, inode };
	json_decref(o);
	return m->set;
}

int64_t
mark_left(const struct mark *m, const struct out *o)
{
	struct stat st;

	if (!m->set || m->at < 0 || !is_appended(o, &st) || (int64_t)st.st_dev != m->device ||
	    (int64_t)st.st_ino != m->inode)
		return 0;
	return st.st_size > m->at ? st.st_size - m->at : 0;
}

bool
mark_resume(struct mark *m, struct run *r, const char *what)
{
	int64_t left = mark_left(m, &r->out);

	m->set = false;
	if (!left)
		return false;
	if (!r->quiet)
		warn("%s: %lld bytes of its records are there from a run that was broken off; "
		    "the rest is added", what, (long long)left);
	out_replay(&r->out, m->at, m->at + left);
	return true;
}

void
mark_end(struct run *r, const char *what, const struct fault *why)
{
	struct out *o = &r->out;

	run_sync(r);
	if (why && o->there < o->there_end)
		die(fault_exit(why), "%s: the records that were to be completed are not; those that "
		    "are there begin at byte %lld of the output", what, (long long)o->there_begin);
	out_replay_end(o);
}
