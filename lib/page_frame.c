/* What is around the figures: the page, its sections, its file. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "page.h"

void
page_begin(struct page *p, const char *title)
{
	page_put(p, "<!DOCTYPE html>\n"
	    "<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n"
	    "<meta charset=\"utf-8\"/>\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
	    "<meta name=\"color-scheme\" content=\"light dark\"/>\n"
	    "<title>%s</title>\n<style>\n", title);
	page_style(p);
	page_put(p, "</style>\n</head>\n<body>\n");
}

void
page_end(struct page *p)
{
	page_put(p, "</body>\n</html>\n");
}

void
page_figure(struct page *p, const char *id, const char *heading)
{
	page_put(p, "<figure id=\"%s\" class=\"card\" aria-labelledby=\"%s-h\">\n<h2 id=\"%s-h\">", id,
	    id, id);
	page_say(p, "%s", heading);
	page_put(p, "</h2>\n");
}

void
page_box(struct page *p, const char *label)
{
	page_put(p, "<div class=\"box\" tabindex=\"0\" role=\"region\" aria-label=\"");
	page_say(p, "%s", label);
	page_put(p, "\">\n");
}

void
page_box_end(struct page *p)
{
	page_put(p, "</div>\n");
}

void
page_caption(struct page *p)
{
	page_put(p, "<figcaption>");
}

void
page_figure_end(struct page *p)
{
	page_put(p, "</figcaption>\n</figure>\n");
}

/* ---- the file ---- */

static int
write_all(int fd, struct span s)
{
	while (s.n) {
		ssize_t n = write(fd, s.p, s.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		s = span_after(s, (size_t)n);
	}
	return 0;
}

/* 0, or an errno. */
static int
write_file(const char *path, int how, struct span s)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | how, 0666), code = 0;

	if (fd < 0)
		return errno;
	if (write_all(fd, s))
		code = errno;
	if (close(fd) && !code)
		code = errno;
	return code;
}

/* Beside it first: whoever reads the file sees the old page or the new one. What an
 * earlier run left there goes, and no link is followed. */
static int
replace(const char *path, struct span s)
{
	struct buf aside = { 0 };
	int code;

	buf_printf(&aside, "%s.part", path);
	unlink(buf_text(&aside));
	code = write_file(buf_text(&aside), O_EXCL, s);
	if (!code && rename(buf_text(&aside), path))
		code = errno;
	if (code)
		unlink(buf_text(&aside));
	buf_free(&aside);
	return code;
}

int
page_save(const struct page *p, const char *path, struct fault *why)
{
	struct span all = buf_span(&p->buf);
	struct stat st;
	int code;

	/* Only a file can be replaced: not a device, nor where a link points. */
	if (!lstat(path, &st) && !S_ISREG(st.st_mode))
		code = write_file(path, O_TRUNC, all);
	else
		code = replace(path, all);
	return code ? fault_set(why, "%s: cannot write: %s", path, strerror(code)) : 0;
}
