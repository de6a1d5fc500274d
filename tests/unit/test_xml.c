/* xml.h: paths and texts of what stores answer; what is refused, and why. */
#include "unit.h"

#include "buf.h"
#include "xml.h"

struct seen {
	struct buf lines;      /* "+PATH NAME=VALUE ...\n" and "PATH=TEXT\n" */
	size_t ends;
};

static void
begin(void *arg, struct span path, const char *const *attribute)
{
	struct seen *s = arg;

	if (!*attribute)
		return;
	buf_printf(&s->lines, "+%.*s", SPAN_SHOW(path));
	for (; *attribute; attribute += 2)
		buf_printf(&s->lines, " %s=%s", attribute[0], attribute[1]);
	buf_byte(&s->lines, '\n');
}

static void
end(void *arg, struct span path, struct span text)
{
	struct seen *s = arg;

	buf_put(&s->lines, path);
	buf_byte(&s->lines, '=');
	buf_put(&s->lines, text);
	buf_byte(&s->lines, '\n');
	s->ends++;
}

static int
read_all(struct span document, struct seen *s, struct fault *why)
{
	const struct xml_reader to = { .arg = s, .begin = begin, .end = end };

	return xml_read(document, &to, why);
}

static void
gives(const char *document, const char *lines)
{
	struct seen s = { 0 };
	struct fault why;

	assert_int_equal(read_all(span_of(document), &s, &why), 0);
	assert_string_equal(buf_text(&s.lines), lines);
	buf_free(&s.lines);
}

static void
refused(struct span document, const char *reason)
{
	struct seen s = { 0 };
	struct fault why = { .text = "" };

	assert_int_equal(read_all(document, &s, &why), -1);
	assert_true(span_starts(span_of(why.text), SPAN("the reply is no XML: ")));
	assert_string_equal(why.text + sizeof "the reply is no XML: " - 1, reason);
	buf_free(&s.lines);
}

static void
paths_and_texts(void **state)
{
	(void)state;
	gives("<a/>", "a=\n");
	gives("<?xml version='1.0'?>\n<a>\n <b>1</b><b>2</b></a>\n", "a/b=1\na/b=2\na=\n");
	gives("<a><b><c>x</c></b><d>y</d></a>", "a/b/c=x\na/b=\na/d=y\na=\n");
	gives("<a>&quot;x&quot; &lt;&#233;&#x26;&amp;</a>", "a=\"x\" <\xc3\xa9&&\n");
	gives("<a><![CDATA[<b>&amp;]]>x<!-- no -->y<?no no?></a>", "a=<b>&amp;xy\n");
	gives("<a> x\n y </a>", "a= x\n y \n");
}

static void
attributes_and_namespaces(void **state)
{
	(void)state;
	gives("<s:a xmlns:s='u' xmlns='v' s:k='1' l='2'><s:b m='&lt;'>x</s:b></s:a>",
	    "+a xmlns:s=u xmlns=v s:k=1 l=2\n+a/b m=<\na/b=x\na=\n");
}

static void
what_is_no_document(void **state)
{
	(void)state;
	refused(SPAN(""), "line 1: no element found");
	refused((struct span){ NULL, 0 }, "line 1: no element found");
	refused(SPAN("<a>\n<b>"), "line 2: no element found");
	refused(SPAN("<a>\n</b>"), "line 2: mismatched tag");
	refused(SPAN("<a/><b/>"), "line 1: junk after document element");
	refused(SPAN("{\"a\":1}"), "line 1: not well-formed (invalid token)");
	refused(SPAN("<a>\xff</a>"), "line 1: not well-formed (invalid token)");
	refused(SPAN("<a>\0</a>"), "line 1: not well-formed (invalid token)");
	refused(SPAN("<a>&b;</a>"), "line 1: undefined entity");
}

static void
document_types_are_refused(void **state)
{
	(void)state;
	refused(SPAN("<!DOCTYPE a><a/>"), "line 1: it has a DOCTYPE");
	refused(SPAN("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"), "line 1: it has a DOCTYPE");
	refused(SPAN("<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;'>]><a>&c;</a>"),
	    "line 1: it has a DOCTYPE");
}

static void
depth_has_a_ceiling(void **state)
{
	struct buf b = { 0 };

	(void)state;
	for (int i = 0; i < 1000000; i++)
		buf_put(&b, SPAN("<a>"));
	refused(buf_span(&b), "line 1: its elements are too deep");
	buf_free(&b);
}

static void
many_elements(void **state)
{
	struct buf b = { 0 };
	struct seen s = { 0 };
	struct fault why;

	(void)state;
	buf_put(&b, SPAN("<a>"));
	for (int i = 0; i < 300000; i++)
		buf_put(&b, SPAN("<b>x\xc3\xa9</b>"));
	buf_put(&b, SPAN("</a>"));
	assert_int_equal(read_all(buf_span(&b), &s, &why), 0);
	assert_int_equal(s.ends, 300001);
	buf_free(&b);
	buf_free(&s.lines);
}

static void
what_came_before_was_given(void **state)
{
	struct seen s = { 0 };
	struct fault why;

	(void)state;
	assert_int_equal(read_all(SPAN("<Error><Code>SlowDown</Code><Message>Please re"), &s, &why), -1);
	assert_string_equal(buf_text(&s.lines), "Error/Code=SlowDown\n");
	buf_free(&s.lines);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(paths_and_texts),
	cmocka_unit_test(attributes_and_namespaces),
	cmocka_unit_test(what_is_no_document),
	cmocka_unit_test(document_types_are_refused),
	cmocka_unit_test(depth_has_a_ceiling),
	cmocka_unit_test(many_elements),
	cmocka_unit_test(what_came_before_was_given),
};

UNIT_MAIN
