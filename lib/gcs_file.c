#include "gcs_file.h"

#include <errno.h>

#include "jwt.h"
#include "uri.h"

#define USER_TOKEN_URI "https://oauth2.googleapis.com/token"

static const char *
text_of(const json_t *o, const char *name)
{
	const char *text = json_string_value(json_object_get(o, name));

	return text && *text ? text : NULL;
}

const char *
gcs_file_text(const struct gcs_file *f, const char *name)
{
	return text_of(f->json, name);
}

const char *
gcs_file_of_source(const struct gcs_file *f, const char *name)
{
	return text_of(json_object_get(f->json, "credential_source"), name);
}

const json_t *
gcs_file_delegates(const struct gcs_file *f)
{
	return json_object_get(f->outer, "delegates");
}

const char *
gcs_file_project(const struct gcs_file *f)
{
	const char *project = text_of(f->outer, "quota_project_id");

	return project ? project : gcs_file_text(f, "quota_project_id");
}

void
gcs_file_free(struct gcs_file *f)
{
	json_decref(f->outer);
	json_decref(f->json);
	buf_free(&f->lender);
	jwt_key_free(f->key);
	buf_free(&f->token_uri);
	buf_free(&f->principal);
	*f = (struct gcs_file){ 0 };
}

static int
need(const struct gcs_file *f, const char *path, const char *const names[], struct fault *why)
{
	for (; *names; names++)
		if (!gcs_file_text(f, *names))
			return fault_set(why, "%s: has no %s", path, *names);
	return 0;
}

static int
read_service(struct gcs_file *f, const char *path, struct fault *why)
{
	static const char *const names[] = { "client_email", "private_key", "token_uri", NULL };
	struct fault bad;

	f->source = GCS_SERVICE;
	if (need(f, path, names, why))
		return -1;
	if (!(f->key = jwt_key_new(span_of(gcs_file_text(f, "private_key")), &bad)))
		return fault_set(why, "%s: private_key: %s", path, bad.text);
	buf_put(&f->token_uri, span_of(gcs_file_text(f, "token_uri")));
	return 0;
}

static int
read_user(struct gcs_file *f, const char *path, struct fault *why)
{
	static const char *const names[] = { "client_id", "client_secret", "refresh_token", NULL };
	const char *uri = gcs_file_text(f, "token_uri");

	f->source = GCS_USER;
	buf_put(&f->token_uri, span_of(uri ? uri : USER_TOKEN_URI));
	return need(f, path, names, why);
}

/* Its URL ends in "/NAME@PROJECT.iam.gserviceaccount.com:generateAccessToken". */
static int
set_lender(struct gcs_file *f, const char *path, const char *url, struct fault *why)
{
	const char *name = strrchr(url, '/');
	struct span rest = span_of(name ? name + 1 : url);

	buf_put(&f->lender, span_of(url));
	buf_put(&f->principal, span_cut(&rest, ':'));
	return uri_exposed(span_of(url)) ? fault_set(why, "%s: service_account_impersonation_url: "
	    "would send the credentials unencrypted", path) : 0;
}

static int
read_external(struct gcs_file *f, const char *path, struct fault *why)
{
	static const char *const names[] = { "audience", "subject_token_type", "token_url", NULL };
	const char *lender = gcs_file_text(f, "service_account_impersonation_url");

	f->source = GCS_EXTERNAL;
	if (need(f, path, names, why))
		return -1;
	buf_put(&f->token_uri, span_of(gcs_file_text(f, "token_url")));
	if (!gcs_file_of_source(f, "file") && !gcs_file_of_source(f, "url"))
		return fault_set(why, "%s: credential_source: has no file and no url; programs are "
		    "not run, and AWS's own are not known; for --header @FILE there is `gcloud auth "
		    "print-access-token`", path);
	if (gcs_file_of_source(f, "environment_id"))
		return fault_set(why, "%s: credential_source: AWS's own are not known, file and url "
		    "are; for --header @FILE there is `gcloud auth print-access-token`", path);
	return lender ? set_lender(f, path, lender, why) : 0;
}

static void
set_principal(struct gcs_file *f)
{
	const char *name = gcs_file_text(f, f->source == GCS_SERVICE ? "client_email" : "audience");

	if (f->source == GCS_USER)
		name = "the user of gcloud's credentials";
	buf_put(&f->principal, span_of(name ? name : "these credentials"));
}

/* From now on the credentials are those that it is made of. */
static int
read_impersonated(struct gcs_file *f, const char *path, struct fault *why)
{
	const char *url = gcs_file_text(f, "service_account_impersonation_url");
	json_t *source = json_object_get(f->json, "source_credentials");

	if (!url || !source)
		return fault_set(why, "%s: has no %s", path, url ? "source_credentials" :
		    "service_account_impersonation_url");
	f->outer = f->json;
	f->json = json_incref(source);
	return set_lender(f, path, url, why);
}

static int
read_type(struct gcs_file *f, const char *path, struct fault *why)
{
	const char *type = gcs_file_text(f, "type");
	int rc;

	if (type && !strcmp(type, "impersonated_service_account")) {
		if (read_impersonated(f, path, why))
			return -1;
		type = gcs_file_text(f, "type");
	}
	if (!type)
		return fault_set(why, "%s: is no credentials file: it has no type", path);
	if (!strcmp(type, "service_account"))
		rc = read_service(f, path, why);
	else if (!strcmp(type, "authorized_user"))
		rc = read_user(f, path, why);
	else if (!strcmp(type, "external_account"))
		rc = read_external(f, path, why);
	else
		return fault_set(why, "%s: type %s is not supported; service_account, "
		    "authorized_user, external_account and impersonated_service_account are",
		    path, type);
	if (!f->principal.n)
		set_principal(f);
	if (!rc && uri_exposed(buf_span(&f->token_uri)))
		return fault_set(why, "%s: token_uri: would send the credentials unencrypted", path);
	return rc;
}

static int
read_file(struct gcs_file *f, const char *path, struct fault *why)
{
	json_error_t error;
	FILE *in = fopen(path, "re");

	if (!in)
		return fault_set(why, "%s: %s", path, strerror(errno));
	f->json = json_loadf(in, 0, &error);
	fclose(in);
	if (!f->json)
		return fault_set(why, "%s: is no JSON: line %d: %s", path, error.line, error.text);
	return read_type(f, path, why);
}

/* ---- where to look ---- */

/* gcloud's own file; false: there is none. */
static bool
find_gcloud(struct buf *path)
{
	const char *config = getenv("CLOUDSDK_CONFIG"), *home = getenv("HOME");
	FILE *f;

	if (config && *config)
		buf_printf(path, "%s", config);
	else if (home && *home)
		buf_printf(path, "%s/.config/gcloud", home);
	else
		return false;
	buf_printf(path, "/application_default_credentials.json");
	if (!(f = fopen(buf_text(path), "re")))
		return errno != ENOENT && errno != ENOTDIR;
	fclose(f);
	return true;
}

int
gcs_file_find(struct gcs_file *f, const char *key, struct fault *why)
{
	struct buf path = { 0 };
	const char *named = key ? key : getenv("GOOGLE_APPLICATION_CREDENTIALS");
	int rc = 0;

	*f = (struct gcs_file){ 0 };
	if (named && *named)
		rc = read_file(f, named, why);
	else if (find_gcloud(&path))
		rc = read_file(f, buf_text(&path), why);
	else
		buf_put(&f->principal, SPAN("this machine's service account"));
	buf_text(&f->principal);
	buf_free(&path);
	return rc;
}
