#include "aws_error.h"

#include "xml.h"

bool
aws_error_is(const struct aws_error *e, const char *code)
{
	return !strcmp(e->code, code);
}

static bool
is_one(const struct aws_error *e, const char *const *codes)
{
	for (; *codes; codes++)
		if (aws_error_is(e, *codes))
			return true;
	return false;
}

bool
aws_error_is_passing(const struct aws_error *e)
{
	static const char *const codes[] = {
		"InternalError", "SlowDown", "ServiceUnavailable", "RequestTimeout", "Throttling",
		"ThrottlingException", "RequestLimitExceeded", "BandwidthLimitExceeded",
		"RequestThrottled", "TooManyRequests", "IDPCommunicationError", NULL,
	};

	return is_one(e, codes);
}

bool
aws_error_is_expired(const struct aws_error *e)
{
	static const char *const codes[] = {
		"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", NULL,
	};

	return is_one(e, codes);
}

bool
aws_error_is_region(struct span text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	for (size_t i = 0; i < text.n; i++)
		if (!memchr(letters, text.p[i], sizeof letters - 1))
			return false;
	return text.n && text.n < sizeof ((struct aws_error *)NULL)->region;
}

static void
copy(char *to, size_t n, struct span text)
{
	struct span line = span_cut(&text, '\n');

	if (span_ends(line, SPAN("\r")))
		line.n--;
	snprintf(to, n, "%.*s", (int)(line.n < n ? line.n : n), line.p);
}

static void
take_element(void *arg, struct span path, struct span text)
{
	struct aws_error *e = arg;

	if (span_ends(path, SPAN("Error/Code")))
		copy(e->code, sizeof e->code, text);
	else if (span_ends(path, SPAN("Error/Message")))
		copy(e->message, sizeof e->message, text);
	else if (span_ends(path, SPAN("Error/Region")) && aws_error_is_region(text))
		copy(e->region, sizeof e->region, text);
}

void
aws_error_read(struct aws_error *e, struct span body)
{
	const struct xml_reader to = { .arg = e, .end = take_element };
	struct fault why;

	*e = (struct aws_error){ 0 };
	if (xml_read(body, &to, &why) && body.n && *body.p != '<')
		copy(e->message, sizeof e->message, body);
}
