#include "gcs_error.h"

#include <jansson.h>

static void
copy(char *to, size_t n, const char *text)
{
	snprintf(to, n, "%s", text ? text : "");
}

/* {"code":404,"message":"...","errors":[{"reason":"notFound",...}]} */
static void
read_api(struct gcs_error *e, const json_t *error)
{
	const json_t *first = json_array_get(json_object_get(error, "errors"), 0);

	copy(e->message, sizeof e->message, json_string_value(json_object_get(error, "message")));
	copy(e->reason, sizeof e->reason, json_string_value(json_object_get(first, "reason")));
}

static void
read_json(struct gcs_error *e, const json_t *document)
{
	const json_t *error = json_object_get(document, "error");

	if (json_is_object(error)) {
		read_api(e, error);
		return;
	}
	copy(e->reason, sizeof e->reason, json_string_value(error));
	copy(e->message, sizeof e->message,
	    json_string_value(json_object_get(document, "error_description")));
}

/* The first line; a page for browsers says nothing here. */
static void
read_text(struct gcs_error *e, struct span body)
{
	struct span line = span_cut(&body, '\n');

	if (line.n && *line.p != '<')
		snprintf(e->message, sizeof e->message, "%.*s", SPAN_SHOW(line));
}

void
gcs_error_read(struct gcs_error *e, struct span body)
{
	json_t *document = json_loadb(body.n ? body.p : "", body.n, 0, NULL);

	*e = (struct gcs_error){ 0 };
	if (json_is_object(document))
		read_json(e, document);
	else
		read_text(e, body);
	json_decref(document);
}
