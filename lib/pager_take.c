/*
 * The text of --page. Its parts are kept in p->owned, so that they end in NUL
 * where a name or a path ends.
 */
#include "diag.h"
#include "num.h"
#include "pager.h"

/* "PATH:PARAM" or "NAME:PARAM": a path may have colons, a parameter has none. */
static const char *
cut_param(struct pager *p, char *text)
{
	char *colon = strrchr(text, ':');

	if (!colon || colon == text || !colon[1])
		return "lacks the ':PARAM' that says where the cursor goes";
	*colon = '\0';
	p->param = span_of(colon + 1);
	return NULL;
}

static const char *
take_path(struct pager *p, const char *text)
{
	return *text ? jpath_parse(&p->path, text) : "lacks a path";
}

static const char *
take_cursor(struct pager *p, char *text)
{
	const char *wrong = cut_param(p, text);

	return wrong ? wrong : take_path(p, text);
}

static const char *
take_header(struct pager *p, char *text)
{
	p->header = text;
	return cut_param(p, text);
}

static const char *
take_page(struct pager *p, char *text)
{
	struct span rest = span_of(text);

	p->param = span_cut(&rest, ',');
	p->first = 1;
	if (!p->param.n)
		return "lacks the parameter's name";
	if (!rest.n)
		return NULL;
	if (!span_starts(rest, SPAN("start=")) ||
	    num_int(span_after(rest, 6), 0, INT32_MAX, &p->first))
		return "not of the form page=PARAM,start=N";
	return NULL;
}

static const char *
take_offset(struct pager *p, char *text)
{
	struct span rest = span_of(text);

	p->param = span_cut(&rest, ',');
	p->limit = span_cut(&rest, ',');
	if (!p->param.n || !p->limit.n || num_int(rest, 1, INT32_MAX, &p->size))
		return "not of the form offset=PARAM,LIMITPARAM,SIZE";
	return NULL;
}

static const char *
take_next_url(struct pager *p, char *text)
{
	return take_path(p, text);
}

static const char *
take_none(struct pager *p, char *text)
{
	(void)p;
	return *text ? "takes no value" : NULL;
}

static const char *
take_link(struct pager *p, char *text)
{
	p->header = "Link";
	return take_none(p, text);
}

static const struct {
	const char *name;
	enum pager_kind kind;
	const char *(*take)(struct pager *p, char *text);
} ways[] = {
	{ "none", PAGER_NONE, take_none },
	{ "link", PAGER_LINK, take_link },
	{ "next-url", PAGER_NEXT_URL, take_next_url },
	{ "cursor", PAGER_CURSOR, take_cursor },
	{ "header-cursor", PAGER_HEADER, take_header },
	{ "page", PAGER_PAGE, take_page },
	{ "offset", PAGER_OFFSET, take_offset },
};

static void
forget(struct pager *p)
{
	jpath_free(&p->path);
	free(p->owned);
	p->owned = NULL;
	p->header = NULL;
	p->param = p->limit = (struct span){ 0 };
	p->first = p->size = 0;
}

const char *
pager_take(void *pager, const char *text)
{
	struct pager *p = pager;
	char *value;

	forget(p);
	if (!(p->owned = strdup(text)))
		die_errno(DIAG_STOPPED, "memory for an option");
	if ((value = strchr(p->owned, '=')))
		*value++ = '\0';
	else
		value = p->owned + strlen(p->owned);
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (!strcmp(p->owned, ways[i].name)) {
			p->kind = ways[i].kind;
			return ways[i].take(p, value);
		}
	return "not none, link, next-url, cursor, header-cursor, page or offset";
}
