/*
 * Paths: the first line is a path, the rest a JSON object. What is found there is
 * what jansson's tree has there. Its known differences are those of fuzz_jscan.c:
 * a text that it refuses is not compared; nor one with a repeated key on the way.
 */
#include <jansson.h>

#include "jpath.h"
#include "jscan.h"
#include "num.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static json_t *
step_into(json_t *in, struct span step)
{
	int64_t i;

	if (json_is_object(in))
		return json_object_getn(in, step.p, step.n);
	if (!json_is_array(in) || num_int(step, 0, INT64_MAX, &i) || step.p[0] == '-' ||
	    (step.n > 1 && step.p[0] == '0'))
		return NULL;
	return json_array_get(in, (size_t)i);
}

static void
compare(const struct jpath *path, struct span text, json_t *tree)
{
	json_t *there = tree, *here;
	struct span found, again;
	bool differing = false, is = jpath_find_once(path, text, &found, &differing);

	if (is != jpath_find(path, text, &again) || (is && !span_eq(found, again)))
		abort();
	for (size_t i = 0; there && i < path->n; i++)
		there = step_into(there, path->step[i]);
	if (is != (there != NULL))
		abort();
	if (!is)
		return;
	here = json_loadb(found.p, found.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	if (!here || !json_equal(here, there))
		abort();
	json_decref(here);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = { (const char *)data, size }, line = span_cut(&text, '\n');
	struct jpath path = { 0 };
	struct jscan s = { 0 };
	char *name = strndup(line.p ? line.p : "", line.n);
	json_t *tree;

	if (name && !jpath_parse(&path, name) && !jscan_object(&s, text)) {
		/* It is lent without the white space around it. */
		while (text.p[0] != '{')
			text = span_after(text, 1);
		while (text.p[text.n - 1] != '}')
			text.n--;
		if ((tree = json_loadb(text.p, text.n, JSON_ALLOW_NUL, NULL)))
			compare(&path, text, tree);
		json_decref(tree);
	}
	jpath_free(&path);
	jscan_free(&s);
	free(name);
	return 0;
}
