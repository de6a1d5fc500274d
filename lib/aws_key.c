#include "aws_key.h"

#include <jansson.h>

#include "tstamp.h"

void
aws_key_free(struct aws_key *k)
{
	buf_free(&k->id);
	buf_free(&k->secret);
	buf_free(&k->token);
	*k = (struct aws_key){ 0 };
}

void
aws_key_set(struct aws_key *k, const char *id, const char *secret, const char *token)
{
	k->id.n = k->secret.n = k->token.n = 0;
	k->ends_s = 0;
	buf_put(&k->id, span_of(id ? id : ""));
	buf_put(&k->secret, span_of(secret ? secret : ""));
	buf_put(&k->token, span_of(token ? token : ""));
}

static bool
is_printable(struct span s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~')
			return false;
	return true;
}

int
aws_key_check(const struct aws_key *k, struct fault *why)
{
	if (!k->id.n || !k->secret.n)
		return fault_set(why, "no %s", k->id.n ? "secret access key" : "access key id");
	if (!is_printable(buf_span(&k->id)) || !is_printable(buf_span(&k->secret)) ||
	    !is_printable(buf_span(&k->token)))
		return fault_set(why, "a key has white space or control bytes in it");
	return 0;
}

int
aws_key_set_end(struct aws_key *k, struct span text, struct fault *why)
{
	struct tstamp at;

	if (tstamp_parse(text, &at))
		return fault_set(why, "when its key ends is no time");
	k->ends_s = tstamp_seconds(at.ns);
	return 0;
}

static int
take(struct aws_key *k, const json_t *object, struct fault *why)
{
	const char *ends = json_string_value(json_object_get(object, "Expiration"));

	aws_key_set(k, json_string_value(json_object_get(object, "AccessKeyId")),
	    json_string_value(json_object_get(object, "SecretAccessKey")),
	    json_string_value(json_object_get(object, "Token")));
	if (aws_key_check(k, why))
		return -1;
	return ends ? aws_key_set_end(k, span_of(ends), why) : 0;
}

int
aws_key_read(struct aws_key *k, struct span json, struct fault *why)
{
	json_t *object = json_loadb(json.n ? json.p : "", json.n, 0, NULL);
	int rc = object ? take(k, object, why) : fault_set(why, "the reply is no JSON");

	json_decref(object);
	return rc;
}
