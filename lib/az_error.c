#include "az_error.h"

#include "xml.h"

static void
copy(char *to, size_t n, struct span text)
{
	snprintf(to, n, "%.*s", SPAN_SHOW(text));
}

static void
take_element(void *arg, struct span path, struct span text)
{
	struct az_error *e = arg;

	if (span_is(path, "Error/Code"))
		copy(e->code, sizeof e->code, text);
	else if (span_is(path, "Error/Message"))
		copy(e->message, sizeof e->message, span_cut(&text, '\n'));
}

void
az_error_read(struct az_error *e, const char *header, struct span body)
{
	const struct xml_reader to = { .arg = e, .end = take_element };
	struct fault why;

	*e = (struct az_error){ 0 };
	/* Of one that is cut off, what there is. */
	(void)xml_read(body, &to, &why);
	if (header && *header)
		copy(e->code, sizeof e->code, span_of(header));
}

static const struct {
	const char *code, *hint;
} hints[] = {
	{ "AuthorizationPermissionMismatch", "; it needs the role Storage Blob Data Reader" },
	{ "AuthorizationFailure", "; no permission, or kept out by the account's firewall" },
	{ "KeyBasedAuthenticationNotPermitted", "; the account takes identities only" },
	{ "ConditionNotMet", "; overwritten since it was listed" },
	{ "BlobArchived", "; in the archive tier, to be brought back first" },
};

static bool
is(const struct az_error *e, const char *code)
{
	return !strcmp(e->code, code);
}

bool
az_error_is_unknown(const struct az_error *e)
{
	/* Azurite has the words of the one with the code of the other. */
	return is(e, "AuthenticationFailed") ||
	    strstr(e->message, "failed to authenticate the request");
}

const char *
az_error_hint(const struct az_error *e, const struct az_error_case *c)
{
	if (is(e, "BlobNotFound"))
		return c->pinned ? "; deleted since it was listed" : "; a prefix ends in '/'";
	/* What is private is said not to be there. */
	if (c->anonymous && (is(e, "ResourceNotFound") || is(e, "NoAuthenticationInformation") ||
	    is(e, "PublicAccessNotPermitted") || is(e, "AuthorizationFailure")))
		return "; is it public? else it wants credentials";
	if (az_error_is_unknown(e))
		return c->sas ? "; is the SAS token of this account, and has it not ended?" :
		    "; is the key this account's?";
	if (c->sas && is(e, "AuthorizationPermissionMismatch"))
		return "; the SAS token lacks the permission read or list";
	for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
		if (is(e, hints[i].code))
			return hints[i].hint;
	return "";
}
