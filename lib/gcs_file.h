/*
 * gcs_file.h - a file of Google Cloud credentials: found, read, looked through.
 *
 * Of the types there are, those without a program to be run: service_account,
 * authorized_user (what gcloud login leaves), external_account with a token from
 * a file or a URL (google.aip.dev/auth/4117), and impersonated_service_account,
 * which is one of them and a service account that lends its name.
 */
#ifndef EVKIT_GCS_FILE_H
#define EVKIT_GCS_FILE_H

#include <jansson.h>

#include "buf.h"
#include "fault.h"

enum gcs_source { GCS_METADATA, GCS_SERVICE, GCS_USER, GCS_EXTERNAL };

struct gcs_file {
	enum gcs_source source;    /* GCS_METADATA: there is no file */
	json_t *json;
	json_t *outer;             /* of a service account's name: json is the source_credentials */
	struct jwt_key *key;       /* of GCS_SERVICE */
	struct buf token_uri;      /* where tokens are asked for */
	struct buf lender;         /* URL of the service account that lends its name; empty: none */
	struct buf principal;      /* who we are, for messages; with a NUL */
};

/* Zeroes *f, then finds and reads the file; key NULL: by Google's order. -1 and
 * *why: it is wrong. gcs_file_free in either case. */
int gcs_file_find(struct gcs_file *f, const char *key, struct fault *why);
void gcs_file_free(struct gcs_file *f);

/* The service accounts in between; NULL: none. */
const json_t *gcs_file_delegates(const struct gcs_file *f);

/* The project that is billed; NULL: none is named. */
const char *gcs_file_project(const struct gcs_file *f);

/* A text of the credentials; NULL: it has none, or an empty one. */
const char *gcs_file_text(const struct gcs_file *f, const char *name);

/* The same of its credential_source. */
const char *gcs_file_of_source(const struct gcs_file *f, const char *name);

#endif
