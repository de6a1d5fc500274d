#include "xml.h"

#include <expat.h>

#include "buf.h"
#include "diag.h"

enum { PATH_MOST = 4096 };

struct reading {
	const struct xml_reader *to;
	XML_Parser parser;
	struct buf path, text;
	const char *wrong;
};

static void
stop(struct reading *r, const char *wrong)
{
	r->wrong = wrong;
	XML_StopParser(r->parser, XML_FALSE);
}

static void
begin(void *arg, const char *name, const char **attribute)
{
	struct reading *r = arg;
	const char *prefix = strrchr(name, ':');
	struct span local = span_of(prefix && prefix[1] ? prefix + 1 : name);

	if (r->path.n + local.n >= PATH_MOST) {
		stop(r, "its elements are too deep");
		return;
	}
	if (r->path.n)
		buf_byte(&r->path, '/');
	buf_put(&r->path, local);
	r->text.n = 0;
	if (r->to->begin)
		r->to->begin(r->to->arg, buf_span(&r->path), attribute);
}

static void
end(void *arg, const char *name)
{
	struct reading *r = arg;

	(void)name;
	r->to->end(r->to->arg, buf_span(&r->path), r->text.n ? buf_span(&r->text) : SPAN(""));
	r->text.n = 0;
	while (r->path.n && r->path.p[r->path.n - 1] != '/')
		r->path.n--;
	if (r->path.n)
		r->path.n--;
}

static void
text(void *arg, const char *p, int n)
{
	struct reading *r = arg;

	buf_put(&r->text, (struct span){ p, (size_t)n });
}

static void
doctype(void *arg, const char *name, const char *system, const char *public, int internal)
{
	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	stop(arg, "it has a DOCTYPE");
}

static int
parse(struct reading *r, struct span document, struct fault *why)
{
	if (document.n > INT32_MAX)
		return fault_set(why, "the reply is no XML: too long");
	if (XML_Parse(r->parser, document.n ? document.p : "", (int)document.n, 1) ==
	    XML_STATUS_OK)
		return 0;
	return fault_set(why, "the reply is no XML: line %lu: %s",
	    (unsigned long)XML_GetCurrentLineNumber(r->parser),
	    r->wrong ? r->wrong : XML_ErrorString(XML_GetErrorCode(r->parser)));
}

int
xml_read(struct span document, const struct xml_reader *to, struct fault *why)
{
	struct reading r = { .to = to, .parser = XML_ParserCreate(NULL) };
	int rc;

	if (!r.parser)
		die(DIAG_STOPPED, "expat does not start");
	XML_SetUserData(r.parser, &r);
	XML_SetElementHandler(r.parser, begin, end);
	XML_SetCharacterDataHandler(r.parser, text);
	XML_SetStartDoctypeDeclHandler(r.parser, doctype);
	rc = parse(&r, document, why);
	XML_ParserFree(r.parser);
	buf_free(&r.path);
	buf_free(&r.text);
	return rc;
}
