#include "api_request.h"

#include <errno.h>
#include <jansson.h>

#include "origin.h"
#include "query.h"

/* ---- the file ---- */

static const char *
keep(struct api_request *r, const char *text)
{
	return arena_copy(&r->texts, span_of(text)).p;
}

/* An option that was given counts, not the file. */
static int
take_text(struct api_request *r, const char **to, const json_t *value)
{
	if (!json_is_string(value))
		return -1;
	if (!*to)
		*to = keep(r, json_string_value(value));
	return 0;
}

static int
take_list(struct api_request *r, struct opt_list *to, const json_t *value)
{
	const json_t *item;
	size_t i;

	if (!json_is_array(value))
		return -1;
	json_array_foreach(value, i, item)
		if (!json_is_string(item) || opt_list(to, keep(r, json_string_value(item))))
			return -1;
	return 0;
}

/* Before those of the options, so that theirs take the place of the file's. */
static int
take_query(struct api_request *r, json_t *value)
{
	struct opt_list given = r->query;
	const char *name;
	json_t *item;

	r->query.n = 0;
	if (!json_is_object(value))
		return -1;
	json_object_foreach(value, name, item) {
		struct buf pair = { 0 };
		const char *wrong;

		buf_printf(&pair, "%s=", name);
		if (json_is_string(item))
			buf_put(&pair, span_of(json_string_value(item)));
		else if (json_is_integer(item))
			buf_printf(&pair, "%lld", (long long)json_integer_value(item));
		else
			return buf_free(&pair), -1;
		wrong = opt_list(&r->query, keep(r, buf_text(&pair)));
		buf_free(&pair);
		if (wrong)
			return -1;
	}
	for (size_t i = 0; i < given.n; i++)
		if (opt_list(&r->query, given.item[i]))
			return -1;
	return 0;
}

static int
take_max_pages(struct api_request *r, const json_t *value)
{
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return -1;
	if (!r->max_pages)
		r->max_pages = json_integer_value(value);
	return 0;
}

static int
take_stop_empty(struct api_request *r, const json_t *value)
{
	r->pager.stop_empty |= json_is_true(value);
	return json_is_boolean(value) ? 0 : -1;
}

/* -1: not of its type; -2: not known. */
static int
take_member(struct api_request *r, const char *name, json_t *value)
{
	const struct {
		const char *name;
		const char **to;
	} texts[] = {
		{ "url", &r->url }, { "page", &r->page }, { "more", &r->more },
		{ "total", &r->total }, { "records", &r->records }, { "error_if", &r->error_if },
		{ "auth", &r->auth }, { "secret", &r->who.secret },
		{ "since_field", &r->since_field }, { "since_param", &r->since_param },
	};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!strcmp(name, texts[i].name))
			return take_text(r, texts[i].to, value);
	if (!strcmp(name, "query"))
		return take_query(r, value);
	if (!strcmp(name, "header"))
		return take_list(r, r->header, value);
	if (!strcmp(name, "allow_host"))
		return take_list(r, &r->allow, value);
	if (!strcmp(name, "max_pages"))
		return take_max_pages(r, value);
	return strcmp(name, "stop_empty") ? -2 : take_stop_empty(r, value);
}

static int
take_document(struct api_request *r, json_t *document, struct fault *why)
{
	const char *name;
	json_t *value;

	if (!json_is_object(document))
		return fault_set(why, "%s: is no JSON object", r->file);
	json_object_foreach(document, name, value)
		switch (take_member(r, name, value)) {
		case 0:
			break;
		case -1:
			return fault_set(why, "%s: %s: not of the right type, or too many",
			    r->file, name);
		default:
			return fault_set(why, "%s: %s: no such key", r->file, name);
		}
	return 0;
}

static int
read_file(struct api_request *r, struct fault *why)
{
	json_error_t error;
	json_t *document;
	FILE *f = fopen(r->file, "re");
	int rc;

	if (!f)
		return fault_set(why, "%s: %s", r->file, strerror(errno));
	document = json_loadf(f, JSON_REJECT_DUPLICATES, &error);
	fclose(f);
	if (!document)
		return fault_set(why, "%s: is no JSON: line %d: %s", r->file, error.line, error.text);
	rc = take_document(r, document, why);
	json_decref(document);
	return rc;
}

/* ---- the texts ---- */

static int
read_path(struct jpath *to, const char *option, const char *text, struct fault *why)
{
	const char *wrong = text ? jpath_parse(to, text) : NULL;

	return wrong ? fault_set(why, "%s '%s': %s", option, text, wrong) : 0;
}

static int
read_ways(struct api_request *r, struct fault *why)
{
	const char *wrong;

	if (r->page && (wrong = pager_take(&r->pager, r->page)))
		return fault_set(why, "--page '%s': %s", r->page, wrong);
	if (r->auth && (wrong = api_auth_take(&r->who, r->auth)))
		return fault_set(why, "--auth '%s': %s", r->auth, wrong);
	return 0;
}

static int
read_address(struct api_request *r, struct fault *why)
{
	struct fault bad;

	if (!r->url)
		return fault_set(why, "no URL is named");
	if (origin_resolve((struct span){ 0 }, span_of(r->url), &r->address, &bad))
		return fault_set(why, "the URL: %s", bad.text);
	for (size_t i = 0; i < r->query.n; i++) {
		struct span value = span_of(r->query.item[i]), name;

		if (span_find(value, '=') == value.n)
			return fault_set(why, "--query: not of the form NAME=VALUE");
		name = span_cut(&value, '=');
		query_set(&r->address, name, value);
	}
	return 0;
}

static int
check_together(const struct api_request *r, struct fault *why)
{
	if (!r->since_field != !r->since_param)
		return fault_set(why, "--since-field and --since-param go together");
	if (!r->raw)
		return 0;
	if (api_request_wants_json(r) || r->since_field)
		return fault_set(why, "--raw looks at no page: not with --records, --error-if, "
		    "--more, --total or --since-field");
	if (r->pager.kind != PAGER_NONE && r->pager.kind != PAGER_LINK &&
	    r->pager.kind != PAGER_HEADER)
		return fault_set(why, "--raw looks at no page: only --page none, link or "
		    "header-cursor");
	return 0;
}

int
api_request_read(struct api_request *r, struct fault *why)
{
	if (r->file && read_file(r, why))
		return -1;
	if (read_ways(r, why) || read_path(&r->pager.more, "--more", r->more, why) ||
	    read_path(&r->pager.total, "--total", r->total, why) ||
	    read_path(&r->list, "--records", r->records, why) ||
	    read_path(&r->error, "--error-if", r->error_if, why) ||
	    read_path(&r->since, "--since-field", r->since_field, why) || check_together(r, why))
		return -1;
	return read_address(r, why);
}

void
api_request_free(struct api_request *r)
{
	buf_free(&r->address);
	pager_free(&r->pager);
	jpath_free(&r->list);
	jpath_free(&r->error);
	jpath_free(&r->since);
	arena_free(&r->texts);
}

bool
api_request_wants_json(const struct api_request *r)
{
	return r->list.text || r->error.text || pager_wants_json(&r->pager);
}
