/*
 * aws_profile.h - one profile out of AWS's shared files.
 *
 * $AWS_SHARED_CREDENTIALS_FILE (~/.aws/credentials) has sections [NAME],
 * $AWS_CONFIG_FILE (~/.aws/config) has [profile NAME] and [default]; in each
 * "name = value" lines. What both have counts as the first has it, and keys
 * are never put together from both. Lines that begin with white space belong
 * to nested settings and are passed over.
 *
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
#ifndef EVKIT_AWS_PROFILE_H
#define EVKIT_AWS_PROFILE_H

#include "buf.h"
#include "fault.h"

enum { AWS_PROFILE_SETTINGS = 64 };

/* Owns its strings. A zeroed struct is a profile without settings. */
struct aws_profile {
	char *name;            /* "default" */
	bool asked_for;        /* by an option or $AWS_PROFILE */
	bool found;            /* in one of the files */
	struct aws_setting {
		char *name, *value;
		bool shared;   /* from the credentials file */
	} setting[AWS_PROFILE_SETTINGS];
	size_t n;
};

/*
 * name NULL: $AWS_PROFILE, else "default". A file that is not there is empty.
 * 0; -1 and *why: one that cannot be read, or a profile that was asked for and
 * is in neither.
 */
int aws_profile_read(struct aws_profile *p, const char *name, struct fault *why);
void aws_profile_free(struct aws_profile *p);

/* NULL: it has none. Names are small letters. */
const char *aws_profile_get(const struct aws_profile *p, const char *name);

/* For tests and the fuzzer: takes the settings of p->name. */
void aws_profile_take(struct aws_profile *p, struct span text, bool shared);

#endif
